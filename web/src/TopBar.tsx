import { Show, type JSX } from "solid-js";
import type { Session } from "./session.ts";

/** How the key for Evaluate is called here. */
const evaluateKey = /Mac|iP(hone|ad)/.test(navigator.userAgent) ? "⌘ ↵" : "Ctrl ↵";

export function TopBar(props: {
  session: Session;
  onEvaluate: () => void;
  onShare: () => void;
  /** What came of Share; "" when there is nothing to tell. */
  note: string;
}): JSX.Element {
  return (
    <header class="top-bar">
      <h1 class="name">
        <img src="./favicon.svg" alt="" width="20" height="20" />{" "}
        <span class="name-text">Tvix Playground</span>
      </h1>
      <div class="actions">
        <span class="share-note">{props.note}</span>
        <button
          type="button"
          class="button"
          onClick={() => props.onShare()}
          title="Copy a link that carries the text"
        >
          Share
        </button>
        <button
          type="button"
          class="button"
          disabled={!props.session.running()}
          onClick={() => props.session.stop()}
          title="Stop the running evaluation"
        >
          Stop
        </button>
        <button type="button" class="button primary" onClick={() => props.onEvaluate()}>
          Evaluate
          <kbd aria-hidden="true">{evaluateKey}</kbd>
        </button>
      </div>
      <Show when={props.session.progress()}>
        <div class="progress-bar" aria-hidden="true" />
      </Show>
    </header>
  );
}
