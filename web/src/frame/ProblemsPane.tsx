import { For, Show, type JSX } from "solid-js";
import type { QuickFix, TextSpan } from "../../../workers/index.ts";
import type { ListedProblem } from "../problems.ts";

/** Errors and warnings of the workspace, each with its place and what would mend it. */
export function ProblemsPane(props: {
  problems: readonly ListedProblem[];
  /** Whether a file changed since the evaluation. */
  edited: boolean;
  /** Whether there are several files, so that places need their names. */
  named: boolean;
  canGoTo: (span: TextSpan) => boolean;
  onGoTo: (span: TextSpan) => void;
  onFix: (problem: ListedProblem, fix: QuickFix) => void;
}): JSX.Element {
  const placeOf = ({ file, line, column }: TextSpan): string => {
    const place = `line ${line}, column ${column}`;
    return file === null || !props.named ? place : `${file.split("/").at(-1)}, ${place}`;
  };
  return (
    <div class="problems-pane" tabindex="0" role="region" aria-label="List of problems">
      <Show
        when={props.problems.length > 0}
        fallback={
          <div class="empty">
            <p>No problems. Errors and warnings appear here, with their places.</p>
          </div>
        }
      >
        <ul>
          <For each={props.problems}>
            {(problem) => (
              <li classList={{ dimmed: problem.evaluated && props.edited }}>
                <span class="problem-text">
                  <span class={`severity ${problem.severity}`}>{problem.severity}: </span>
                  {problem.message}
                </span>
                <span class="problem-ways">
                  <For each={problem.fixes}>
                    {(fix) => (
                      <button type="button" class="link" onClick={() => props.onFix(problem, fix)}>
                        {fix.title.replaceAll("`", "")}
                      </button>
                    )}
                  </For>
                  <Show when={problem.span}>
                    {(span) => (
                      <Show
                        when={props.canGoTo(span())}
                        fallback={<span class="place">{placeOf(span())}</span>}
                      >
                        <button
                          type="button"
                          class="link place"
                          aria-label={`Go to ${placeOf(span())}`}
                          onClick={() => props.onGoTo(span())}
                        >
                          {placeOf(span())}
                        </button>
                      </Show>
                    )}
                  </Show>
                </span>
              </li>
            )}
          </For>
        </ul>
      </Show>
    </div>
  );
}
