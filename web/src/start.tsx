/** The whole page. */
import "./styles/layout.css";
import "./styles/controls.css";
import "./styles/frame.css";
import "./styles/code.css";
import "./styles/editor.css";
import "./styles/result.css";
import { render } from "solid-js/web";
import { App } from "./App.tsx";
import { boot } from "./boot.ts";
import type { WorkerHandle } from "./run/client.ts";
import { restoreFragment } from "./share/index.ts";

export async function start(root: HTMLElement, spawn: () => WorkerHandle): Promise<void> {
  const [booted] = await Promise.all([boot(restoreFragment(location, history)), fontLoaded()]);
  render(() => <App boot={booted} spawn={spawn} />, root);
}

/** The editor measures its text once: with the right font, or after a moment with what there is. */
function fontLoaded(): Promise<unknown> {
  const patience = new Promise((resolve) => setTimeout(resolve, 300));
  return Promise.race([document.fonts.load('13px "JetBrains Mono"').catch(() => null), patience]);
}
