/** Bytes in hexadecimal; only rows in sight are in the document and read. */
import {
  For,
  Show,
  createEffect,
  createMemo,
  createSignal,
  on,
  onCleanup,
  onMount,
  type JSX,
} from "solid-js";
import type { StoreFailure } from "../../../../workers/index.ts";
import { formatCount } from "../../format.ts";
import { scrollToShow, windowOf } from "../../result/tree/window.ts";
import { ErrorState } from "../parts/ErrorState.tsx";
import { failureOf, type FileBytes } from "./file-bytes.ts";

interface HexRow {
  offset: number;
  /** Null while they are read. */
  bytes: Uint8Array | null;
}

/** Width in pixels of a pane that has room for 16 bytes in a row. */
const roomFor16 = 620;

export function HexViewer(props: {
  bytes: FileBytes;
  /** An offset to begin at. */
  goal: number | null;
  announce: (text: string) => void;
}): JSX.Element {
  let scroller!: HTMLDivElement;
  const [scrollTop, setScrollTop] = createSignal(0);
  const [viewport, setViewport] = createSignal(400);
  const [rowHeight, setRowHeight] = createSignal(20);
  const [perRow, setPerRow] = createSignal(16);
  const [marked, setMarked] = createSignal<number | null>(null);
  const [failure, setFailure] = createSignal<StoreFailure | null>(null);
  const [loaded, setLoaded] = createSignal<{ from: number; bytes: Uint8Array }>({
    from: 0,
    bytes: new Uint8Array(),
  });
  const count = createMemo(() => Math.max(1, Math.ceil(props.bytes.size / perRow())));
  const sight = createMemo(() => windowOf(count(), rowHeight(), scrollTop(), viewport()));
  const digits = createMemo(() => Math.max(4, (props.bytes.size - 1).toString(16).length));

  let latest = 0;
  const read = async (from: number, to: number): Promise<void> => {
    const mine = ++latest;
    try {
      const bytes = await props.bytes.range(from, to);
      if (mine !== latest) return;
      setFailure(null);
      setLoaded({ from, bytes });
    } catch (error) {
      if (mine === latest) setFailure(failureOf(error));
    }
  };
  createEffect(() => void read(sight().from * perRow(), sight().to * perRow()));
  onCleanup(() => latest++);

  const rows = createMemo((): HexRow[] => {
    const { from, bytes } = loaded();
    const found: HexRow[] = [];
    for (let row = sight().from; row < sight().to; row++) {
      const offset = row * perRow();
      const at = offset - from;
      const there = at >= 0 && at < bytes.length;
      found.push({ offset, bytes: there ? bytes.subarray(at, at + perRow()) : null });
    }
    return found;
  });

  const goTo = (offset: number): void => {
    setMarked(offset);
    const row = Math.floor(offset / perRow());
    // A few rows before it, for context.
    const target = Math.max(0, row - 3);
    scroller.scrollTop = 0;
    const to = scrollToShow(
      Math.min(count() - 1, target + Math.floor(viewport() / rowHeight()) - 1),
      count(),
      rowHeight(),
      0,
      viewport(),
    );
    scroller.scrollTop = to ?? 0;
    setScrollTop(scroller.scrollTop);
  };
  onMount(() => {
    const measure = (): void => {
      setViewport(scroller.clientHeight);
      setPerRow(scroller.clientWidth >= roomFor16 ? 16 : 8);
      const row = scroller.querySelector(".hex-row");
      if (row !== null && row.clientHeight > 0) setRowHeight(row.clientHeight);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(scroller);
    onCleanup(() => observer.disconnect());
  });
  createEffect(
    on(
      () => props.goal,
      (goal) => {
        if (goal !== null) queueMicrotask(() => goTo(goal));
      },
    ),
  );

  return (
    <div class="hex-viewer">
      <GoToOffset
        size={props.bytes.size}
        onGo={(offset) => {
          goTo(offset);
          props.announce(`At offset ${offset.toString(16)}`);
        }}
      />
      <Show when={failure()}>
        {(it) => <ErrorState failure={it()} onRetry={() => setScrollTop(scroller.scrollTop)} />}
      </Show>
      <div
        ref={(it) => (scroller = it)}
        class="hex-scroll code"
        tabindex="0"
        data-focus
        role="region"
        aria-label="Bytes in hexadecimal"
        style={{ "--per-row": perRow(), "--digits": digits() }}
        onScroll={() => setScrollTop(scroller.scrollTop)}
      >
        <div class="rows-height" style={{ height: `${sight().height}px` }}>
          <div class="hex-rows" style={{ transform: `translateY(${sight().top}px)` }}>
            <For each={rows()}>
              {(row) => (
                <div class="hex-row" classList={{ marked: isIn(marked(), row.offset, perRow()) }}>
                  <span class="hex-offset">{row.offset.toString(16).padStart(digits(), "0")}</span>
                  <span class="hex-bytes">{row.bytes === null ? "" : hexOf(row.bytes)}</span>
                  <span class="hex-text">{row.bytes === null ? "" : asciiOf(row.bytes)}</span>
                </div>
              )}
            </For>
          </div>
        </div>
      </div>
    </div>
  );
}

function GoToOffset(props: { size: number; onGo: (offset: number) => void }): JSX.Element {
  const [text, setText] = createSignal("");
  const [wrong, setWrong] = createSignal<string | null>(null);
  const go = (): void => {
    const offset = offsetOf(text());
    if (offset === null) setWrong("A number, or 0x and hexadecimal digits");
    else if (offset >= props.size) setWrong(`The file ends at ${formatCount(props.size)}`);
    else {
      setWrong(null);
      props.onGo(offset);
    }
  };
  return (
    <form
      class="hex-go"
      onSubmit={(event) => {
        event.preventDefault();
        go();
      }}
    >
      <label>
        Offset
        <input
          class="field"
          classList={{ wrong: wrong() !== null }}
          inputmode="text"
          spellcheck={false}
          placeholder="0x40"
          value={text()}
          onInput={(event) => {
            setText(event.currentTarget.value);
            setWrong(null);
          }}
        />
      </label>
      <button type="submit" class="button small">
        Go
      </button>
      <Show when={wrong()}>
        {(it) => (
          <span class="explorer-form-problem" role="alert">
            {it()}
          </span>
        )}
      </Show>
    </form>
  );
}

/** `1234` or `0x4d2`; null for other texts. */
export function offsetOf(text: string): number | null {
  const trimmed = text.trim();
  return /^(?:0x[0-9a-f]{1,13}|\d{1,15})$/i.test(trimmed) ? Number(trimmed) : null;
}

function isIn(offset: number | null, from: number, length: number): boolean {
  return offset !== null && offset >= from && offset < from + length;
}

const hexDigits = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** With a wider gap in the middle. */
function hexOf(bytes: Uint8Array): string {
  let out = "";
  for (const [i, byte] of bytes.entries())
    out += (i === 0 ? "" : i % 8 === 0 ? "  " : " ") + hexDigits[byte]!;
  return out;
}

function asciiOf(bytes: Uint8Array): string {
  let out = "";
  for (const byte of bytes) out += byte >= 32 && byte < 127 ? String.fromCharCode(byte) : "·";
  return out;
}
