/** The input graph of a derivation: a picture, and beside it the selected node in words. */
import { Show, type JSX } from "solid-js";
import { createWork, ErrorState, partOf, Progress, workNumbers } from "../parts/index.ts";
import { formatCount } from "../../format.ts";
import { DerivationGate } from "../derivation/DerivationGate.tsx";
import type { ViewProps } from "../types.ts";
import { GraphPage } from "./GraphPage.tsx";
import { graphOf } from "./load.ts";

export function GraphView(props: ViewProps): JSX.Element {
  return (
    <DerivationGate {...props}>
      {({ path, name }) => <LoadedGraph {...props} path={path} name={name} />}
    </DerivationGate>
  );
}

function LoadedGraph(props: ViewProps & { path: string; name: string }): JSX.Element {
  const work = createWork(
    () => props.path,
    (path, progress) => graphOf(props.ui, path, progress),
  );
  return (
    <>
      <Show when={work.running()}>
        <Progress
          what={`Reading the graph of ${props.name}`}
          numbers={work.report().done === 0 ? "" : `${workNumbers(work.report(), formatCount)} derivations`}
          part={partOf(work.report())}
          onCancel={work.cancel}
        />
      </Show>
      <Show when={work.failure()}>{(it) => <ErrorState failure={it()} onRetry={work.again} />}</Show>
      <Show when={work.cancelled()}>
        <div class="explorer-state">
          <p>Reading the graph was cancelled.</p>
          <button type="button" class="button" onClick={() => work.again()}>
            Read it
          </button>
        </div>
      </Show>
      <Show when={work.value()} keyed>
        {(graph) => <GraphPage ui={props.ui} place={props.place} graph={graph} name={props.name} />}
      </Show>
    </>
  );
}
