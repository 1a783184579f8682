/** A blob's chunks side by side, in proportion to their bytes. */
import { For, createMemo, type JSX } from "solid-js";
import type { ChunkView } from "../../../../workers/index.ts";
import { formatCount, formatSize } from "../../format.ts";
import { hexOffset } from "../table/index.ts";

/** Units of the drawing's width. */
const width = 10_000;

export function ChunkStrip(props: {
  chunks: readonly ChunkView[];
  size: number;
  active: number;
  onActive: (index: number) => void;
}): JSX.Element {
  let strip!: HTMLDivElement;
  const x = (bytes: number): number => (props.size === 0 ? 0 : (bytes / props.size) * width);
  const words = createMemo(() => {
    const chunk = props.chunks[props.active];
    if (chunk === undefined) return "none chosen";
    const shared = chunk.sharedCount > 0 ? `, in ${formatCount(chunk.sharedCount)} other files too` : "";
    return `chunk ${formatCount(props.active + 1)} of ${formatCount(props.chunks.length)}, at ${hexOffset(chunk.offset)}, ${formatSize(chunk.size)}${shared}`;
  });
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const last = props.chunks.length - 1;
    const to: Record<string, number> = {
      ArrowRight: props.active + 1,
      ArrowLeft: props.active - 1,
      Home: 0,
      End: last,
    };
    const wanted = to[event.key];
    if (wanted === undefined) return;
    event.preventDefault();
    props.onActive(Math.min(Math.max(wanted, 0), last));
  };
  const find = (event: MouseEvent): void => {
    const box = strip.getBoundingClientRect();
    const at = ((event.clientX - box.left) / box.width) * props.size;
    const index = props.chunks.findIndex(({ offset, size }) => at >= offset && at < offset + size);
    if (index >= 0) props.onActive(index);
  };
  return (
    <div
      class="chunk-strip"
      role="slider"
      tabindex="0"
      aria-label="Chunks"
      aria-valuemin={1}
      aria-valuemax={Math.max(1, props.chunks.length)}
      aria-valuenow={Math.max(1, props.active + 1)}
      aria-valuetext={words()}
      ref={(it) => (strip = it)}
      onKeyDown={onKeyDown}
      onClick={find}
    >
      <svg viewBox={`0 0 ${width} 32`} preserveAspectRatio="none" aria-hidden="true">
        <For each={props.chunks}>
          {(chunk, i) => (
            <rect
              classList={{ odd: i() % 2 === 1, shared: chunk.sharedCount > 0, active: props.active === i() }}
              x={x(chunk.offset)}
              y="0"
              width={x(chunk.size)}
              height="32"
            >
              <title>{`${hexOffset(chunk.offset)}, ${formatSize(chunk.size)}`}</title>
            </rect>
          )}
        </For>
      </svg>
    </div>
  );
}
