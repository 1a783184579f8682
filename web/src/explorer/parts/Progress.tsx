import { Show, createSignal, onCleanup, onMount, type JSX } from "solid-js";

/** Milliseconds before anything shows: what is quicker only flickers. */
const patience = 150;

/** How far something is, with numbers where they are known, and a way to cancel it. */
export function Progress(props: {
  /** As `Reading hello.nar`. */
  what: string;
  /** As `3.2 MiB of 20 MiB`; "" where nothing is known. */
  numbers: string;
  /** 0 to 1; null where it is unknown. */
  part: number | null;
  onCancel?: (() => void) | undefined;
}): JSX.Element {
  const [shown, setShown] = createSignal(false);
  onMount(() => {
    const timer = setTimeout(() => setShown(true), patience);
    onCleanup(() => clearTimeout(timer));
  });
  return (
    <Show when={shown()}>
      <div class="explorer-progress" role="status">
        <p class="explorer-progress-what">{props.what}</p>
        <Show when={props.part !== null} fallback={<progress aria-label={props.what} />}>
          <progress aria-label={props.what} max={1} value={props.part!} />
        </Show>
        <p class="explorer-progress-numbers">{props.numbers}</p>
        <Show when={props.onCancel}>
          {(cancel) => (
            <button type="button" class="button" onClick={() => cancel()()}>
              Cancel
            </button>
          )}
        </Show>
      </div>
    </Show>
  );
}
