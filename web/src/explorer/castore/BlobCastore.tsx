/** A blob: the chunks it is made of, which of them occur elsewhere, and why it is cut there. */
import { For, Match, Show, Switch, createMemo, createSignal, type JSX } from "solid-js";
import type { BlobView, EntryView } from "../../../../workers/index.ts";
import { formatCount, formatNumberOf, formatSize } from "../../format.ts";
import {
  createWork,
  Digest,
  ErrorState,
  partOf,
  Progress,
  shortDigest,
  workNumbers,
} from "../parts/index.ts";
import { Facts, hexOffset, VirtualTable, type Column } from "../table/index.ts";
import type { ExplorerUi } from "../types.ts";
import { blakeTree } from "./blake-tree.ts";
import { sharedElsewhere } from "./elsewhere.ts";
import { ChunkStrip } from "./ChunkStrip.tsx";
import { chunkSummary, sharingWords } from "./chunk-words.ts";

const columns: Column[] = [
  { label: "Chunk", width: "64px", narrow: "56px", numeric: true },
  { label: "Offset", width: "104px", narrow: "88px" },
  { label: "Size", width: "88px", narrow: "80px", numeric: true },
  { label: "Digest", width: "minmax(180px, 1fr)", narrow: "minmax(0, 1fr)" },
  { label: "Also in", width: "minmax(120px, 1fr)" },
];

export function BlobCastore(props: {
  ui: ExplorerUi;
  entry: EntryView;
  /** How this very place is called where it shares something. */
  here: ReadonlySet<string>;
}): JSX.Element {
  const work = createWork(
    () => props.entry.node,
    (node, progress) => props.ui.client.blob(node, progress),
  );
  return (
    <Switch>
      <Match when={work.failure()}>{(it) => <ErrorState failure={it()} onRetry={work.again} />}</Match>
      <Match when={work.value()}>
        {(blob) => <Shown ui={props.ui} entry={props.entry} blob={sharedElsewhere(blob(), props.here)} />}
      </Match>
      <Match when={work.cancelled()}>
        <p class="info-note">
          Its chunks were not looked at.{" "}
          <button type="button" class="link" onClick={work.again}>
            Look at them
          </button>
        </p>
      </Match>
      <Match when={true}>
        <Progress
          what="Looking at its chunks"
          numbers={workNumbers(work.report())}
          part={partOf(work.report())}
          onCancel={work.cancel}
        />
      </Match>
    </Switch>
  );
}

function Shown(props: { ui: ExplorerUi; entry: EntryView; blob: BlobView }): JSX.Element {
  const [active, setActive] = createSignal(0);
  const chunks = (): BlobView["chunks"] => props.blob.chunks;
  const chunk = createMemo(() => chunks()[active()]);
  const tree = createMemo(() => blakeTree(props.blob.size));
  const cells = (index: number): JSX.Element[] | null => {
    const it = chunks()[index];
    if (it === undefined) return null;
    return [
      formatCount(index + 1),
      <code>{hexOffset(it.offset)}</code>,
      formatSize(it.size),
      <code title={it.digest}>{shortDigest(it.digest)}</code>,
      <span class="chunk-shared">
        {it.sharedCount === 0
          ? ""
          : `${it.shared[0] ?? ""}${it.sharedCount > 1 ? ` and ${formatCount(it.sharedCount - 1)} more` : ""}`}
      </span>,
    ];
  };
  return (
    <>
      <Facts
        facts={[
          {
            name: "Digest",
            value: <Digest value={props.blob.digest} announce={props.ui.announce} />,
            note: "BLAKE3 of its bytes, however they are cut",
          },
          { name: "Size", value: formatSize(props.blob.size), note: `${formatCount(props.blob.size)} bytes` },
          { name: "Chunks", value: chunkSummary(props.blob), note: sharingWords(props.blob) },
        ]}
      />
      <Show when={chunks().length > 0}>
        <section class="info-part" aria-label="Chunks">
          <h3>Chunks</h3>
          <ChunkStrip chunks={chunks()} size={props.blob.size} active={active()} onActive={setActive} />
          <ul class="nar-legend" aria-label="Colours of the strip">
            <li class="chunk">only here</li>
            <li class="chunk-also">in other files too</li>
          </ul>
          <div class="chunk-table">
            <VirtualTable
              label="Chunks of the blob"
              count={chunks().length}
              columns={columns}
              cells={cells}
              active={active()}
              onActive={setActive}
            />
          </div>
          <Show when={chunk()}>
            {(it) => (
              <div class="chunk-detail">
                <p>
                  Chunk {formatCount(active() + 1)}: {hexOffset(it().offset)} to{" "}
                  {hexOffset(it().offset + it().size)}, {formatCount(it().size)} bytes{" "}
                  <Digest value={it().digest} of="the chunk" announce={props.ui.announce} />
                </p>
                <Show
                  when={it().sharedCount > 0}
                  fallback={<p class="fact-note">No other file in what is kept holds it.</p>}
                >
                  <p class="fact-note">
                    {formatNumberOf(it().sharedCount, "other place", "other places")} with it:
                  </p>
                  <ul class="shared-list">
                    <For each={it().shared}>{(file) => <li title={file}>{file}</li>}</For>
                  </ul>
                </Show>
              </div>
            )}
          </Show>
        </section>
      </Show>
      <section class="info-part" aria-label="How it is cut and proved">
        <details class="plain-details">
          <summary>Why it is cut there</summary>
          <p>
            By FastCDC: a hash that depends on the last 64 bytes only runs over the content, and where enough
            of its bits are zero, a chunk ends. So the same bytes are cut alike wherever they stand, and a
            change moves only the cuts beside it. No chunk but the last is smaller than 128 KiB, none is
            larger than 512 KiB; up to 256 KiB more bits must be zero than after it, so that most are near
            that size.
          </p>
        </details>
        <details class="plain-details">
          <summary>How parts of it are proved</summary>
          <p>
            BLAKE3 is a tree over leaves of 1 KiB: {formatCount(tree().leaves)} here,{" "}
            {formatCount(tree().height)} levels above them. With {formatSize(tree().outboard)} of inner
            digests (a bao outboard) every KiB can be checked against the blob’s digest by itself; the proof
            of one takes at most {formatSize(tree().proof)}. Chunks have nothing to do with it: cut otherwise,
            a blob keeps its digest.
          </p>
        </details>
      </section>
    </>
  );
}
