import { For, Show, type JSX } from "solid-js";
import { colourValue } from "../editor/nix-language.ts";
import type { Example, Level } from "./types.ts";

const levels: Record<Level, string> = {
  beginner: "First steps",
  everyday: "Everyday use",
  advanced: "How it works inside",
};

/** What an example teaches, and its files. */
export function Preview(props: { example: Example; onOpen: () => void }): JSX.Element {
  const files = (): [path: string, text: string][] =>
    props.example.workspace.open.map((path) => [path, String(props.example.workspace.files[path])]);
  return (
    <section class="gallery-preview" aria-label={props.example.title}>
      <div class="gallery-about">
        <div class="gallery-title">
          <h3>{props.example.title}</h3>
          <span class="gallery-level">{levels[props.example.level]}</span>
        </div>
        <p>{props.example.teaches}</p>
        <button type="button" class="button primary" onClick={() => props.onOpen()}>
          Open
        </button>
      </div>
      <div class="gallery-code" tabindex="0" role="region" aria-label="Files of the example">
        <For each={files()}>
          {([path, text]) => (
            <>
              <Show when={files().length > 1}>
                <h4>{path}</h4>
              </Show>
              <pre class="code">
                <Show when={path.endsWith(".nix")} fallback={text}>
                  <For each={colourValue(text)}>
                    {(piece) => <span class={piece.classes}>{piece.text}</span>}
                  </For>
                </Show>
              </pre>
            </>
          )}
        </For>
      </div>
    </section>
  );
}
