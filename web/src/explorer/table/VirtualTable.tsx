/** A table of any length (WAI-ARIA "Grid"): only rows in sight are in the document. */
import {
  For,
  Show,
  createEffect,
  createMemo,
  createSignal,
  createUniqueId,
  on,
  onCleanup,
  onMount,
  type JSX,
} from "solid-js";
import { scrollToShow, windowOf } from "../../result/tree/window.ts";

export interface Column {
  label: string;
  /** As in `grid-template-columns`. */
  width: string;
  /** On narrow screens; absent where the column is not shown there. */
  narrow?: string;
  numeric?: boolean;
  /** Shown only where there is plenty of room. */
  roomy?: boolean;
  /** Makes its heading a button that orders by it. */
  onOrder?: () => void;
  ordered?: "ascending" | "descending" | undefined;
}

export interface VirtualTableProps {
  label: string;
  count: number;
  columns: readonly Column[];
  /** What stands in a row, one for each column; null while it is being fetched. */
  cells: (index: number) => JSX.Element[] | null;
  /** The row that keys act on; -1 for none. */
  active: number;
  onActive: (index: number) => void;
  /** Enter, or a double press. */
  onOpen?: ((index: number) => void) | undefined;
  /** Other keys; true where it was one of them. */
  onKey?: ((event: KeyboardEvent, index: number) => boolean) | undefined;
  /** For trees: level, and whether it is open; undefined where nothing unfolds. */
  level?: (index: number) => { level: number; expanded: boolean | undefined };
  /** Shown where there are no rows. */
  empty?: JSX.Element;
}

/** Pixels; narrow screens are touched. */
const rowHeights = { wide: 26, narrow: 40 };
const narrowScreen = "(max-width: 719px)";
/** Rows of a page key where the height in sight is not known yet. */
const fewRows = 10;

export function VirtualTable(props: VirtualTableProps): JSX.Element {
  const id = createUniqueId();
  const media = matchMedia(narrowScreen);
  const [narrow, setNarrow] = createSignal(media.matches);
  const [top, setTop] = createSignal(0);
  const [height, setHeight] = createSignal(400);
  let scroller!: HTMLDivElement;
  const rowHeight = (): number => (narrow() ? rowHeights.narrow : rowHeights.wide);
  const shown = createMemo(() => windowOf(props.count, rowHeight(), top(), height()));
  const indices = createMemo(() => {
    const { from, to } = shown();
    return Array.from({ length: to - from }, (_, i) => from + i);
  });
  const pageRows = (): number => Math.max(1, Math.floor(height() / rowHeight()) - 1) || fewRows;
  const template = (which: "width" | "narrow", roomy = true): string =>
    props.columns
      .filter((column) => roomy || column.roomy !== true)
      .map((column) => column[which])
      .filter((width) => width !== undefined)
      .join(" ");

  onMount(() => {
    const change = (): void => void setNarrow(media.matches);
    media.addEventListener("change", change);
    const observer = new ResizeObserver(() => {
      setHeight(Math.max(rowHeight(), scroller.clientHeight - rowHeight()));
    });
    observer.observe(scroller);
    onCleanup(() => {
      media.removeEventListener("change", change);
      observer.disconnect();
    });
  });
  const reveal = (index: number): void => {
    const to = scrollToShow(index, props.count, rowHeight(), scroller.scrollTop, height());
    if (to === null) return;
    // What is far away is put in the middle: one sees what is around it.
    const far = Math.abs(to - scroller.scrollTop) > height();
    const middle = to < scroller.scrollTop ? to - height() / 2 : to + height() / 2;
    scroller.scrollTop = far ? middle : to;
  };
  createEffect(
    on(
      () => [props.active, props.count, height()] as const,
      ([active, count]) => {
        if (active >= 0 && active < count) queueMicrotask(() => reveal(active));
      },
    ),
  );

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target instanceof HTMLButtonElement) return;
    const { active, count } = props;
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (active >= 0 && props.onKey?.(event, active) === true) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    const last = count - 1;
    const to: Record<string, number> = {
      ArrowDown: active + 1,
      ArrowUp: active < 0 ? 0 : active - 1,
      PageDown: active + pageRows(),
      PageUp: active - pageRows(),
      Home: 0,
      End: last,
    };
    const wanted = to[event.key];
    if (wanted !== undefined && count > 0) props.onActive(Math.min(Math.max(wanted, 0), last));
    else if (event.key === "Enter" && active >= 0) props.onOpen?.(active);
    else return;
    event.preventDefault();
  };
  const rowId = (index: number): string => `${id}-${index}`;
  const isShown = (index: number): boolean => index >= shown().from && index < shown().to;

  return (
    <div
      class="vt"
      role={props.level === undefined ? "grid" : "treegrid"}
      aria-label={props.label}
      aria-rowcount={props.count + 1}
      aria-colcount={props.columns.length}
      aria-activedescendant={isShown(props.active) ? rowId(props.active) : undefined}
      tabindex="0"
      ref={(it) => (scroller = it)}
      style={{
        "--vt-columns": template("width"),
        "--vt-medium": template("width", false),
        "--vt-narrow": template("narrow"),
        "--vt-row": `${rowHeight()}px`,
        // With the heading, and the border.
        "--vt-all": `${(Math.max(1, props.count) + 1) * rowHeight() + 2}px`,
      }}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
      onKeyDown={onKeyDown}
    >
      <div class="vt-head" role="row" aria-rowindex="1">
        <For each={props.columns}>{(column) => <Heading column={column} />}</For>
      </div>
      <Show
        when={props.count > 0}
        fallback={
          <Show when={props.empty}>
            <div role="row" class="vt-empty">
              <span role="gridcell">{props.empty}</span>
            </div>
          </Show>
        }
      >
        <div class="vt-body" role="rowgroup" style={{ height: `${shown().height}px` }}>
          <div class="vt-rows" role="presentation" style={{ transform: `translateY(${shown().top}px)` }}>
            <For each={indices()}>
              {(index) => (
                <Row
                  index={index}
                  id={rowId(index)}
                  columns={props.columns}
                  cells={props.cells(index)}
                  active={props.active === index}
                  level={props.level?.(index)}
                  onActive={() => props.onActive(index)}
                  onOpen={() => props.onOpen?.(index)}
                />
              )}
            </For>
          </div>
        </div>
      </Show>
    </div>
  );
}

