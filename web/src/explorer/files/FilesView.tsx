/** The view of files: the tree, what is searched for in it, and the file in front. */
import ArrowLeft from "lucide-solid/icons/arrow-left";
import Search from "lucide-solid/icons/search";
import {
  Match,
  Show,
  Switch,
  createEffect,
  createMemo,
  createSignal,
  onCleanup,
  onMount,
  untrack,
  type JSX,
} from "solid-js";
import type { EntryView } from "../../../../workers/index.ts";
import { Separator } from "../../frame/Separator.tsx";
import { copyText } from "../../result/clipboard.ts";
import type { ExplorerClient } from "../../run/explorer-client.ts";
import { fromByteString, parentOf } from "../byte-strings.ts";
import { EmptyState } from "../parts/EmptyState.tsx";
import { ErrorState } from "../parts/ErrorState.tsx";
import { nameOf } from "../subject.ts";
import type { ViewProps } from "../types.ts";
import { Viewer, type ViewerGoal } from "../viewer/Viewer.tsx";
import { FileTree } from "./FileTree.tsx";
import { FileTreeModel } from "./model.ts";
import { SearchPanel } from "./SearchPanel.tsx";
import { TreeSummary } from "./TreeSummary.tsx";

/** Milliseconds that a row is active before its file is read. */
const settleTime = 120;
/** Width in pixels below which there is room for the tree or a file, not both. */
const narrowWidth = 560;

interface Shown {
  entry: EntryView;
  raw: string;
}

export function FilesView(props: ViewProps): JSX.Element {
  return (
    <Show when={props.root} keyed fallback={<EmptyState title="There are no files" />}>
      {(root) => (
        <Switch
          fallback={
            <Viewer
              ui={props.ui}
              root={root}
              entry={root}
              raw=""
              name={nameOf(props.place.subject)}
              goal={null}
            />
          }
        >
          <Match when={root.kind === "directory"}>
            <Tree {...props} root={root} />
          </Match>
        </Switch>
      )}
    </Show>
  );
}

/** The trees that were shown last: who comes back finds open what was open. */
const models: { client: ExplorerClient; node: string; model: FileTreeModel }[] = [];
const keptModels = 5;

function modelOf(client: ExplorerClient, node: string): FileTreeModel {
  const at = models.findIndex((it) => it.client === client && it.node === node);
  const known = at < 0 ? undefined : models.splice(at, 1)[0];
  const kept = known ?? { client, node, model: new FileTreeModel(client, node) };
  models.unshift(kept);
  models.length = Math.min(models.length, keptModels);
  return kept.model;
}

