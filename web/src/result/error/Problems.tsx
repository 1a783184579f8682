import { For, Show, type JSX } from "solid-js";
import type { Problem, TextSpan } from "../../../../workers/index.ts";
import { SpanLink } from "./SpanLink.tsx";

/** What else is wrong with the text, or suspicious. */
export function Problems(props: {
  problems: readonly Problem[];
  canGoTo: (span: TextSpan) => boolean;
  onGoTo: (span: TextSpan) => void;
}): JSX.Element {
  return (
    <Show when={props.problems.length > 0}>
      <section class="problems" aria-label="Problems">
        <h2>Problems</h2>
        <ul>
          <For each={props.problems}>
            {(problem) => (
              <li>
                <span>
                  <span class={`severity ${problem.severity}`}>{problem.severity}: </span>
                  {problem.message}
                </span>
                <Show when={problem.span}>
                  {(span) => (
                    <SpanLink span={span()} reachable={props.canGoTo(span())} onGoTo={props.onGoTo} />
                  )}
                </Show>
              </li>
            )}
          </For>
        </ul>
      </section>
    </Show>
  );
}
