/** The result as a tree that unfolds (WAI-ARIA "Tree View"); only rows in sight are in the document. */
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
import type { EvaluateError, TextSpan } from "../../../../workers/index.ts";
import { copyText } from "../clipboard.ts";
import { isCancelled, type Operations } from "../operation.ts";
import { wholeText } from "../text/source.ts";
import type { DerivationTarget, ValueClient } from "../types.ts";
import { viewedOf, type Viewed } from "../viewer.ts";
import { actionsFor, definitionOf, type RowAction } from "./actions.ts";
import type { Branch } from "./branch.ts";
import { resultKeys } from "./keys.ts";
import type { TreeModel } from "./model.ts";
import { PathBar, filterFrom } from "./PathBar.tsx";
import { RowMenu } from "./RowMenu.tsx";
import { isSameRow, type Row } from "./row-index.ts";
import { opensElsewhere, unfolds } from "./row-words.ts";
import { TreeRow } from "./TreeRow.tsx";
import { scrollToShow, windowOf } from "./window.ts";

export interface TreeViewProps {
  model: TreeModel;
  client: ValueClient;
  operations: Operations;
  canGoTo: (span: TextSpan) => boolean;
  onGoTo: (span: TextSpan) => void;
  onOpenDerivation: (target: DerivationTarget) => void;
  onView: (viewed: Viewed) => void;
  announce: (text: string) => void;
  /** Where to start, and where it was when it goes. */
  scrollTop: number;
  onScroll: (scrollTop: number) => void;
  treeRef: (tree: HTMLElement) => void;
}

