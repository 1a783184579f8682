/** The tree of files, after the ARIA pattern. */
import ChevronDown from "lucide-solid/icons/chevron-down";
import ChevronRight from "lucide-solid/icons/chevron-right";
import Download from "lucide-solid/icons/download";
import FileIcon from "lucide-solid/icons/file";
import FileCode from "lucide-solid/icons/file-code";
import Pencil from "lucide-solid/icons/pencil";
import Trash from "lucide-solid/icons/trash";
import { For, Show, createEffect, createMemo, createSignal, on, type JSX } from "solid-js";
import { placeProblem } from "../workspace/path.ts";
import { finishNaming, removeFile, startRename } from "./actions.ts";
import { download } from "./download.ts";
import { NameField } from "./NameField.tsx";
import { parentOf, rowsOf, type Row } from "./tree.ts";
import type { FilesPanelProps } from "./types.ts";

export function FileTree(props: FilesPanelProps): JSX.Element {
  let tree!: HTMLDivElement;
  const [closed, setClosed] = createSignal<ReadonlySet<string>>(new Set());
  /** The row that Tab reaches. */
  const [current, setCurrent] = createSignal(props.workspace.active());
  const rows = createMemo(() => rowsOf(props.workspace.files(), closed()));
  const paths = createMemo(() => rows().map(({ path }) => path));
  const rowOf = createMemo(() => new Map(rows().map((row) => [row.path, row])));
  const focusable = (): string => (rowOf().has(current()) ? current() : (paths()[0] ?? ""));

  const setFolder = (path: string, open: boolean): void => {
    const next = new Set(closed());
    if (open) next.delete(path);
    else next.add(path);
    setClosed(next);
  };
  const focusRow = (path: string | undefined): void => {
    if (path === undefined) return;
    setCurrent(path);
    tree.querySelector<HTMLElement>(`[data-path="${CSS.escape(path)}"]`)?.focus();
  };
  const openRow = (row: Row): void => {
    setCurrent(row.path);
    if (row.folder) setFolder(row.path, closed().has(row.path));
    else props.workspace.setActive(row.path);
  };
  const remove = (path: string): void => {
    const all = paths();
    const at = all.indexOf(path);
    const next = all.slice(at + 1).find((it) => !it.startsWith(`${path}/`)) ?? all[at - 1];
    const hadFocus = tree.contains(document.activeElement);
    removeFile(props, path);
    if (hadFocus && !rowOf().has(path)) focusRow(next);
  };
  /** The next row that starts with a letter. */
  const typeAhead = (from: number, letter: string): string | undefined => {
    const all = rows();
    const starts = (row: Row): boolean => row.name.toLowerCase().startsWith(letter.toLowerCase());
    return [...all.slice(from + 1), ...all.slice(0, from + 1)].find(starts)?.path;
  };

  const onKey = (event: KeyboardEvent): void => {
    const path = focusable();
    const row = rowOf().get(path);
    if (row === undefined || props.ui.naming()?.path === path) return;
    const mod = event.ctrlKey || event.metaKey;
    if (mod && event.key === "z" && props.ui.undoable() !== null) {
      event.preventDefault();
      props.ui.undo();
      return;
    }
    if (mod || event.altKey) return;
    const all = paths();
    const at = all.indexOf(path);
    const isOpen = row.folder && !closed().has(path);
    switch (event.key) {
      case "ArrowDown":
        focusRow(all[at + 1]);
        break;
      case "ArrowUp":
        focusRow(all[at - 1]);
        break;
      case "Home":
        focusRow(all[0]);
        break;
      case "End":
        focusRow(all.at(-1));
        break;
      case "ArrowRight":
        if (isOpen) focusRow(all[at + 1]);
        else if (row.folder) setFolder(path, true);
        break;
      case "ArrowLeft":
        if (isOpen) setFolder(path, false);
        else focusRow(parentOf(path) ?? undefined);
        break;
      case "Enter":
        openRow(row);
        if (!row.folder) props.onOpened?.();
        break;
      case " ":
        openRow(row);
        break;
      case "F2":
        startRename(props, path);
        // The page's own F2 is for the file in the editor.
        event.stopPropagation();
        break;
      case "Delete":
      case "Backspace":
        remove(path);
        break;
      default:
        if (event.key.length !== 1) return;
        focusRow(typeAhead(at, event.key));
    }
    event.preventDefault();
  };

  // What is shown in the editor is the row to start from, and to be seen.
  createEffect(
    on(
      () => props.workspace.active(),
      (active) => {
        if (!tree.contains(document.activeElement)) setCurrent(active);
      },
      { defer: true },
    ),
  );

  return (
    <div class="file-tree" role="tree" aria-label="Files" ref={(it) => (tree = it)} onKeyDown={onKey}>
      <For each={paths()}>
        {(path) => {
          const row = (): Row => rowOf().get(path)!;
          return (
            <Show when={rowOf().get(path)}>
              <TreeRow
                row={row()}
                open={!closed().has(path)}
                active={props.workspace.active() === path}
                focusable={focusable() === path}
                naming={props.ui.naming()?.path === path}
                onOpen={() => openRow(row())}
                onFocus={() => setCurrent(path)}
                onRename={() => startRename(props, path)}
                onDelete={() => remove(path)}
                onDownload={() => download(path, props.workspace.content(path))}
                problem={(name) => renameProblem(props.workspace.files(), path, name)}
                onNamed={(name, left) => {
                  finishNaming(props, name);
                  if (left) setCurrent(name);
                  else focusRow(name);
                }}
                onCancel={(left) => {
                  props.ui.endNaming();
                  if (!left) focusRow(path);
                }}
              />
            </Show>
          );
        }}
      </For>
    </div>
  );
}

