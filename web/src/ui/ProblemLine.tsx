/** A line that says what went wrong in a panel, until it is dismissed. */
import X from "lucide-solid/icons/x";
import { Show, type JSX } from "solid-js";
import { IconButton } from "./IconButton.tsx";

export function ProblemLine(props: {
  /** Null where all is well: nothing shows. */
  problem: string | null;
  onDismiss: () => void;
}): JSX.Element {
  // The region is there before what it says, so that screen readers tell it.
  return (
    <div role="alert">
      <Show when={props.problem}>
        {(problem) => (
          <div class="store-line wrong">
            <span>{problem()}</span>
            <IconButton label="Dismiss the problem" onClick={() => props.onDismiss()}>
              <X size={14} aria-hidden="true" />
            </IconButton>
          </div>
        )}
      </Show>
    </div>
  );
}