function Tree(props: ViewProps & { root: EntryView }): JSX.Element {
  const { ui } = props;
  const model = modelOf(ui.client, props.root.node);
  const [shown, setShown] = createSignal<Shown | null>(null);
  const [goal, setGoal] = createSignal<ViewerGoal | null>(null);
  const { searching, setSearching } = ui;
  const [problem, setProblem] = createSignal<string | null>(null);
  const [narrow, setNarrow] = createSignal(false);
  /** Where there is room for one: whether that is the file. */
  const [viewing, setViewing] = createSignal(false);
  const [part, setPart] = createSignal(0.4);
  let view!: HTMLDivElement;
  let tree: { element: HTMLElement; reveal: () => void } | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));

  onMount(() => {
    const measure = (): void => void setNarrow(view.clientWidth < narrowWidth);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(view);
    onCleanup(() => observer.disconnect());
  });

  const place = (raw: string, replace: boolean): void =>
    ui.go({ subject: props.place.subject, view: "files", at: raw }, { replace });

  /** Moves the focus into the viewer, as soon as there is something to take it. */
  const enter = (raw: string, patience = 60): void => {
    if (shown()?.raw !== raw || patience === 0) return;
    const target = view.querySelector<HTMLElement>(".file-viewer [data-focus]");
    if (target !== null) target.focus({ preventScroll: true });
    else requestAnimationFrame(() => enter(raw, patience - 1));
  };
  const show = (entry: EntryView, raw: string): void => {
    clearTimeout(timer);
    if (shown()?.raw !== raw) setShown({ entry, raw });
  };
  const select = (entry: EntryView, raw: string): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      setGoal(null);
      show(entry, raw);
      place(raw, true);
    }, settleTime);
  };
  const open = (entry: EntryView, raw: string, byKey: boolean): void => {
    setGoal(null);
    show(entry, raw);
    place(raw, false);
    setViewing(true);
    // Where there is room for one, the tree is gone and the focus with it.
    if (byKey || narrow()) enter(raw);
  };

  /** Shows what the place says, if it is not in front already. */
  const follow = async (raw: string): Promise<void> => {
    setProblem(null);
    if (raw === "") {
      setShown(null);
      setViewing(false);
      return;
    }
    if (shown()?.raw === raw) return;
    const found = await model.find(raw);
    if (props.place.at !== raw) return;
    if (found === null) {
      setProblem(`There is no ${fromByteString(raw)} here.`);
      return;
    }
    model.setActive(found.branch, found.position);
    // The rows are made a moment later.
    setTimeout(() => tree?.reveal());
    if (found.entry.kind === "directory") void model.open(found.branch, found.position);
    // What was found in another file says nothing about this one.
    setGoal(null);
    show(found.entry, raw);
    if (found.entry.kind !== "directory") setViewing(true);
  };
  const [begun, setBegun] = createSignal(false);
  void model.begin().then(() => setBegun(true));
  createEffect(() => {
    const { at } = props.place;
    if (begun()) void untrack(() => follow(at));
  });

  const back = (): void => {
    setViewing(false);
    queueMicrotask(() => tree?.element.focus());
  };
  const copyPath = async (raw: string): Promise<void> => {
    const { subject } = props.place;
    const path = fromByteString(raw);
    try {
      await copyText(subject.type === "path" ? `${subject.path}/${path}` : path);
      ui.announce("Copied the path");
    } catch {
      ui.announce("The browser refused the clipboard");
    }
  };
  const empty = createMemo(() => {
    model.version();
    return model.root.total === 0;
  });

  return (
    <div
      class="files-view"
      ref={(it) => (view = it)}
      data-narrow={narrow()}
      data-viewing={viewing()}
      style={{ "--tree-part": part() }}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.defaultPrevented) return;
        if (searching()) setSearching(false);
        else if (event.target instanceof Element && event.target.closest(".file-viewer") !== null) back();
        else return;
        event.preventDefault();
        queueMicrotask(() => tree?.element.focus());
      }}
    >
      <div class="files-side" id="explorer-files">
        <div class="files-tools">
          <TreeSummary ui={ui} root={props.root} />
          <button
            type="button"
            class="tool-button labelled"
            aria-expanded={searching()}
            title="By name and by content (/)"
            onClick={() => setSearching(!searching())}
          >
            <Search size={14} aria-hidden="true" />
            Search
          </button>
        </div>
        <Show when={searching()}>
          <SearchPanel
            ui={ui}
            node={props.root.node}
            onClose={() => {
              setSearching(false);
              tree?.element.focus();
            }}
            onGo={(hit) => {
              setGoal(hit.match === null ? null : { offset: hit.match.offset, line: hit.match.line });
              show(hit.entry, hit.raw);
              setViewing(hit.entry.kind !== "directory");
              void model.find(hit.raw).then((found) => {
                if (found === null) return;
                model.setActive(found.branch, found.position);
                setTimeout(() => tree?.reveal());
              });
              place(hit.raw, false);
            }}
          />
        </Show>
        <Show when={problem()}>
          {(text) => (
            <p class="files-problem" role="alert">
              {text()}
            </p>
          )}
        </Show>
        <Show when={model.failure()}>
          {(failure) => <ErrorState failure={failure()} onRetry={() => void model.begin()} />}
        </Show>
        <Show when={empty()}>
          <p class="files-empty">The directory is empty.</p>
        </Show>
        <FileTree
          model={model}
          label={`Files of ${nameOf(props.place.subject)}`}
          onSelect={select}
          onOpen={open}
          onCopyPath={(raw) => void copyPath(raw)}
          onSearch={() => setSearching(true)}
          handle={(handle) => (tree = handle)}
        />
      </div>
      <Separator
        label="Width of the tree"
        controls="explorer-files"
        value={part()}
        min={0.2}
        max={0.7}
        step={0.02}
        text={`${Math.round(part() * 100)} percent`}
        valueAt={(x) => {
          const { left, width } = view.getBoundingClientRect();
          return (x - left) / width;
        }}
        onChange={setPart}
        onReset={() => setPart(0.4)}
      />
      <div class="files-main">
        <button type="button" class="files-back tool-button labelled" onClick={back}>
          <ArrowLeft size={14} aria-hidden="true" />
          Files
        </button>
        <Show
          when={shown()}
          keyed
          fallback={
            <EmptyState
              title="No file chosen"
              text="Arrows walk the tree, letters go to names, Enter opens a file."
            />
          }
        >
          {(it) => (
            <Viewer
              ui={ui}
              root={props.root}
              entry={it.entry}
              raw={it.raw}
              name={fromByteString(it.raw.slice(parentOf(it.raw).length).replace(/^\//, ""))}
              goal={goal()}
              onCopyPath={() => void copyPath(it.raw)}
              onFollow={(raw) => place(raw, false)}
            />
          )}
        </Show>
      </div>
    </div>
  );
}
