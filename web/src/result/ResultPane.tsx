/**
 * The right pane: what an evaluation gave. It is wired like this:
 *
 *     <ResultPane
 *       client={client}                 // EvaluatorClient: children, force, render, …, stop, progress
 *       shown={session.shown()}         // last reply and how it was asked for; a new object for each reply
 *       running={session.progress()}    // null until an evaluation has been running for 150 ms
 *       interruption={session.interruption()}
 *       edited={session.edited()}
 *       view={settings.view} onView={…} // needs no new evaluation: texts are written from the value that is kept
 *       strict={settings.strict} onStrict={…} // in the tree view: evaluate again
 *       sourceText={(file) => …}        // text of a file by its absolute path (null: the evaluated text); null: unknown
 *       onGoTo={goTo} onEvaluate={…} onStop={…}
 *       onOpenDerivation={setTarget}    // show a <DerivationPane target=…>
 *       announce={announce}             // polite live region
 *       nextSteps={…} tools={…}         // optional: below the empty state's text; at the end of the bar
 *     />
 */
import { Match, Show, Switch, createEffect, createSignal, lazy, on, onCleanup, type JSX } from "solid-js";
import "../styles/values.css";
import "../styles/value-texts.css";
import "../styles/value-derivations.css";
import type { EvaluateError, TextSpan } from "../../../workers/index.ts";
import type { View } from "../settings/types.ts";
import { Problems } from "./error/Problems.tsx";
import { TraceLines } from "./error/TraceLines.tsx";
import { Notices } from "./Notices.tsx";
import { createOperations } from "./operation.ts";
import { ProgressStrip } from "./ProgressStrip.tsx";
import type { TreeMemory } from "./tree/memory.ts";
import { TreeModel } from "./tree/model.ts";
import type { DerivationTarget, Interruption, Running, ShownResult, ValueClient } from "./types.ts";
import { Value } from "./Value.tsx";
import { ViewSwitch } from "./ViewSwitch.tsx";

/** Not needed for a first result. */
const ErrorView = lazy(async () => ({ default: (await import("./error/ErrorView.tsx")).ErrorView }));

export interface ResultPaneProps {
  client: ValueClient;
  shown: ShownResult | null;
  running: Running | null;
  interruption: Interruption | null;
  edited: boolean;
  view: View;
  onView: (view: View) => void;
  strict: boolean;
  onStrict: (strict: boolean) => void;
  sourceText: (file: string | null) => string | null;
  onGoTo: (span: TextSpan) => void;
  onEvaluate: () => void;
  onStop: () => void;
  onOpenDerivation: (target: DerivationTarget) => void;
  announce: (text: string) => void;
  nextSteps?: JSX.Element;
  tools?: JSX.Element;
}

/** A result and the tree of its value; null for an error. */
interface Current {
  shown: ShownResult;
  model: TreeModel | null;
  scrollTop: number;
}

/** Milliseconds a new tree may take to load its first rows before it takes the old one's place. */
const swapPatience = 100;

