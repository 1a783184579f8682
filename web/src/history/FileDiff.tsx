/** The difference of a file, line by line. */
import { For, Show, createMemo, type JSX } from "solid-js";
import { formatNumberOf, formatSize } from "../format.ts";
import type { FileContent } from "../workspace/index.ts";
import { diffLines, withGaps, type DiffGap, type DiffLine } from "./diff.ts";

/** Lines that are drawn at most. */
const maxDrawn = 3000;

const signs = { added: "+", removed: "−", same: " " };
const spoken = { added: "added: ", removed: "removed: ", same: "" };

/** Null: there is no such file on that side. */
export function FileDiff(props: { before: FileContent | null; after: FileContent | null }): JSX.Element {
  const lines = createMemo((): (DiffLine | DiffGap)[] | null => {
    const [before, after] = [props.before ?? "", props.after ?? ""];
    return typeof before === "string" && typeof after === "string"
      ? withGaps(diffLines(before, after))
      : null;
  });
  return (
    <Show
      when={lines()}
      fallback={
        <p class="store-note">
          No text: {sizeWords(props.before)} before, {sizeWords(props.after)} after.
        </p>
      }
    >
      {(all) => (
        <>
          <Show when={all().length === 0}>
            <p class="store-note">The file is empty.</p>
          </Show>
          <div class="diff">
            <For each={all().slice(0, maxDrawn)}>
              {(line) =>
                line.kind === "gap" ? (
                  <p class="diff-gap">{formatNumberOf(line.count, "line")} the same</p>
                ) : (
                  <p class={`diff-line ${line.kind}`}>
                    <span class="diff-number" aria-hidden="true">
                      {line.old ?? ""}
                    </span>
                    <span class="diff-number" aria-hidden="true">
                      {line.new ?? ""}
                    </span>
                    <span class="diff-sign" aria-hidden="true">
                      {signs[line.kind]}
                    </span>
                    <code>
                      <span class="visually-hidden">{spoken[line.kind]}</span>
                      {line.text}
                    </code>
                  </p>
                )
              }
            </For>
          </div>
          <Show when={all().length > maxDrawn}>
            <p class="store-note">{formatNumberOf(all().length - maxDrawn, "more line")} not shown.</p>
          </Show>
        </>
      )}
    </Show>
  );
}

function sizeWords(content: FileContent | null): string {
  return content === null ? "nothing" : formatSize(content.length);
}
