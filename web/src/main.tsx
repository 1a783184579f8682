/** Starts the page. */
import "./styles/fonts.css";
import "./styles/base.css";
import "./styles/layout.css";
import "./styles/controls.css";
import "./styles/code.css";
import "./styles/editor.css";
import "./styles/result.css";
import { render } from "solid-js/web";
import { App } from "./App.tsx";
import { open } from "./share/open.ts";

const root = document.getElementById("app");
if (root === null) throw new Error("index.html has no #app");
const [opened] = await Promise.all([open(location.hash), fontLoaded()]);
render(() => <App opened={opened} />, root);

/** The editor measures its text once: with the right font, or after a moment with what there is. */
function fontLoaded(): Promise<unknown> {
  const patience = new Promise((resolve) => setTimeout(resolve, 300));
  return Promise.race([document.fonts.load('13px "JetBrains Mono"').catch(() => null), patience]);
}
