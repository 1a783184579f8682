import { For, Show, type JSX } from "solid-js";
import type { EvaluateReply } from "../../../workers/index.ts";
import { formatCount } from "../format.ts";

/** What `builtins.trace` and `builtins.warn` said. */
export function TraceLines(props: { reply: EvaluateReply }): JSX.Element {
  return (
    <Show when={props.reply.trace.length > 0}>
      <section class="trace" aria-label="Trace">
        <h2>Trace</h2>
        <For each={props.reply.trace}>{(line) => <pre>{line}</pre>}</For>
        <Show when={props.reply.traceOmitted > 0}>
          <p class="hint">{formatCount(props.reply.traceOmitted)} more lines were not kept.</p>
        </Show>
      </section>
    </Show>
  );
}