export function ResultPane(props: ResultPaneProps): JSX.Element {
  const operations = createOperations(props.client);
  const [current, setCurrent] = createSignal<Current | null>(null);
  let memory: TreeMemory | null = null;
  let scrollTop = 0;
  let latest = 0;
  let body!: HTMLDivElement;
  onCleanup(() => latest++);

  const take = async (shown: ShownResult | null): Promise<void> => {
    const mine = ++latest;
    operations.renew();
    if (shown === null) return void setCurrent(null);
    const { result } = shown.reply;
    if (!result.ok) return swap({ shown, model: null, scrollTop: 0 });
    memory = current()?.model?.memory(scrollTop) ?? memory;
    const { client, announce } = props;
    const model = new TreeModel({ root: result.root, client, operations, announce, memory });
    // The old tree stays until the new one has something to show: nothing flickers.
    const late = new Promise((resolve) => setTimeout(resolve, swapPatience));
    if (props.view === "tree") await Promise.race([model.ready(), late]);
    if (mine === latest) swap({ shown, model, scrollTop: memory?.scrollTop ?? 0 });
  };
  /** Shows another result; who was in the old one is in the new one. */
  const swap = (next: Current): void => {
    const inside = body.contains(document.activeElement);
    setCurrent(next);
    if (!inside || body.contains(document.activeElement)) return;
    body.querySelector<HTMLElement>(".tree, .paged-scroll, .result-scroll")?.focus({ preventScroll: true });
  };
  createEffect(
    on(
      () => props.shown,
      (shown) => void take(shown),
    ),
  );

  const error = (): EvaluateError | null => {
    const result = current()?.shown.reply.result;
    return result === undefined || result.ok ? null : result.error;
  };
  const value = () => {
    const it = current();
    if (it === null || it.model === null || !it.shown.reply.result.ok) return null;
    const { root, rendered } = it.shown.reply.result;
    return { ...it, model: it.model, root, rendered };
  };
  const isWritten = (shown: ShownResult): boolean =>
    shown.view === props.view && (shown.strict === props.strict || props.view === "json");
  const busy = () => (props.running === null ? operations.busy() : { ...props.running, what: "Evaluating" });
  const dimmed = (): boolean =>
    props.running !== null || props.edited || props.interruption !== null || operations.stale();
  const canGoTo = (span: TextSpan): boolean => props.sourceText(span.file) !== null;

  return (
    <section class="pane result-pane" aria-label="Result" aria-busy={busy() !== null}>
      <div class="result-options">
        <ViewSwitch view={props.view} onView={props.onView} strict={props.strict} onStrict={props.onStrict} />
        {props.tools}
      </div>
      <div class="result-body" ref={(element) => (body = element)}>
        <Show
          when={current()}
          fallback={
            <Show when={props.running === null && props.interruption === null && props.shown === null}>
              <div class="empty">
                <p>The value of the open file appears here: a tree that you unfold, or Nix, JSON, XML.</p>
                <button type="button" class="button" onClick={() => props.onEvaluate()}>
                  Evaluate
                </button>
                {props.nextSteps}
              </div>
            </Show>
          }
        >
          {(it) => (
            <div class="result" classList={{ dimmed: dimmed() }}>
              <Notes
                lines={[...it().shown.reply.trace, ...operations.trace().lines]}
                omitted={it().shown.reply.traceOmitted + operations.trace().omitted}
                shown={it().shown}
                withProblems={error() === null}
                canGoTo={canGoTo}
                onGoTo={props.onGoTo}
              />
              <Switch>
                <Match when={error()}>
                  {(failure) => (
                    <div class="result-scroll" tabindex="0" role="region" aria-label="Error">
                      <ErrorView error={failure()} sourceText={props.sourceText} onGoTo={props.onGoTo} />
                      <Problems
                        problems={it().shown.reply.problems}
                        canGoTo={canGoTo}
                        onGoTo={props.onGoTo}
                      />
                    </div>
                  )}
                </Match>
                <Match when={value()} keyed>
                  {(result) => (
                    <div class="result-value">
                      <Value
                        root={result.root}
                        rendered={isWritten(result.shown) ? result.rendered : null}
                        model={result.model}
                        view={props.view}
                        strict={props.strict}
                        client={props.client}
                        operations={operations}
                        sourceText={props.sourceText}
                        onGoTo={props.onGoTo}
                        onOpenDerivation={props.onOpenDerivation}
                        onEvaluate={props.onEvaluate}
                        announce={props.announce}
                        scrollTop={result.scrollTop}
                        onScroll={(top) => (scrollTop = top)}
                      />
                    </div>
                  )}
                </Match>
              </Switch>
            </div>
          )}
        </Show>
      </div>
      <Notices
        interruption={props.running === null ? props.interruption : null}
        stale={operations.stale() && props.running === null}
        onEvaluate={props.onEvaluate}
      />
      <ProgressStrip
        busy={busy()}
        onCancel={() => (props.running === null ? void props.client.stop() : props.onStop())}
      />
    </section>
  );
}

/** What was said on the way, and warnings: above the value. */
function Notes(props: {
  lines: readonly string[];
  omitted: number;
  shown: ShownResult;
  withProblems: boolean;
  canGoTo: (span: TextSpan) => boolean;
  onGoTo: (span: TextSpan) => void;
}): JSX.Element {
  const problems = () => (props.withProblems ? props.shown.reply.problems : []);
  return (
    <Show when={props.lines.length + problems().length > 0}>
      <div class="notes" tabindex="0" role="region" aria-label="Trace and warnings">
        <TraceLines lines={props.lines} omitted={props.omitted} />
        <Problems problems={problems()} canGoTo={props.canGoTo} onGoTo={props.onGoTo} />
      </div>
    </Show>
  );
}
