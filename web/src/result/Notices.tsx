import { Show, type JSX } from "solid-js";
import { formatTime } from "../format.ts";
import type { Interruption } from "./types.ts";

/** Why what is on show is not the latest, and what to do. */
export function Notices(props: {
  interruption: Interruption | null;
  stale: boolean;
  onEvaluate: () => void;
}): JSX.Element {
  const text = (): string | null => {
    const why = props.interruption;
    if (why?.type === "died") {
      return `The evaluator crashed after ${formatTime(why.after)}, most likely for lack of memory. A new one is ready; your text is unharmed.`;
    }
    if (why?.type === "stopped") return `Stopped after ${formatTime(why.after)}.`;
    if (props.stale) return "The values of this result are gone: only what is on show can still be read.";
    return null;
  };
  return (
    <Show when={text()}>
      {(message) => (
        <div class="interrupted">
          <p>{message()}</p>
          <button type="button" class="button" onClick={() => props.onEvaluate()}>
            Evaluate again
          </button>
        </div>
      )}
    </Show>
  );
}
