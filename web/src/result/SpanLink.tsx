import { Show, type JSX } from "solid-js";
import type { TextSpan } from "../../../workers/index.ts";

/** A place: in the editor's text a way to go there, elsewhere just its name. */
export function SpanLink(props: { span: TextSpan; onGoTo: (span: TextSpan) => void }): JSX.Element {
  const place = (): string => `${props.span.line}:${props.span.column}`;
  return (
    <Show
      when={props.span.file === null}
      fallback={<span class="place">{`${props.span.file}:${place()}`}</span>}
    >
      <button
        type="button"
        class="place link"
        aria-label={`Go to line ${props.span.line}, column ${props.span.column}`}
        onClick={() => props.onGoTo(props.span)}
      >
        {place()}
      </button>
    </Show>
  );
}
