import { Show, type JSX } from "solid-js";
import { formatTime } from "../format.ts";
import type { Interruption } from "../session.ts";

/** Why there is no new result. */
export function Interrupted(props: { why: Interruption }): JSX.Element {
  return (
    <div class="interrupted">
      <Show when={props.why.type === "died"} fallback={<p>Stopped after {formatTime(props.why.after)}.</p>}>
        <p>
          The evaluator crashed after {formatTime(props.why.after)}, most likely for lack of memory. A new one
          is ready; your text is unharmed.
        </p>
      </Show>
    </div>
  );
}
