import { Show, type JSX } from "solid-js";
import type { StoreFailure } from "../../../../workers/index.ts";

const titles: Record<StoreFailure["kind"], string> = {
  invalid: "This can’t be read",
  quota: "The browser gives no more room",
  network: "This could not be fetched",
  missing: "This is not here",
  corrupt: "The store is damaged here",
  busy: "The store is busy",
  internal: "Something went wrong in the page itself",
};

const advice: Partial<Record<StoreFailure["kind"], string>> = {
  quota: "Storage shows what takes room; removing a tree or collecting garbage frees some.",
  corrupt: "Verify store, in the palette, tells what else is damaged; opening the source again repairs it.",
  busy: "Another tab works on it. Try again in a moment.",
  internal: "Try again. If it stays, reload the page.",
};

/** What went wrong, in words, and what to do. */
export function ErrorState(props: {
  failure: StoreFailure;
  /** Instead of the title that goes with the failure. */
  title?: string;
  /** What to do, instead of what goes with the failure. */
  advice?: string | undefined;
  onRetry?: (() => void) | undefined;
  children?: JSX.Element;
}): JSX.Element {
  return (
    <div class="explorer-state wrong" role="alert">
      <p class="explorer-state-title">{props.title ?? titles[props.failure.kind]}</p>
      <p class="explorer-message">{sentence(props.failure.message)}</p>
      <Show when={props.advice ?? advice[props.failure.kind]}>{(text) => <p>{text()}</p>}</Show>
      <div class="explorer-state-actions">
        <Show when={props.onRetry}>
          {(retry) => (
            <button type="button" class="button" onClick={() => retry()()}>
              Try again
            </button>
          )}
        </Show>
        {props.children}
      </div>
    </div>
  );
}

/** A message as a sentence: a capital at its start, a full stop at its end. */
function sentence(text: string): string {
  const begun = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?…]$/.test(begun) ? begun : `${begun}.`;
}
