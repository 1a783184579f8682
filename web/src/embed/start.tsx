/** The embedded page, `?embed`: loaded in place of the whole one. */
import "../styles/layout.css";
import "../styles/controls.css";
import "../styles/frame.css";
import "../styles/code.css";
import "../styles/editor.css";
import "../styles/result.css";
import "../styles/embed.css";
import { render } from "solid-js/web";
import { example } from "../example.ts";
import type { WorkerHandle } from "../run/client.ts";
import { fragmentOf } from "../share/clean.ts";
import { LinkError } from "../share/errors.ts";
import { decodeLink } from "../share/link.ts";
import { unsaidSettings, type Shared } from "../share/types.ts";
import { EmbedApp } from "./EmbedApp.tsx";
import { readOptions } from "./options.ts";

export async function startEmbed(root: HTMLElement, spawn: () => WorkerHandle): Promise<void> {
  let shared: Shared | null = null;
  let problem: string | null = null;
  try {
    shared = await decodeLink(fragmentOf(location));
  } catch (error) {
    if (!(error instanceof LinkError)) throw error;
    problem = error.message;
  }
  const opened = shared ?? { workspace: example, settings: unsaidSettings };
  const options = readOptions(location.search);
  render(() => <EmbedApp shared={opened} options={options} problem={problem} spawn={spawn} />, root);
}
