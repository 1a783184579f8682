/** The right pane: how the result is wanted, and the result. */
import { Match, Show, Switch, type JSX } from "solid-js";
import type { TextSpan } from "../../../workers/index.ts";
import type { Session, Shown } from "../session.ts";
import { ErrorView } from "./ErrorView.tsx";
import { Interrupted } from "./Interrupted.tsx";
import { ResultOptions } from "./ResultOptions.tsx";
import { TraceLines } from "./TraceLines.tsx";
import { ValueView } from "./ValueView.tsx";
import { Problems } from "./Problems.tsx";

export function ResultPane(props: { session: Session; onGoTo: (span: TextSpan) => void }): JSX.Element {
  const late = (): boolean => props.session.progress() !== null || props.session.interruption() !== null;
  return (
    <section class="pane result-pane" aria-label="Result" aria-busy={props.session.running()}>
      <ResultOptions session={props.session} />
      <div class="result-scroll" tabindex="0" role="region" aria-label="Result text">
        <Show when={props.session.interruption()}>{(why) => <Interrupted why={why()} />}</Show>
        <Show when={props.session.shown()} fallback={<Empty session={props.session} />}>
          {(shown) => (
            <div class="result" classList={{ dimmed: late() }}>
              <TraceLines reply={shown().reply} />
              <Outcome shown={shown()} onGoTo={props.onGoTo} />
              <Problems problems={shown().reply.problems} onGoTo={props.onGoTo} />
            </div>
          )}
        </Show>
      </div>
    </section>
  );
}

function Outcome(props: { shown: Shown; onGoTo: (span: TextSpan) => void }): JSX.Element {
  const output = (): string | null => {
    const { result } = props.shown.reply;
    return result.ok ? result.output : null;
  };
  const error = () => {
    const { result } = props.shown.reply;
    return result.ok ? null : result.error;
  };
  return (
    <Switch>
      <Match when={output() !== null}>
        <ValueView output={output()!} view={props.shown.view} />
      </Match>
      <Match when={error()}>
        {(failure) => <ErrorView error={failure()} text={props.shown.text} onGoTo={props.onGoTo} />}
      </Match>
    </Switch>
  );
}

/** Before the first result. */
function Empty(props: { session: Session }): JSX.Element {
  return (
    <Show when={!props.session.running() && props.session.interruption() === null}>
      <div class="empty">
        <p>The value of the expression on the left appears here.</p>
        <button type="button" class="button" onClick={() => void props.session.evaluate()}>
          Evaluate
        </button>
      </div>
    </Show>
  );
}
