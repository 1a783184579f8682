import { For, Show, type JSX } from "solid-js";
import type { Problem, TextSpan } from "../../../workers/index.ts";

/** Errors and warnings of the workspace, each with its place. */
export function ProblemsPane(props: {
  problems: readonly Problem[];
  /** Whether anything was evaluated yet. */
  evaluated: boolean;
  /** Whether a file changed since. */
  edited: boolean;
  canGoTo: (span: TextSpan) => boolean;
  onGoTo: (span: TextSpan) => void;
}): JSX.Element {
  return (
    <div class="problems-pane" tabindex="0" role="region" aria-label="List of problems">
      <Show
        when={props.problems.length > 0}
        fallback={
          <div class="empty">
            <p>
              {props.evaluated
                ? "No problems. Errors and warnings appear here, with their places."
                : "Errors and warnings appear here once something is evaluated."}
            </p>
          </div>
        }
      >
        <ul classList={{ dimmed: props.edited }}>
          <For each={props.problems}>
            {(problem) => (
              <li>
                <span class="problem-text">
                  <span class={`severity ${problem.severity}`}>{problem.severity}: </span>
                  {problem.message}
                </span>
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
              </li>
            )}
          </For>
        </ul>
      </Show>
    </div>
  );
}

function placeOf({ file, line, column }: TextSpan): string {
  const place = `line ${line}, column ${column}`;
  return file === null ? place : `${file.split("/").at(-1)}, ${place}`;
}
