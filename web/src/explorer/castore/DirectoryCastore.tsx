/** A directory as castore keeps it: its entries, and the bytes of its encoding with what they mean. */
import { For, Match, Show, Switch, createMemo, createSignal, type JSX } from "solid-js";
import { hashBytes, toBase64 } from "../../../../core/nix-compat/index.ts";
import type { DirectoryView, EntryView } from "../../../../workers/index.ts";
import { formatCount, formatNumberOf, formatSize } from "../../format.ts";
import { createWork, Digest, ErrorState, Progress, shortDigest } from "../parts/index.ts";
import { Facts, hexOffset, MarkedBytes, readable, VirtualTable, type Column } from "../table/index.ts";
import type { ExplorerUi, Place } from "../types.ts";
import { elsewhere } from "./elsewhere.ts";
import { sizeWords } from "./chunk-words.ts";
import { annotate, encodedEntries } from "./protobuf.ts";

/** Encodings up to this many bytes are shown whole until an entry is chosen. */
const smallEncoding = 2048;
/** Encodings up to this many bytes are hashed again: more would be felt. */
const hashedEncoding = 1 << 20;

const columns: Column[] = [
  { label: "Kind", width: "80px", narrow: "72px" },
  { label: "Name", width: "minmax(120px, 2fr)", narrow: "minmax(0, 1fr)" },
  { label: "Digest or target", width: "minmax(184px, 2fr)" },
  { label: "Size", width: "88px", narrow: "72px", numeric: true },
  { label: "Encoded at", width: "96px" },
];

interface DirectoryProps {
  ui: ExplorerUi;
  place: Place;
  entry: EntryView;
  /** How this very place is called where it shares something. */
  here: ReadonlySet<string>;
}

export function DirectoryCastore(props: DirectoryProps): JSX.Element {
  const work = createWork(
    () => props.entry.node,
    (node) => ({ answer: props.ui.client.directory(node), cancel: () => undefined }),
  );
  return (
    <Switch>
      <Match when={work.failure()}>{(it) => <ErrorState failure={it()} onRetry={work.again} />}</Match>
      <Match when={work.value()}>{(view) => <Shown {...props} view={view()} />}</Match>
      <Match when={true}>
        <Progress what="Reading the directory" numbers="" part={null} />
      </Match>
    </Switch>
  );
}

function Shown(props: DirectoryProps & { view: DirectoryView }): JSX.Element {
  const encoded = (): Uint8Array => props.view.encoded;
  const entries = createMemo(() => encodedEntries(encoded()));
  const [active, setActive] = createSignal(-1);
  const small = (): boolean => encoded().length <= smallEncoding;
  const marks = createMemo(() => {
    const chosen = entries()[active()] ?? (small() ? null : entries()[0]);
    if (chosen === null || chosen === undefined) return annotate(encoded());
    return annotate(encoded(), chosen.offset, chosen.offset + chosen.length);
  });
  const digestOf = (at: number): string => `blake3-${toBase64(encoded().subarray(at, at + 32))}`;
  const checked = createMemo(() => {
    if (encoded().length > hashedEncoding) return "Its digest is the BLAKE3 of these bytes.";
    return `blake3-${toBase64(hashBytes("blake3", encoded()))}` === props.view.digest
      ? "The BLAKE3 of these bytes is its digest: computed again just now."
      : "The BLAKE3 of these bytes is not its digest: the store is damaged here.";
  });
  const open = (index: number): void => {
    const entry = entries()[index];
    if (entry === undefined) return;
    const at = props.place.at === "" ? entry.name : `${props.place.at}/${entry.name}`;
    props.ui.go({ ...props.place, at });
  };
  const cells = (index: number): JSX.Element[] | null => {
    const entry = entries()[index];
    if (entry === undefined) return null;
    const { offset, length, digestAt } = entry;
    const target = (): string => readable(bytesText(encoded(), offset, length));
    return [
      <span class={`entry-kind ${entry.kind}`}>{entry.executable ? "executable" : entry.kind}</span>,
      <button type="button" class="link entry-name" tabindex="-1" onClick={() => open(index)}>
        <bdi>{readable(entry.name)}</bdi>
      </button>,
      digestAt === null ? (
        <code title={target()}>{target()}</code>
      ) : (
        <code title={digestOf(digestAt)}>{shortDigest(digestOf(digestAt))}</code>
      ),
      entry.kind === "file" ? formatSize(entry.size) : formatCount(entry.size),
      <code>{hexOffset(offset, 4)}</code>,
    ];
  };
  return (
    <>
      <Facts
        facts={[
          { name: "Digest", value: <Digest value={props.view.digest} announce={props.ui.announce} /> },
          { name: "Entries", value: formatCount(props.view.entries) },
          { name: "Encoding", value: formatSize(encoded().length), note: checked() },
          {
            name: "Size",
            value: formatCount(props.view.size),
            note: sizeWords(props.view.size, props.view.entries),
          },
          { name: "Also in", value: <Shared shared={elsewhere(props.view.shared, props.here)} /> },
        ]}
      />
      <div class="castore-split">
        <VirtualTable
          label="Entries of the directory"
          count={entries().length}
          columns={columns}
          cells={cells}
          active={active()}
          onActive={setActive}
          onOpen={open}
          empty="The directory is empty; so is its encoding."
        />
        <section class="castore-bytes" aria-label="Encoding">
          <h3>
            {active() < 0 && small()
              ? "The whole encoding"
              : `Entry ${formatCount(Math.max(0, active()) + 1)} of ${formatNumberOf(entries().length, "entry", "entries")}`}
          </h3>
          <p class="fact-note">
            Protobuf, castore.v1.Directory: directories in field 1, files in field 2, links in field 3, each
            in order of names; what is zero or false is left out.
          </p>
          <MarkedBytes label="Bytes of the encoding" marks={marks()} width={8} />
        </section>
      </div>
    </>
  );
}

/** A link's target: the last thing in its entry. */
function bytesText(bytes: Uint8Array, offset: number, length: number): string {
  const mark = annotate(bytes, offset, offset + length).at(-1);
  return mark === undefined ? "" : String.fromCharCode(...mark.bytes);
}

/** Trees that hold it too. */
export function Shared(props: { shared: readonly string[] }): JSX.Element {
  return (
    <Show
      when={props.shared.length > 0}
      fallback={<span class="fact-note">no other place in trees that are kept</span>}
    >
      <ul class="shared-list">
        <For each={props.shared}>{(tree) => <li title={tree}>{tree}</li>}</For>
      </ul>
    </Show>
  );
}
