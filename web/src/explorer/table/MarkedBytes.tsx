import { For, Show, createMemo, type JSX } from "solid-js";
import { formatCount } from "../../format.ts";
import { hexLines, hexOffset, type BytesMark } from "./marked-bytes.ts";

/** Bytes of a mark that are shown; the rest is told as a number. */
const mostBytes = 256;

/** Annotated hex: each stretch of bytes with what it means. */
export function MarkedBytes(props: {
  label: string;
  marks: readonly BytesMark[];
  /** Bytes of a line of hex. */
  width?: number;
}): JSX.Element {
  return (
    <div class="marked-bytes" role="region" aria-label={props.label} tabindex="0">
      <table>
        <thead class="visually-hidden">
          <tr>
            <th scope="col">Offset</th>
            <th scope="col">Bytes</th>
            <th scope="col">Text</th>
            <th scope="col">What it is</th>
          </tr>
        </thead>
        <For each={props.marks}>{(mark) => <Mark mark={mark} width={props.width ?? 8} />}</For>
      </table>
    </div>
  );
}

function Mark(props: { mark: BytesMark; width: number }): JSX.Element {
  const lines = createMemo(() =>
    hexLines(props.mark.bytes.subarray(0, mostBytes), props.mark.offset, props.width),
  );
  const left = (): number => props.mark.length - Math.min(props.mark.bytes.length, mostBytes);
  return (
    <tbody class={`mark mark-${props.mark.kind}`}>
      <For each={lines()}>
        {(line, i) => (
          <tr>
            <td class="mark-offset">{hexOffset(line.offset)}</td>
            <td class="mark-hex">{line.hex}</td>
            <td class="mark-text">{line.text}</td>
            <td class="mark-what">
              <Show when={i() === 0}>
                <Show when={props.mark.value !== ""}>
                  <code title={props.mark.value}>{props.mark.value}</code>{" "}
                </Show>
                <span class="mark-label">{props.mark.label}</span>
              </Show>
            </td>
          </tr>
        )}
      </For>
      <Show when={left() > 0}>
        <tr>
          <td />
          <td class="mark-more" colspan="3">
            {lines().length === 0 ? "" : "… "}
            {formatCount(left())} more {left() === 1 ? "byte" : "bytes"}
            <Show when={lines().length === 0}>
              {" "}
              of <span class="mark-label">{props.mark.label}</span>
            </Show>
          </td>
        </tr>
      </Show>
    </tbody>
  );
}
