import { Show, type JSX } from "solid-js";
import type { TextSpan } from "../../../../workers/index.ts";
import { placeOf } from "./place.ts";

/** A place: in a text that can be shown a way to go there, elsewhere just its name. */
export function SpanLink(props: {
  span: TextSpan;
  /** Whether the place can be shown. */
  reachable: boolean;
  onGoTo: (span: TextSpan) => void;
}): JSX.Element {
  return (
    <Show when={props.reachable} fallback={<span class="place">{placeOf(props.span)}</span>}>
      <button
        type="button"
        class="place link"
        aria-label={goToLabel(props.span)}
        onClick={() => props.onGoTo(props.span)}
      >
        {placeOf(props.span)}
      </button>
    </Show>
  );
}

function goToLabel({ file, line, column }: TextSpan): string {
  const where = file === null ? "" : ` of ${placeOf({ file, line, column }).replace(/:\d+:\d+$/, "")}`;
  return `Go to line ${line}, column ${column}${where}`;
}
