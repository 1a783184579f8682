/** An error: what, where, what led there, and a hint where one helps. */
import { For, Show, createMemo, createSignal, type JSX } from "solid-js";
import type { EvaluateError, TextSpan } from "../../../../workers/index.ts";
import { formatCount, formatNumberOf } from "../../format.ts";
import { StoreText } from "../StoreText.tsx";
import { CopyButton } from "./CopyButton.tsx";
import { Excerpt } from "./Excerpt.tsx";
import { SpanLink } from "./SpanLink.tsx";
import { hintFor } from "./hints.ts";

/** Frames shown before "Show all". */
const fewFrames = 8;

export interface ErrorViewProps {
  error: EvaluateError;
  /** The text of a file (null: the evaluated text itself), null where it is not at hand. */
  sourceText: (file: string | null) => string | null;
  onGoTo: (span: TextSpan) => void;
}

export function ErrorView(props: ErrorViewProps): JSX.Element {
  const all = createMemo(() => {
    void props.error;
    return createSignal(false);
  });
  const frames = () => (all()[0]() ? props.error.frames : props.error.frames.slice(0, fewFrames));
  const hidden = (): number => props.error.frames.length - frames().length;
  const link = (span: TextSpan): JSX.Element => (
    <SpanLink span={span} reachable={props.sourceText(span.file) !== null} onGoTo={props.onGoTo} />
  );
  return (
    <div class="error">
      <CopyButton text={props.error.rendered} what="error" />
      <p class="error-message">
        <span class="error-word">error: </span>
        <StoreText text={props.error.message} whole />
      </p>
      <Show when={props.error.span}>
        {(span) => (
          <>
            <p class="error-place">at {link(span())}</p>
            <Show when={props.sourceText(span().file)}>
              {(text) => <Excerpt text={text()} span={span()} />}
            </Show>
          </>
        )}
      </Show>
      <Show when={props.error.suggestion}>{(text) => <p class="suggestion">{text()}</p>}</Show>
      <Show when={hintFor(props.error.kind)}>{(hint) => <p class="hint">{hint()}</p>}</Show>
      <Show when={props.error.frames.length > 0}>
        <ol class="frames" aria-label="What led there, innermost first">
          <For each={frames()}>
            {(frame) => (
              <li>
                <span>{frame.text}</span>
                <Show when={frame.span}>{(span) => link(span())}</Show>
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
        <p class="hint">
          {formatNumberOf(props.error.omitted, "further step was", "further steps were")} not kept.
        </p>
      </Show>
    </div>
  );
}
