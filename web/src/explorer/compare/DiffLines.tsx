import { For, type JSX } from "solid-js";
import { PathText } from "../parts/index.ts";
import type { ExplorerUi } from "../types.ts";
import type { DiffLine, DiffLineKind } from "./diff-text.ts";

const signs: Readonly<Record<DiffLineKind, string>> = { removed: "−", added: "+", same: " ", gap: "⋯" };
const words: Readonly<Record<DiffLineKind, string>> = {
  removed: "removed: ",
  added: "added: ",
  same: "",
  gap: "lines without change",
};

/** Lines that went and came, told by sign, word and colour. */
export function DiffLines(props: { ui: ExplorerUi; lines: readonly DiffLine[]; label: string }): JSX.Element {
  return (
    <div class="compare-lines code" tabindex="0" role="region" aria-label={`Lines of ${props.label}`}>
      <For each={props.lines}>
        {(line) => (
          <div class={`compare-line ${line.kind}`}>
            <span class="compare-sign" aria-hidden="true">
              {signs[line.kind]}
            </span>
            <span class="compare-text">
              <span class="visually-hidden">{words[line.kind]}</span>
              <LineText ui={props.ui} line={line} />
            </span>
          </div>
        )}
      </For>
    </div>
  );
}

function LineText(props: { ui: ExplorerUi; line: DiffLine }): JSX.Element {
  const { text, differs } = props.line;
  // A store path stays one link.
  if (differs === null || text.includes("/nix/store/")) return <PathText ui={props.ui} text={text} whole />;
  return (
    <>
      {text.slice(0, differs.from)}
      <mark>{text.slice(differs.from, differs.to)}</mark>
      {text.slice(differs.to)}
    </>
  );
}
