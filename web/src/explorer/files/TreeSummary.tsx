/** How much is below a node, in a line. */
import { Match, Switch, type JSX } from "solid-js";
import type { EntryView, TreeMeasure } from "../../../../workers/index.ts";
import { formatCount, formatNumberOf, formatSize } from "../../format.ts";
import { createWork } from "../parts/create-work.ts";
import type { ExplorerUi } from "../types.ts";

export function TreeSummary(props: { ui: ExplorerUi; root: EntryView }): JSX.Element {
  const work = createWork(
    () => props.root.node,
    (node, progress) => props.ui.client.measure(node, progress),
  );
  return (
    <span class="files-summary">
      <Switch>
        <Match when={work.value()}>{(it) => <span title={detailsOf(it())}>{wordsOf(it())}</span>}</Match>
        <Match when={work.running() && work.report().done > 0}>
          {formatCount(work.report().done)} counted
        </Match>
      </Switch>
    </span>
  );
}

function wordsOf({ files, bytes }: TreeMeasure): string {
  return `${formatNumberOf(files, "file")}, ${formatSize(bytes)}`;
}

function detailsOf(it: TreeMeasure): string {
  return [
    `${formatNumberOf(it.files, "file")}, ${formatCount(it.executables)} executable`,
    formatNumberOf(it.directories, "directory", "directories"),
    formatNumberOf(it.symlinks, "symbolic link"),
    `${formatCount(it.bytes)} bytes, ${formatCount(it.distinctBytes)} without repetitions`,
    `${formatCount(it.narSize)} bytes as a NAR`,
  ].join("\n");
}
