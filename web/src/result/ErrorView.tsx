import { For, Show, createMemo, createSignal, type JSX } from "solid-js";
import type { EvaluateError, TextSpan } from "../../../workers/index.ts";
import { formatCount } from "../format.ts";
import { CopyButton } from "./CopyButton.tsx";
import { Excerpt } from "./Excerpt.tsx";
import { SpanLink } from "./SpanLink.tsx";
import { hintFor } from "./hints.ts";

/** Frames shown before "Show all". */
const fewFrames = 8;

/** An error: what, where, what led there, and a hint where one helps. */
export function ErrorView(props: {
  error: EvaluateError;
  /** The text that was evaluated. */
  text: string;
  onGoTo: (span: TextSpan) => void;
}): JSX.Element {
  const all = createMemo(() => {
    void props.error;
    return createSignal(false);
  });
  const frames = () => (all()[0]() ? props.error.frames : props.error.frames.slice(0, fewFrames));
  const hidden = (): number => props.error.frames.length - frames().length;
  return (
    <div class="error">
      <CopyButton text={props.error.rendered} what="error" />
      <p class="error-message">
        <span class="error-word">error: </span>
        {props.error.message}
      </p>
      <Show when={props.error.span}>
        {(span) => (
          <>
            <p class="error-place">
              at <SpanLink span={span()} onGoTo={props.onGoTo} />
            </p>
            <Show when={span().file === null}>
              <Excerpt text={props.text} span={span()} />
            </Show>
          </>
        )}
      </Show>
      <Show when={hintFor(props.error.kind)}>{(hint) => <p class="hint">{hint()}</p>}</Show>
      <Show when={props.error.frames.length > 0}>
        <ol class="frames" aria-label="What led there, innermost first">
          <For each={frames()}>
            {(frame) => (
              <li>
                <span>{frame.text}</span>
                <Show when={frame.span}>{(span) => <SpanLink span={span()} onGoTo={props.onGoTo} />}</Show>
              </li>
            )}
          </For>
        </ol>
      </Show>
      <Show when={hidden() > 0}>
        <button type="button" class="button" onClick={() => all()[1](true)}>
          Show {formatCount(hidden())} more
        </button>
      </Show>
      <Show when={props.error.omitted > 0 && hidden() === 0}>
        <p class="hint">{formatCount(props.error.omitted)} further steps were not kept.</p>
      </Show>
    </div>
  );
}