function classesOf({ numeric, roomy, narrow }: Column): Record<string, boolean> {
  return { numeric: numeric === true, roomy: roomy === true, "wide-only": narrow === undefined };
}

function Heading(props: { column: Column }): JSX.Element {
  return (
    <span role="columnheader" aria-sort={props.column.ordered} classList={classesOf(props.column)}>
      <Show when={props.column.onOrder} fallback={props.column.label}>
        {(order) => (
          <button
            type="button"
            class="vt-order"
            classList={{ ordered: props.column.ordered !== undefined }}
            title={`Order by ${props.column.label.toLowerCase()}`}
            onClick={() => order()()}
          >
            {props.column.label}
            <span aria-hidden="true">
              {props.column.ordered === undefined ? "" : props.column.ordered === "ascending" ? " ↑" : " ↓"}
            </span>
          </button>
        )}
      </Show>
    </span>
  );
}

function Row(props: {
  index: number;
  id: string;
  columns: readonly Column[];
  cells: JSX.Element[] | null;
  active: boolean;
  level: { level: number; expanded: boolean | undefined } | undefined;
  onActive: () => void;
  onOpen: () => void;
}): JSX.Element {
  return (
    <div
      class="vt-row"
      role="row"
      id={props.id}
      aria-rowindex={props.index + 2}
      aria-selected={props.active}
      aria-level={props.level?.level}
      aria-expanded={props.level?.expanded}
      aria-busy={props.cells === null ? true : undefined}
      classList={{ active: props.active }}
      onClick={() => props.onActive()}
      onDblClick={() => props.onOpen()}
    >
      <For each={props.columns}>
        {(column, i) => (
          <span role="gridcell" classList={classesOf(column)}>
            {props.cells === null ? "" : props.cells[i()]}
          </span>
        )}
      </For>
    </div>
  );
}
