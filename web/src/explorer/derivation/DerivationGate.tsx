import { Show, createMemo, type JSX } from "solid-js";
import { formatCount } from "../../format.ts";
import { createWork, ErrorState, partOf, Progress, workNumbers } from "../parts/index.ts";
import { isSameSubject } from "../subject.ts";
import type { ViewProps } from "../types.ts";
import { loadDerivation, type LoadedDerivation } from "./load.ts";

/** Brings the derivation of a view, and says how far that is or why it can't be. */
export function DerivationGate(
  props: ViewProps & { children: (derivation: LoadedDerivation) => JSX.Element },
): JSX.Element {
  // A place may change in what is looked at within the same subject.
  const subject = createMemo(() => props.place.subject, undefined, { equals: isSameSubject });
  const work = createWork(() => ({ ui: props.ui, subject: subject(), root: props.root }), loadDerivation);
  return (
    <>
      <Show when={work.running()}>
        <Progress
          what="Reading the derivation"
          numbers={
            work.report().total === null ? "" : `${workNumbers(work.report(), formatCount)} derivations`
          }
          part={partOf(work.report())}
          onCancel={work.cancel}
        />
      </Show>
      <Show when={work.failure()}>{(it) => <ErrorState failure={it()} onRetry={work.again} />}</Show>
      <Show when={work.cancelled()}>
        <div class="explorer-state">
          <p>Reading was cancelled.</p>
          <button type="button" class="button" onClick={() => work.again()}>
            Read it
          </button>
        </div>
      </Show>
      <Show when={work.value()} keyed>
        {(loaded) => props.children(loaded)}
      </Show>
    </>
  );
}
