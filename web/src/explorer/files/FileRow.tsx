/** One row of the tree of files. */
import ChevronDown from "lucide-solid/icons/chevron-down";
import ChevronRight from "lucide-solid/icons/chevron-right";
import { Show, type JSX } from "solid-js";
import type { EntryView } from "../../../../workers/index.ts";
import { formatCount, formatSize } from "../../format.ts";
import type { Row } from "./branch.ts";

export function FileRow(props: {
  row: Row;
  id: string;
  active: boolean;
  onSelect: () => void;
  onToggle: () => void;
  onActivate: () => void;
}): JSX.Element {
  const { row } = props;
  const { entry, branch } = row;
  const directory = entry?.kind === "directory";
  return (
    <div
      id={props.id}
      class="tree-file"
      classList={{ active: props.active }}
      role="treeitem"
      aria-level={branch.level}
      aria-posinset={row.position + 1}
      aria-setsize={branch.total ?? -1}
      aria-selected={props.active}
      aria-expanded={directory ? row.opened !== null : undefined}
      aria-label={entry === null ? "Loading" : wordsOf(entry)}
      title={entry === null ? undefined : titleOf(entry)}
      style={{ "--level": branch.level - 1 }}
      onClick={() => {
        props.onSelect();
        if (directory) props.onToggle();
        else props.onActivate();
      }}
    >
      <span class="file-fold" aria-hidden="true">
        <Show when={directory}>
          <Show when={row.opened !== null} fallback={<ChevronRight size={14} />}>
            <ChevronDown size={14} />
          </Show>
        </Show>
      </span>
      <Show when={entry} keyed fallback={<span class="file-placeholder" />}>
        {(it) => (
          <>
            <span class={`file-name ${it.kind}`} classList={{ executable: it.executable }}>
              {it.name}
              <Show when={directory}>/</Show>
            </span>
            <Show when={it.executable}>
              <span class="file-mark" title="Executable">
                x
              </span>
            </Show>
            <Show when={it.target !== null}>
              <span class="file-target">→ {it.target}</span>
            </Show>
            <span class="file-size">
              <Show when={it.kind === "file"}>{formatSize(it.size)}</Show>
            </span>
          </>
        )}
      </Show>
    </div>
  );
}

/** As a screen reader tells it. */
function wordsOf(entry: EntryView): string {
  switch (entry.kind) {
    case "directory":
      return `${entry.name}, directory`;
    case "symlink":
      return `${entry.name}, symbolic link to ${entry.target}`;
    case "file":
      return `${entry.name}, ${entry.executable ? "executable, " : ""}${formatSize(entry.size)}`;
  }
}

function titleOf(entry: EntryView): string {
  const lines = [entry.name];
  if (entry.kind === "file") {
    lines.push(`${formatCount(entry.size)} bytes${entry.executable ? ", executable" : ""}`);
  }
  if (entry.target !== null) lines.push(`symbolic link to ${entry.target}`);
  if (entry.digest !== null) lines.push(entry.digest);
  return lines.join("\n");
}
