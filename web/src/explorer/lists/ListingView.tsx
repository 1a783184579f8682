/** A listing (`.ls`) as a tree: what is in a NAR and where, without the NAR itself. */
import ChevronRight from "lucide-solid/icons/chevron-right";
import { Show, createEffect, createMemo, createSignal, on, type JSX } from "solid-js";
import { ListingError, parseListing, type ListedNode } from "../../../../core/nix-compat/index.ts";
import type { StoreFailure } from "../../../../workers/index.ts";
import { formatCount, formatNumberOf, formatSize } from "../../format.ts";
import { ErrorState } from "../parts/index.ts";
import { hexOffset, readable, VirtualTable, type Column } from "../table/index.ts";
import type { ViewProps } from "../types.ts";
import { Document } from "./Document.tsx";
import {
  directorySizes,
  listingRows,
  measureListing,
  toggled,
  type ListingRow,
  type OpenState,
} from "./listing-rows.ts";

export function ListingView(props: ViewProps): JSX.Element {
  return (
    <Document {...props} what="listing">
      {(text) => <Listing {...props} text={text} />}
    </Document>
  );
}

type Read = { root: ListedNode } | { failure: StoreFailure };

function read(text: string): Read {
  try {
    return { root: parseListing(text) };
  } catch (error) {
    if (error instanceof ListingError) return { failure: { kind: "invalid", message: error.message } };
    throw error;
  }
}

function Listing(props: ViewProps & { text: string }): JSX.Element {
  const listing = createMemo(() => read(props.text));
  const root = (): ListedNode | null => {
    const it = listing();
    return "root" in it ? it.root : null;
  };
  const failure = (): StoreFailure | null => {
    const it = listing();
    return "failure" in it ? it.failure : null;
  };
  return (
    <Show when={root()} keyed fallback={<ErrorState failure={failure()!} title="This is no listing" />}>
      {(it) => <ListingTree {...props} listing={it} />}
    </Show>
  );
}

const columns: Column[] = [
  { label: "Name", width: "minmax(160px, 1fr)", narrow: "minmax(0, 1fr)" },
  { label: "Size", width: "96px", narrow: "72px", numeric: true },
  { label: "NAR offset", width: "112px", narrow: "88px" },
  { label: "Kind", width: "104px" },
];

/** Trees up to this many entries are shown unfolded. */
const smallTree = 200;

function ListingTree(props: ViewProps & { listing: ListedNode }): JSX.Element {
  const measure = createMemo(() => measureListing(props.listing));
  const sizes = createMemo(() => directorySizes(props.listing));
  const entries = (): number => measure().files + measure().directories + measure().symlinks;
  const [open, setOpen] = createSignal<OpenState>({ all: entries() <= smallTree, except: new Set() });
  const [match, setMatch] = createSignal("");
  const [active, setActive] = createSignal(-1);
  const rows = createMemo(() => listingRows(props.listing, sizes(), open(), match()));
  const row = (index: number): ListingRow | undefined => rows()[index];
  const unfolds = (it: ListingRow): boolean =>
    it.node.type === "directory" && it.raw !== "" && match() === "";
  const toggle = (index: number): void => {
    const it = row(index);
    if (it !== undefined && unfolds(it)) setOpen(toggled(open(), it.raw));
  };
  createEffect(on(match, () => setActive(-1), { defer: true }));
  const onKey = (event: KeyboardEvent, index: number): boolean => {
    const it = row(index);
    if (it === undefined || match() !== "") return false;
    if (event.key === "ArrowRight" && unfolds(it)) {
      if (it.open) setActive(Math.min(index + 1, rows().length - 1));
      else toggle(index);
      return true;
    }
    if (event.key !== "ArrowLeft") return false;
    if (unfolds(it) && it.open) toggle(index);
    else
      setActive(
        Math.max(
          0,
          rows()
            .slice(0, index)
            .findLastIndex((above) => above.depth < it.depth),
        ),
      );
    return true;
  };
  const cells = (index: number): JSX.Element[] | null => {
    const it = row(index);
    if (it === undefined) return null;
    const { node } = it;
    const offset = node.type === "regular" ? node.narOffset : null;
    return [
      <span class="listing-name" style={{ "padding-left": `${Math.min(it.depth, 24) * 14}px` }}>
        <span class="twisty" classList={{ open: it.open }} aria-hidden="true">
          <Show when={unfolds(it)}>
            <ChevronRight
              size={14}
              onClick={(event) => {
                event.stopPropagation();
                toggle(index);
              }}
            />
          </Show>
        </span>
        <bdi title={readable(it.raw)}>{it.raw === "" ? "(root)" : it.name}</bdi>
        <Show when={node.type === "symlink" ? node : null}>
          {(link) => <span class="listing-target">→ {readable(link().target)}</span>}
        </Show>
      </span>,
      <span title={node.type === "symlink" ? undefined : `${formatCount(it.size)} bytes`}>
        {node.type === "symlink" ? "" : formatSize(it.size)}
      </span>,
      offset === null ? "" : <code title={formatCount(offset)}>{hexOffset(offset)}</code>,
      kindWords(node),
    ];
  };
  return (
    <div class="listing-view">
      <div class="list-head">
        <p class="list-summary">
          {formatNumberOf(measure().files, "file")} ({formatCount(measure().executables)} executable),{" "}
          {formatNumberOf(measure().directories, "directory", "directories")},{" "}
          {formatNumberOf(measure().symlinks, "symbolic link")}; {formatSize(measure().bytes)} of contents
          <Show when={measure().withoutOffset > 0}>
            ; {formatNumberOf(measure().withoutOffset, "file")} without an offset
          </Show>
        </p>
        <input
          class="field"
          type="search"
          placeholder="Filter paths"
          aria-label="Filter paths"
          spellcheck={false}
          autocomplete="off"
          value={match()}
          onInput={(event) => setMatch(event.currentTarget.value)}
        />
        <button type="button" class="button" onClick={() => setOpen({ all: true, except: new Set() })}>
          Unfold all
        </button>
        <button type="button" class="button" onClick={() => setOpen({ all: false, except: new Set() })}>
          Fold all
        </button>
      </div>
      <VirtualTable
        label="Files of the listing"
        count={rows().length}
        columns={columns}
        cells={cells}
        active={active()}
        onActive={setActive}
        onOpen={toggle}
        onKey={onKey}
        level={(index) => {
          const it = row(index);
          return {
            level: (it?.depth ?? 0) + 1,
            expanded: it !== undefined && unfolds(it) ? it.open : undefined,
          };
        }}
        empty="No path has this in it."
      />
    </div>
  );
}

function kindWords(node: ListedNode): string {
  if (node.type !== "regular") return node.type === "symlink" ? "link" : "directory";
  return node.executable ? "executable" : "file";
}
