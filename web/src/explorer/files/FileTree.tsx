/** A tree of files (WAI-ARIA "Tree View"); only rows in sight are in the document. */
import {
  For,
  createEffect,
  createMemo,
  createSignal,
  createUniqueId,
  on,
  onCleanup,
  onMount,
  type JSX,
} from "solid-js";
import type { EntryView } from "../../../../workers/index.ts";
import { scrollToShow, windowOf } from "../../result/tree/window.ts";
import { isSameRow, type Row } from "./branch.ts";
import { FileRow } from "./FileRow.tsx";
import { fileKeys } from "./keys.ts";
import type { FileTreeModel } from "./model.ts";

export interface FileTreeProps {
  model: FileTreeModel;
  label: string;
  /** An entry became the active one. */
  onSelect: (entry: EntryView, raw: string) => void;
  /** Somebody wants to see it; `byKey`: and to go on there. */
  onOpen: (entry: EntryView, raw: string, byKey: boolean) => void;
  onCopyPath: (raw: string) => void;
  onSearch: () => void;
  /** Told how to bring the active row in sight, and the element. */
  handle: (handle: { element: HTMLElement; reveal: () => void }) => void;
}

export function FileTree(props: FileTreeProps): JSX.Element {
  const { model } = props;
  let tree!: HTMLDivElement;
  const [scrollTop, setScrollTop] = createSignal(0);
  const [viewport, setViewport] = createSignal(600);
  const [rowHeight, setRowHeight] = createSignal(24);
  const count = createMemo(() => {
    model.version();
    return model.count;
  });
  const sight = createMemo(() => windowOf(count(), rowHeight(), scrollTop(), viewport()));
  const rows = createMemo<Row[]>((before) => {
    model.version();
    const known = new Map(before.map((row) => [row.number, row]));
    return model.rows(sight().from, sight().to).map((row) => {
      const same = known.get(row.number);
      return same !== undefined && isSameRow(same, row) ? same : row;
    });
  }, []);
  const activeNumber = createMemo(() => {
    model.version();
    return model.activeRow()?.number ?? -1;
  });
  const unique = createUniqueId();
  const idOf = (number: number): string => `${unique}-row-${number}`;
  const isInSight = (): boolean => activeNumber() >= sight().from && activeNumber() < sight().to;

  createEffect(() => {
    model.version();
    model.show(sight().from, sight().to);
  });

  const reveal = (): void => {
    const number = model.activeRow()?.number ?? -1;
    if (number < 0) return;
    const to = scrollToShow(number, model.count, rowHeight(), tree.scrollTop, tree.clientHeight);
    if (to === null) return;
    tree.scrollTop = to;
    setScrollTop(tree.scrollTop);
  };

  onMount(() => {
    const measure = (): void => {
      setViewport(tree.clientHeight);
      const row = tree.querySelector(".tree-file");
      if (row !== null && row.clientHeight > 0) setRowHeight(row.clientHeight);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(tree);
    observer.observe(tree.querySelector(".file-rows")!);
    onCleanup(() => observer.disconnect());
    props.handle({ element: tree, reveal });
  });

  const go = (number: number): void => {
    const row = model.row(number);
    if (row === null) return;
    model.setActive(row.branch, row.position);
    reveal();
    if (row.entry !== null) props.onSelect(row.entry, row.branch.rawOf(row.entry));
    // Its page comes in a moment.
    else void loadAndSelect(row);
  };
  const loadAndSelect = async (row: Row): Promise<void> => {
    const found = await model.entryAt(row.branch, row.position);
    const { branch, position } = model.active();
    if (found !== null && branch === row.branch && position === row.position) {
      props.onSelect(found, row.branch.rawOf(found));
    }
  };
  const toggle = (row: Row): void => {
    if (row.opened !== null) model.close(row.opened);
    else void model.open(row.branch, row.position);
  };
  const activate = (row: Row | null, byKey: boolean): void => {
    if (row === null || row.entry === null) return;
    if (row.entry.kind === "directory") toggle(row);
    else props.onOpen(row.entry, row.branch.rawOf(row.entry), byKey);
  };

  const onKey = fileKeys({
    model,
    pageRows: () => Math.max(1, Math.floor(tree.clientHeight / rowHeight()) - 1),
    go,
    activate: () => activate(model.activeRow(), true),
    copyPath() {
      const row = model.activeRow();
      if (row !== null && row.entry !== null) props.onCopyPath(row.branch.rawOf(row.entry));
    },
    search: () => props.onSearch(),
  });

  // A tree that got shorter is scrolled back by the browser, which does not always say so.
  createEffect(on(count, () => queueMicrotask(() => setScrollTop(tree.scrollTop)), { defer: true }));

  return (
    <div
      ref={(element) => (tree = element)}
      class="tree-of-files"
      role="tree"
      tabindex="0"
      aria-label={props.label}
      aria-activedescendant={isInSight() ? idOf(activeNumber()) : undefined}
      onScroll={() => setScrollTop(tree.scrollTop)}
      onKeyDown={(event) => {
        if (!onKey(event)) return;
        event.preventDefault();
        event.stopPropagation();
      }}
    >
      <div class="rows-height" role="presentation" style={{ height: `${sight().height}px` }}>
        <div class="file-rows" role="presentation" style={{ transform: `translateY(${sight().top}px)` }}>
          <For each={rows()}>
            {(row) => (
              <FileRow
                row={row}
                id={idOf(row.number)}
                active={activeNumber() === row.number}
                onSelect={() => {
                  model.setActive(row.branch, row.position);
                  if (row.entry !== null) props.onSelect(row.entry, row.branch.rawOf(row.entry));
                }}
                onToggle={() => toggle(row)}
                onActivate={() => activate(row, false)}
              />
            )}
          </For>
        </div>
      </div>
    </div>
  );
}
