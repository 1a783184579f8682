import { For, Show, createMemo, createSignal, type JSX } from "solid-js";
import { colourValue, type Piece } from "../editor/nix-language.ts";
import { formatSize } from "../format.ts";
import type { View } from "../session.ts";
import { CopyButton } from "./CopyButton.tsx";
import { layOut } from "./layout.ts";

/** Characters shown at first, and added by each "Show more". */
const page = 50_000;

/** A printed value, coloured; long ones page by page. */
export function ValueView(props: { output: string; view: View }): JSX.Element {
  const text = createMemo(() =>
    props.view === "xml" ? props.output : layOut(props.output, props.view === "json" ? "json" : "nix"),
  );
  const pages = createMemo(() => {
    text();
    return createSignal(1);
  });
  const end = createMemo(() => pageEnd(text(), pages()[0]() * page));
  const pieces = createMemo((): Piece[] => {
    const part = text().slice(0, end());
    return props.view === "xml" ? [{ text: part, classes: "" }] : colourValue(part);
  });
  return (
    <div class="value">
      <CopyButton text={props.output} what="value" />
      <pre class="code">
        <code>
          <For each={pieces()}>
            {(piece) => (piece.classes ? <span class={piece.classes}>{piece.text}</span> : piece.text)}
          </For>
        </code>
      </pre>
      <Show when={end() < text().length}>
        <div class="more">
          <span>
            {formatSize(end())} of {formatSize(text().length)}
          </span>
          <button type="button" class="button" onClick={() => pages()[1]((count) => count * 2)}>
            Show more
          </button>
        </div>
      </Show>
    </div>
  );
}

/** Where to cut: at a line's end if there is one near, never inside a surrogate pair. */
function pageEnd(text: string, end: number): number {
  if (end >= text.length) return text.length;
  const line = text.lastIndexOf("\n", end);
  if (line > end / 2) return line;
  return (text.charCodeAt(end) & 0xfc00) === 0xdc00 ? end - 1 : end;
}