export function TreeView(props: TreeViewProps): JSX.Element {
  const { model } = props;
  let tree!: HTMLDivElement;
  let filterInput: HTMLInputElement | undefined;
  const [scrollTop, setScrollTop] = createSignal(props.scrollTop);
  const [viewport, setViewport] = createSignal(600);
  const [rowHeight, setRowHeight] = createSignal(24);
  const [menu, setMenu] = createSignal<{ row: Row; anchor: DOMRect } | null>(null);

  const count = createMemo(() => {
    model.version();
    return model.index.count;
  });
  const sight = createMemo(() => windowOf(count(), rowHeight(), scrollTop(), viewport()));
  const rows = createMemo<Row[]>((before) => {
    model.version();
    const known = new Map(before.map((row) => [row.number, row]));
    return model.index.rows(sight().from, sight().to).map((row) => {
      const same = known.get(row.number);
      return same !== undefined && isSameRow(same, row) ? same : row;
    });
  }, []);
  const active = createMemo(() => model.activeRow());
  const activeNumber = (): number => active()?.number ?? -1;
  const unique = createUniqueId();
  const idOf = (number: number): string => `${unique}-row-${number}`;
  const isInSight = (): boolean => rows().some((row) => row.number === activeNumber());

  createEffect(() => model.show(sight().from, sight().to));

  onMount(() => {
    props.treeRef(tree);
    tree.scrollTop = props.scrollTop;
    const measure = (): void => {
      setViewport(tree.clientHeight);
      const row = tree.querySelector(".row");
      if (row !== null && row.clientHeight > 0) setRowHeight(row.clientHeight);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(tree);
    // Rows grow with the font.
    observer.observe(tree.querySelector(".tree-rows")!);
    onCleanup(() => observer.disconnect());
  });

  const go = (number: number): void => {
    const row = model.index.row(number);
    if (row === null) return;
    model.setActive({ branch: row.branch, position: row.position });
    const to = scrollToShow(number, count(), rowHeight(), tree.scrollTop, tree.clientHeight);
    if (to !== null) {
      tree.scrollTop = to;
      setScrollTop(tree.scrollTop);
    }
  };

  const view = (row: Row): void => {
    const viewed = row.value === null ? null : viewedOf(model.expression(row), row.value);
    if (viewed !== null) props.onView(viewed);
  };
  const toggle = async (row: Row): Promise<void> => {
    if (row.opened !== null) return model.close(row);
    const error: EvaluateError | null = await model.open(row);
    if (error !== null) props.onView({ type: "error", path: model.expression(row), error });
  };
  const activate = (row: Row | null): void => {
    if (row === null || row.value === null) return;
    if (unfolds(row.value)) void toggle(row);
    else if (opensElsewhere(row.value)) view(row);
    else if (row.value.type === "lambda") goTo(row.value.span ?? definitionOf(row));
  };

  const goTo = (span: TextSpan | null): void => {
    if (span !== null && props.canGoTo(span)) props.onGoTo(span);
  };

  const copyValue = async (row: Row, format: "nix" | "json"): Promise<void> => {
    const { value } = row;
    if (value === null) return;
    const path = model.expression(row);
    const text = async (): Promise<string> => {
      const answer = await props.operations.run(`Writing ${path}`, () =>
        props.client.render({ id: value.id, format, strict: true }),
      );
      if (answer.type === "stale") throw new Error("the value is gone: evaluate again");
      if (isCancelled(answer)) throw new Error("stopped");
      if (answer.type === "failed") throw new Error(answer.error.message);
      return (await wholeText(answer.value, props.client)).join("");
    };
    await copy(text(), `${path} as ${format === "nix" ? "Nix" : "JSON"}`);
  };
  const copy = async (text: string | Promise<string>, what: string): Promise<void> => {
    try {
      await copyText(text);
      props.announce(`Copied ${what}`);
    } catch (error) {
      props.announce(`Not copied: ${error instanceof Error ? error.message : String(error)}`);
    }
  };

  const act = (row: Row | null, action: RowAction): void => {
    if (row === null || row.value === null) return;
    switch (action) {
      case "open":
        return view(row);
      case "copy-nix":
        return void copyValue(row, "nix");
      case "copy-json":
        return void copyValue(row, "json");
      case "copy-path":
        return void copy(model.expression(row), model.expression(row));
      case "go-to":
        return goTo(definitionOf(row));
      case "open-derivation":
        if (row.value.derivation === null) return;
        return props.onOpenDerivation({
          type: "value",
          id: row.value.id,
          name: row.value.derivation || "derivation",
        });
    }
  };

  const openMenu = (row: Row | null, anchor: Element | null): void => {
    if (row !== null && anchor !== null) setMenu({ row, anchor: anchor.getBoundingClientRect() });
  };
  const closeMenu = (): void => {
    if (menu() === null) return;
    setMenu(null);
    tree.focus();
  };

  /** The set a filter acts on: the active row's own, else the one it is in. */
  const filtered = createMemo((): Branch | null => {
    const row = active();
    for (let branch = row?.opened ?? row?.branch ?? null; branch !== null; branch = branch.parent) {
      if (branch.value.type === "set" && branch.value.size > filterFrom) return branch;
    }
    return null;
  });

  const onKey = resultKeys({
    model,
    pageRows: () => Math.max(1, Math.floor(tree.clientHeight / rowHeight()) - 1),
    go,
    activate: () => activate(active()),
    act: (action) => act(active(), action),
    openMenu: () => openMenu(active(), tree.querySelector(".row.active") ?? tree),
    focusFilter() {
      if (filtered() === null) return false;
      filterInput?.focus();
      return true;
    },
  });

  // A tree that got shorter is scrolled back by the browser, which does not always say so.
  createEffect(on(count, () => queueMicrotask(() => setScrollTop(tree.scrollTop)), { defer: true }));

  return (
    <div class="tree-view">
      <PathBar
        path={active() === null ? "" : model.expression(active()!)}
        filtered={filtered()}
        filteredPath={
          filtered() === null
            ? ""
            : model.expression({ branch: filtered()!.parent, position: filtered()!.position })
        }
        onFilter={(branch, match) => void model.filter(branch, match)}
        onCopyPath={() => act(active(), "copy-path")}
        onMenu={(anchor) => openMenu(active(), anchor)}
        onLeave={() => tree.focus()}
        inputRef={(input) => (filterInput = input)}
      />
      <div
        ref={(element) => (tree = element)}
        class="tree code"
        role="tree"
        tabindex="0"
        aria-label="Result"
        aria-activedescendant={isInSight() ? idOf(activeNumber()) : undefined}
        onScroll={() => {
          setScrollTop(tree.scrollTop);
          props.onScroll(tree.scrollTop);
        }}
        onMouseDown={(event) => {
          if (event.target.closest(".row-tools") === null) return;
          // The keys stay with the tree: a row's buttons go when its row is drawn anew.
          event.preventDefault();
          tree.focus();
        }}
        onKeyDown={(event) => {
          if (event.target !== tree || !onKey(event)) return;
          event.preventDefault();
          event.stopPropagation();
        }}
      >
        <div class="tree-height" role="presentation" style={{ height: `${sight().height}px` }}>
          <div class="tree-rows" role="presentation" style={{ transform: `translateY(${sight().top}px)` }}>
            <For each={rows()}>
              {(row) => (
                <TreeRow
                  row={row}
                  id={idOf(row.number)}
                  active={activeNumber() === row.number}
                  pending={row.value !== null && model.pending().has(row.value.id)}
                  canGoTo={definitionOf(row) !== null && props.canGoTo(definitionOf(row)!)}
                  onSelect={() => model.setActive({ branch: row.branch, position: row.position })}
                  onToggle={() => void toggle(row)}
                  onActivate={() => activate(row)}
                  onAction={(action) => act(row, action)}
                  onMenu={(anchor) => openMenu(row, anchor)}
                />
              )}
            </For>
          </div>
        </div>
      </div>
      <Show when={menu()} keyed>
        {(open) => (
          <RowMenu
            items={actionsFor(open.row, props.canGoTo)}
            anchor={open.anchor}
            onClose={closeMenu}
            onAction={(action) => {
              closeMenu();
              act(open.row, action);
            }}
          />
        )}
      </Show>
    </div>
  );
}
