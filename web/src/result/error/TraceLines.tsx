import { For, Show, createSignal, type JSX } from "solid-js";
import { formatCount } from "../../format.ts";

/** Lines shown before "Show all". */
const fewLines = 20;

/** What `builtins.trace` and `builtins.warn` said. */
export function TraceLines(props: { lines: readonly string[]; omitted: number }): JSX.Element {
  const [all, setAll] = createSignal(false);
  const shown = (): readonly string[] => (all() ? props.lines : props.lines.slice(0, fewLines));
  const hidden = (): number => props.lines.length - shown().length;
  return (
    <Show when={props.lines.length > 0}>
      <section class="trace" aria-label="Trace">
        <h2>Trace</h2>
        <For each={shown()}>{(line) => <pre>{line}</pre>}</For>
        <Show when={hidden() > 0}>
          <button type="button" class="button" onClick={() => setAll(true)}>
            Show {formatCount(hidden())} more
          </button>
        </Show>
        <Show when={props.omitted > 0 && hidden() === 0}>
          <p class="hint">{formatCount(props.omitted)} more lines were not kept.</p>
        </Show>
      </section>
    </Show>
  );
}
