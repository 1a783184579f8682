/** Store paths: those of a list, or all of the store. */
import { Show, createEffect, createMemo, createSignal, on, onCleanup, type JSX } from "solid-js";
import type { StoreAnswer } from "../../../../workers/index.ts";
import { formatCount, formatNumberOf, formatSize } from "../../format.ts";
import { EmptyState, ErrorState, PathLink } from "../parts/index.ts";
import { createPages, VirtualTable, type Column, type Pages } from "../table/index.ts";
import type { ExplorerUi, ViewProps } from "../types.ts";
import { pathLabel } from "./path-label.ts";

interface ListedPath {
  path: string;
  /** Null where the store does not have it. */
  narSize: number | null;
}

const columns: Column[] = [
  { label: "Store path", width: "minmax(200px, 1fr)", narrow: "minmax(0, 1fr)" },
  { label: "NAR", width: "104px", narrow: "80px", numeric: true },
];

/** Milliseconds after the last letter. */
const typingPause = 150;
/** Paths of a list whose sizes are asked for at once. */
const infoPage = 50;

export function PathsView(props: ViewProps): JSX.Element {
  const listed = (): string[] => (props.place.subject.type === "paths" ? props.place.subject.paths : []);
  const [text, setText] = createSignal("");
  const [match, setMatch] = createSignal("");
  const [active, setActive] = createSignal(-1);
  let timer: ReturnType<typeof setTimeout> | undefined;
  createEffect(
    on(
      text,
      (wanted) => {
        clearTimeout(timer);
        timer = setTimeout(() => {
          setActive(-1);
          setMatch(wanted);
        }, typingPause);
      },
      { defer: true },
    ),
  );
  onCleanup(() => clearTimeout(timer));
  const pages = createMemo(
    on([listed, match], ([paths, wanted]) =>
      paths.length === 0 ? pagesOfStore(props.ui, wanted) : pagesOfList(props.ui, paths, wanted),
    ),
  );
  const total = (): number => pages().total() ?? 0;
  const cells = (index: number): JSX.Element[] | null => {
    const it = pages().get(index);
    if (it === undefined) return null;
    return [
      <PathLink ui={props.ui} path={it.path} label={pathLabel(it.path)} />,
      it.narSize === null ? (
        <span class="fact-note">not here</span>
      ) : (
        <span title={`${formatCount(it.narSize)} bytes`}>{formatSize(it.narSize)}</span>
      ),
    ];
  };
  const summary = (): string => {
    const known = pages().total();
    if (known === null) return "Counting …";
    const of = match() === "" ? "" : ` with “${match()}”`;
    return `${formatNumberOf(known, "store path")}${of}`;
  };
  return (
    <div class="paths-view">
      <div class="list-head">
        <p class="list-summary">{summary()}</p>
        <input
          class="field"
          type="search"
          placeholder="Filter names"
          aria-label="Filter names"
          spellcheck={false}
          autocomplete="off"
          value={text()}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </div>
      <Show when={pages().failure()}>{(it) => <ErrorState failure={it()} onRetry={pages().again} />}</Show>
      <Show
        when={pages().total() !== 0 || match() !== ""}
        fallback={
          <EmptyState
            title="The store has no paths yet"
            text="Drop an export stream or a NAR with its narinfo, or open a store path from a binary cache."
          />
        }
      >
        <VirtualTable
          label="Store paths"
          count={total()}
          columns={columns}
          cells={cells}
          active={active()}
          onActive={setActive}
          onOpen={(index) => {
            const it = pages().get(index);
            if (it !== undefined) props.ui.openPath(it.path);
          }}
          empty={pages().total() === null ? "" : "No path has this in its name."}
        />
      </Show>
    </div>
  );
}

function pagesOfStore(ui: ExplorerUi, match: string): Pages<ListedPath> {
  return createPages<ListedPath>(async (from, count) => {
    const answer = await ui.client.paths(from, count, match);
    if (answer.type !== "ok") return answer;
    return { type: "ok", value: { total: answer.value.total, items: answer.value.paths } };
  });
}

function pagesOfList(ui: ExplorerUi, paths: readonly string[], match: string): Pages<ListedPath> {
  const wanted = match.toLowerCase();
  const found = paths.filter((path) => path.toLowerCase().includes(wanted));
  const one = async (path: string): Promise<StoreAnswer<ListedPath>> => {
    const answer = await ui.client.pathInfo(path);
    if (answer.type !== "ok") return answer;
    return { type: "ok", value: { path, narSize: answer.value?.narSize ?? null } };
  };
  return createPages<ListedPath>(async (from, count) => {
    const answers = await Promise.all(found.slice(from, from + count).map(one));
    const items: ListedPath[] = [];
    for (const answer of answers) {
      if (answer.type !== "ok") return answer;
      items.push(answer.value);
    }
    return { type: "ok", value: { total: found.length, items } };
  }, infoPage);
}
