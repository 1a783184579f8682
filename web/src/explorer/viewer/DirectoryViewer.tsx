/** A directory: what is in it, in numbers. */
import { Match, Show, Switch, type JSX } from "solid-js";
import type { EntryView } from "../../../../workers/index.ts";
import { formatCount, formatSize } from "../../format.ts";
import { createWork } from "../parts/create-work.ts";
import { ErrorState } from "../parts/ErrorState.tsx";
import { Progress } from "../parts/Progress.tsx";
import type { ExplorerUi } from "../types.ts";

export function DirectoryViewer(props: { ui: ExplorerUi; entry: EntryView; name: string }): JSX.Element {
  const work = createWork(
    () => props.entry.node,
    (node, progress) => props.ui.client.measure(node, progress),
  );
  return (
    <div class="directory-viewer">
      <Switch>
        <Match when={work.failure()}>{(it) => <ErrorState failure={it()} onRetry={work.again} />}</Match>
        <Match when={work.running()}>
          <Progress
            what={`Counting what is in ${props.name}`}
            numbers={`${formatCount(work.report().done)} so far`}
            part={null}
            onCancel={work.cancel}
          />
        </Match>
        <Match when={work.value()}>
          {(it) => (
            <dl class="explorer-facts">
              <Fact term="Files">{formatCount(it().files)}</Fact>
              <Show when={it().executables > 0}>
                <Fact term="Executable">{formatCount(it().executables)}</Fact>
              </Show>
              <Fact term="Directories">{formatCount(it().directories)}</Fact>
              <Show when={it().symlinks > 0}>
                <Fact term="Symbolic links">{formatCount(it().symlinks)}</Fact>
              </Show>
              <Fact term="Size of all files">{formatSize(it().bytes)}</Fact>
              <Fact term="Distinct bytes">{formatSize(it().distinctBytes)}</Fact>
              <Fact term="As a NAR">{formatSize(it().narSize)}</Fact>
            </dl>
          )}
        </Match>
      </Switch>
      <div class="explorer-state-actions">
        <button
          type="button"
          class="button"
          onClick={() =>
            props.ui.go({
              subject: { type: "node", node: props.entry.node, name: props.name },
              view: "files",
            })
          }
        >
          Look at it alone
        </button>
      </div>
    </div>
  );
}

function Fact(props: { term: string; children: JSX.Element }): JSX.Element {
  return (
    <div>
      <dt>{props.term}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}
