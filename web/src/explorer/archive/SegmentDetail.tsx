/** One segment: where it is, its bytes with what they mean, the way to its file. */
import { Show, createEffect, createMemo, createSignal, on, type JSX } from "solid-js";
import type { NarSegment, StoreFailure } from "../../../../workers/index.ts";
import { formatCount, formatSize } from "../../format.ts";
import { ErrorState } from "../parts/index.ts";
import { hexOffset, MarkedBytes } from "../table/index.ts";
import type { ViewProps } from "../types.ts";
import { bytesOfSegment, withContent } from "./segment-bytes.ts";

/** Bytes of content that are read and shown at once. */
const stretch = 256;

const words: Record<NarSegment["what"], string> = {
  magic: "what every NAR begins with",
  open: "the node opens, up to its content or its entries",
  close: "the node closes, and its entry with it",
  entry: "an entry of the directory above: its name",
  contents: "the bytes of the file",
  padding: "zeros up to a multiple of 8",
  symlink: "a symbolic link and its target",
};

export function SegmentDetail(
  props: Pick<ViewProps, "ui" | "place"> & {
    segment: NarSegment;
    /** Bytes of the file that the segment is of or leads to; 0 where there is none. */
    fileSize: number;
    /** A byte of the archive that is asked for; null for the segment's start. */
    wanted: number | null;
    onZoom: () => void;
  },
): JSX.Element {
  const [start, setStart] = createSignal(0);
  const [content, setContent] = createSignal<{ node: string; start: number; bytes: Uint8Array } | null>(null);
  const [failure, setFailure] = createSignal<StoreFailure | null>(null);
  const parts = createMemo(() => bytesOfSegment(props.segment, props.fileSize));
  createEffect(
    on(
      () => [props.segment, props.wanted] as const,
      ([segment, wanted]) => {
        const inside = wanted === null ? 0 : wanted - (parts().content?.offset ?? segment.offset);
        setStart(Math.max(0, inside - (inside % 16)));
      },
    ),
  );
  let latest = 0;
  createEffect(() => {
    const { node } = props.segment;
    const whole = parts().content;
    const from = start();
    const mine = ++latest;
    setFailure(null);
    if (node === null || whole === null || whole.size === 0) return;
    void props.ui.client.read(node, from, Math.min(from + stretch, whole.size)).then((answer) => {
      if (mine !== latest) return;
      if (answer.type === "ok") setContent({ node, start: from, bytes: answer.value });
      else if (answer.type === "failed") setFailure(answer.failure);
    });
  });
  const marks = createMemo(() => {
    const read = content();
    const here = read !== null && read.node === props.segment.node && read.start === start();
    return withContent(parts(), here ? read.bytes : new Uint8Array(0), start());
  });
  const size = (): number => parts().content?.size ?? 0;
  const place = (): ViewProps["place"] => ({
    ...props.place,
    view: "files",
    at: props.segment.raw,
    with: null,
  });

  return (
    <section class="nar-detail" aria-label="Segment">
      <header>
        <h3>{props.segment.path === "" ? "(the root)" : props.segment.path}</h3>
        <p>
          <b>{props.segment.what}</b>: {words[props.segment.what]}
        </p>
        <p class="nar-detail-range">
          {hexOffset(props.segment.offset)} to {hexOffset(props.segment.offset + props.segment.length)},{" "}
          {formatCount(props.segment.length)} {props.segment.length === 1 ? "byte" : "bytes"}
        </p>
        <div class="nar-detail-actions">
          <a
            class="explorer-go"
            href={props.ui.link(place())}
            onClick={(event) => {
              if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
              event.preventDefault();
              props.ui.go(place());
            }}
          >
            Show in Files
          </a>
          <button type="button" class="link" onClick={() => props.onZoom()}>
            Zoom to the entry
          </button>
          <Show when={size() > stretch}>
            <span class="nar-stretch">
              <button
                type="button"
                class="link"
                disabled={start() === 0}
                onClick={() => setStart(Math.max(0, start() - stretch))}
              >
                Bytes before
              </button>
              <button
                type="button"
                class="link"
                disabled={start() + stretch >= size()}
                onClick={() => setStart(start() + stretch)}
              >
                Next {formatSize(stretch)}
              </button>
            </span>
          </Show>
        </div>
      </header>
      <Show when={failure()}>{(it) => <ErrorState failure={it()} />}</Show>
      <MarkedBytes label="Bytes of the segment" marks={marks()} width={8} />
    </section>
  );
}
