/** A text with colours; only rows in sight are in the document. Very long ones come in parts. */
import {
  For,
  Show,
  createEffect,
  createMemo,
  createResource,
  createSignal,
  on,
  onCleanup,
  onMount,
  type JSX,
} from "solid-js";
import type { StoreFailure } from "../../../../workers/index.ts";
import { formatCount, formatSize } from "../../format.ts";
import { scrollToShow, windowOf } from "../../result/tree/window.ts";
import { ErrorState } from "../parts/ErrorState.tsx";
import { Progress } from "../parts/Progress.tsx";
import { failureOf, type FileBytes } from "./file-bytes.ts";
import { Highlighter, type Piece } from "./highlight.ts";
import { languageOf, parserOf } from "./languages.ts";
import { rowOfLine, rowsOfText, type TextRow } from "./lines.ts";
import { partOfOffset, partsOf, textPart, wholeSize, type TextPart } from "./text-parts.ts";

interface Loaded {
  rows: TextRow[];
  /** UTF-16 units of the longest row. */
  longest: number;
  part: TextPart;
  /** Whether its first line is the file's. */
  whole: boolean;
}

export function TextViewer(props: {
  bytes: FileBytes;
  name: string;
  goal: { offset: number; line: number | null } | null;
}): JSX.Element {
  const parts = createMemo(() => partsOf(props.bytes.size));
  const [part, setPart] = createSignal(0);
  const [loaded, setLoaded] = createSignal<Loaded | null>(null);
  const [read, setRead] = createSignal(0);
  const [failure, setFailure] = createSignal<StoreFailure | null>(null);
  const [cancelled, setCancelled] = createSignal(false);
  let latest = 0;
  onCleanup(() => latest++);

  const load = async (bytes: FileBytes, number: number): Promise<void> => {
    const mine = ++latest;
    setFailure(null);
    setCancelled(false);
    setRead(0);
    try {
      const found = await textPart(bytes, number, setRead, () => mine === latest);
      if (found === null || mine !== latest) return;
      const rows = rowsOfText(found.text);
      let longest = 0;
      for (const { text } of rows) longest = Math.max(longest, text.length);
      setLoaded({ rows, longest, part: found, whole: parts() === 1 });
    } catch (error) {
      if (mine === latest) setFailure(failureOf(error));
    }
  };
  createEffect(on([() => props.bytes, part], ([bytes, number]) => void load(bytes, number)));
  createEffect(
    on(
      () => props.goal,
      (goal) => {
        if (goal !== null) setPart(partOfOffset(goal.offset, props.bytes.size));
      },
    ),
  );
  const total = (): number => Math.min(props.bytes.size, wholeSize);

  return (
    <div class="text-viewer">
      <Show when={parts() > 1}>
        <div class="text-parts">
          <button
            type="button"
            class="button small"
            disabled={part() === 0}
            onClick={() => setPart(part() - 1)}
          >
            Previous
          </button>
          <span>
            {`Part ${formatCount(part() + 1)} of ${formatCount(parts())}`}
            <Show when={loaded()}>
              {(it) => <span>{`, from byte ${formatCount(it().part.offset)}`}</span>}
            </Show>
          </span>
          <button
            type="button"
            class="button small"
            disabled={part() === parts() - 1}
            onClick={() => setPart(part() + 1)}
          >
            Next
          </button>
        </div>
      </Show>
      <Show when={failure()}>
        {(it) => <ErrorState failure={it()} onRetry={() => void load(props.bytes, part())} />}
      </Show>
      <Show when={cancelled()}>
        <div class="explorer-state">
          <p>Cancelled.</p>
          <button type="button" class="button" onClick={() => void load(props.bytes, part())}>
            Read it again
          </button>
        </div>
      </Show>
      <Show
        when={loaded()}
        keyed
        fallback={
          <Show when={failure() === null && !cancelled()}>
            <Progress
              what={`Reading ${props.name}`}
              numbers={`${formatSize(read())} of ${formatSize(total())}`}
              part={total() === 0 ? null : read() / total()}
              onCancel={() => {
                latest++;
                setCancelled(true);
              }}
            />
          </Show>
        }
      >
        {(it) => <TextRows loaded={it} name={props.name} goal={props.goal} />}
      </Show>
    </div>
  );
}

function TextRows(props: {
  loaded: Loaded;
  name: string;
  goal: { offset: number; line: number | null } | null;
}): JSX.Element {
  const { rows, longest, part, whole } = props.loaded;
  let scroller!: HTMLDivElement;
  const [scrollTop, setScrollTop] = createSignal(0);
  const [viewport, setViewport] = createSignal(400);
  const [rowHeight, setRowHeight] = createSignal(20);
  const [marked, setMarked] = createSignal(-1);
  const sight = createMemo(() => windowOf(rows.length, rowHeight(), scrollTop(), viewport()));
  const [highlighter] = createResource(async () => {
    const language = languageOf(props.name, rows[0]?.text ?? "");
    return language === null ? null : new Highlighter(await parserOf(language), rows);
  });
  interface Shown {
    number: number;
    row: TextRow;
    pieces: Piece[] | null;
  }
  const shown = createMemo<Shown[]>((before) => {
    const { from, to } = sight();
    const colours = highlighter.latest ?? null;
    const pieces = colours === null ? null : colours.pieces(from, to);
    const known = new Map(before.map((it) => [it.number, it]));
    return rows.slice(from, to).map((row, i) => {
      const same = known.get(from + i);
      if (same !== undefined && (same.pieces === null) === (pieces === null)) return same;
      return { number: from + i, row, pieces: pieces?.[i] ?? null };
    });
  }, []);
  // Lines of later parts have numbers that nobody has counted.
  const digits = whole ? String(rows.findLast(({ line }) => line !== null)?.line ?? "").length : 0;

  onMount(() => {
    const measure = (): void => {
      setViewport(scroller.clientHeight);
      const row = scroller.querySelector(".text-row");
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
        if (goal === null) return;
        const row = rowOfLine(rows, part.lineOf(goal.offset));
        setMarked(row);
        queueMicrotask(() => {
          const below = Math.min(rows.length - 1, row + Math.floor(viewport() / rowHeight() / 2));
          const to = scrollToShow(below, rows.length, rowHeight(), 0, viewport());
          scroller.scrollTop = to ?? 0;
          setScrollTop(scroller.scrollTop);
        });
      },
    ),
  );

  return (
    <div
      ref={(it) => (scroller = it)}
      class="text-scroll code"
      tabindex="0"
      data-focus
      role="region"
      aria-label={`Text of ${props.name}`}
      style={{ "--line-digits": digits, "--longest": longest }}
      onScroll={() => setScrollTop(scroller.scrollTop)}
    >
      <div class="text-height" style={{ height: `${sight().height}px` }}>
        <div class="text-rows" style={{ transform: `translateY(${sight().top}px)` }}>
          <For each={shown()}>
            {(it) => (
              <div class="text-row" classList={{ marked: marked() === it.number }}>
                <Show when={digits > 0}>
                  <span class="text-line" aria-hidden="true" data-line={it.row.line ?? ""} />
                </Show>
                <span class="text-content">
                  <Show when={it.pieces} fallback={it.row.text}>
                    {(pieces) => (
                      <For each={pieces()}>
                        {(piece) =>
                          piece.classes === "" ? piece.text : <span class={piece.classes}>{piece.text}</span>
                        }
                      </For>
                    )}
                  </Show>
                  {"\n"}
                </span>
              </div>
            )}
          </For>
        </div>
      </div>
    </div>
  );
}