/** What keeps a file or folder from getting a path. */
function renameProblem(files: readonly string[], from: string, to: string): string | null {
  const others = files.filter((path) => path !== from && !path.startsWith(`${from}/`));
  return placeProblem(to, new Map(others.map((path) => [path, null])));
}

interface TreeRowProps {
  row: Row;
  open: boolean;
  active: boolean;
  focusable: boolean;
  naming: boolean;
  onOpen: () => void;
  onFocus: () => void;
  onRename: () => void;
  onDelete: () => void;
  onDownload: () => void;
  problem: (name: string) => string | null;
  onNamed: (name: string, left: boolean) => void;
  onCancel: (left: boolean) => void;
}

function TreeRow(props: TreeRowProps): JSX.Element {
  return (
    <div
      role="treeitem"
      class="file-row"
      classList={{ active: props.active }}
      data-path={props.row.path}
      aria-level={props.row.level}
      aria-posinset={props.row.position}
      aria-setsize={props.row.siblings}
      aria-expanded={props.row.folder ? props.open : undefined}
      aria-selected={props.active}
      aria-label={props.row.name}
      tabindex={props.focusable ? 0 : -1}
      style={{ "--level": props.row.level - 1 }}
      title={props.row.path}
      onFocus={() => props.onFocus()}
      onClick={() => props.onOpen()}
      onDblClick={() => props.onRename()}
    >
      <RowIcon row={props.row} open={props.open} />
      <Show
        when={props.naming}
        fallback={
          <>
            <span class="file-row-name">{props.row.name}</span>
            <span class="file-row-actions">
              <RowAction
                label={`Rename ${props.row.path} (F2)`}
                icon={<Pencil size={14} />}
                onClick={props.onRename}
              />
              <Show when={!props.row.folder}>
                <RowAction
                  label={`Download ${props.row.path}`}
                  icon={<Download size={14} />}
                  onClick={props.onDownload}
                />
              </Show>
              <RowAction
                label={`Delete ${props.row.path} (Delete)`}
                icon={<Trash size={14} />}
                onClick={props.onDelete}
              />
            </span>
          </>
        }
      >
        <NameField
          label={`New path of ${props.row.path}`}
          start={props.row.path}
          selection={nameRange(props.row)}
          problem={props.problem}
          onDone={props.onNamed}
          onCancel={props.onCancel}
        />
      </Show>
    </div>
  );
}

/** By keyboard these are keys of the row, so Tab goes past them. */
function RowAction(props: { label: string; icon: JSX.Element; onClick: () => void }): JSX.Element {
  return (
    <button
      type="button"
      class="icon-button small"
      tabindex={-1}
      aria-label={props.label}
      title={props.label}
      onClick={(event) => {
        event.stopPropagation();
        props.onClick();
      }}
      onDblClick={(event) => event.stopPropagation()}
    >
      {props.icon}
    </button>
  );
}

function RowIcon(props: { row: Row; open: boolean }): JSX.Element {
  const icon = (): JSX.Element => {
    if (props.row.folder) return props.open ? <ChevronDown size={16} /> : <ChevronRight size={16} />;
    return props.row.name.endsWith(".nix") ? <FileCode size={16} /> : <FileIcon size={16} />;
  };
  return (
    <span class="file-row-icon" aria-hidden="true">
      {icon()}
    </span>
  );
}

/** The part of a path that most often changes: the name without folders and ending. */
function nameRange({ path, name, folder }: Row): [from: number, to: number] {
  const from = path.length - name.length;
  const dot = folder ? -1 : path.lastIndexOf(".");
  return [from, dot > from ? dot : path.length];
}
