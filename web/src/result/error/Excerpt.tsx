import { For, type JSX } from "solid-js";
import type { TextSpan } from "../../../../workers/index.ts";
import { excerptOf } from "./excerpt.ts";

/** The source line of a span, the span marked, and the lines around it. */
export function Excerpt(props: { text: string; span: TextSpan }): JSX.Element {
  return (
    <pre class="excerpt code">
      <For each={excerptOf(props.text, props.span)}>
        {(line) => (
          <div>
            <span class="line-number">{line.number}</span>
            <span>
              {line.text.slice(0, line.from)}
              <mark>{line.text.slice(line.from, line.to)}</mark>
              {line.text.slice(line.to)}
            </span>
          </div>
        )}
      </For>
    </pre>
  );
}
