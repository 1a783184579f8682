import { Show, type JSX } from "solid-js";
import { formatNumberOf, formatTime } from "../format.ts";
import type { Busy } from "./operation.ts";

/** What runs, how far it is, and a way to stop it; over the pane's end, so that nothing moves. */
export function ProgressStrip(props: { busy: Busy | null; onCancel: () => void }): JSX.Element {
  return (
    <Show when={props.busy !== null}>
      <div class="progress-strip">
        <span class="progress-what">{props.busy?.what}</span>
        <span class="progress-numbers">{props.busy === null ? "" : numbers(props.busy)}</span>
        <button type="button" class="button" onClick={() => props.onCancel()}>
          Cancel
        </button>
        <div class="progress-bar" />
      </div>
    </Show>
  );
}

function numbers({ ms, thunks, calls }: Busy): string {
  const parts = [formatTime(ms)];
  if (thunks !== undefined && thunks > 0) parts.push(formatNumberOf(thunks, "thunk"));
  if (calls !== undefined && calls > 0) parts.push(formatNumberOf(calls, "call"));
  return parts.join(" · ");
}
