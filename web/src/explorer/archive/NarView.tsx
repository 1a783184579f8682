/** The layout of a NAR: a picture, a table of its segments, and the bytes of the one that is selected. */
import Download from "lucide-solid/icons/download";
import { Show, createEffect, createMemo, createSignal, on, onCleanup, type JSX } from "solid-js";
import type { EntryView, NarSegment } from "../../../../workers/index.ts";
import { formatCount } from "../../format.ts";
import { download } from "../../ui/files.ts";
import { createWork, EmptyState, ErrorState, partOf, Progress, workNumbers } from "../parts/index.ts";
import { hexOffset, VirtualTable, type Column } from "../table/index.ts";
import type { ViewProps } from "../types.ts";
import { createLayout, type Layout } from "./create-layout.ts";
import { inZoom, LayoutPicture, type Zoom } from "./LayoutPicture.tsx";
import { NarSummary } from "./NarSummary.tsx";
import { NarTools } from "./NarTools.tsx";
import type { ScaleName } from "./scale.ts";
import { SegmentDetail } from "./SegmentDetail.tsx";

export function NarView(props: ViewProps): JSX.Element {
  return (
    <Show
      when={props.root}
      fallback={
        <EmptyState
          title="No archive to show"
          text="A NAR is of one tree, file or link. Choose a store path of the list to see its layout."
        />
      }
    >
      {/* A new root is a new archive: nothing of the one before stays. */}
      {(root) => (
        <Show when={root().node} keyed>
          <NarOf {...props} root={root()} />
        </Show>
      )}
    </Show>
  );
}

const columns: Column[] = [
  { label: "Offset", width: "88px", narrow: "88px" },
  { label: "Decimal", width: "96px", numeric: true, roomy: true },
  { label: "Length", width: "84px", narrow: "72px", numeric: true },
  { label: "What", width: "76px", narrow: "72px" },
  { label: "Path", width: "minmax(120px, 2fr)", narrow: "minmax(0, 1fr)" },
  { label: "Tokens", width: "minmax(100px, 2fr)" },
];

/** Milliseconds before what is selected goes into the link: keys that are held down select many. */
const settled = 400;

function NarOf(props: ViewProps & { root: EntryView }): JSX.Element {
  const layout = createLayout(props.ui.client, props.root.node);
  const { index } = layout;
  const [active, setActive] = createSignal(-1);
  const [wanted, setWanted] = createSignal<number | null>(null);
  const [zoom, setZoom] = createSignal<Zoom>(null);
  const [scale, setScale] = createSignal<ScaleName>("even");

  const select = (segment: number, offset: number | null = null): void => {
    setWanted(offset);
    setActive(segment);
    if (!inZoom(zoom(), segment)) setZoom(null);
  };
  followPlace(props, layout, active, select);
  const total = createMemo(() => layout.segments.total() ?? 0);
  const segment = createMemo((): NarSegment | null => {
    const at = active();
    return at < 0 ? null : (layout.segments.get(at) ?? null);
  });
  const fileSize = createMemo(() => {
    layout.version();
    const at = active();
    const whose = at >= 0 && at + 1 < index.count && index.kindOf(at) === "open" ? at + 1 : at;
    return whose >= 0 && whose < index.count && index.kindOf(whose) === "contents"
      ? index.lengthOf(whose)
      : 0;
  });
  const zoomToEntry = (): void => {
    const span = active() < 0 ? null : index.spanOf(index.rawOf(active()));
    if (span !== null) setZoom(span.depth === 0 ? null : { from: span.from, to: span.to });
  };
  const zoomBy = (factor: number): void => {
    const { from, to } = zoom() ?? { from: 0, to: index.count };
    const middle = inZoom({ from, to }, active()) ? active() : (from + to) >> 1;
    const half = Math.max(1, Math.round(((to - from) * factor) / 2));
    const next = { from: Math.max(0, middle - half), to: Math.min(index.count, middle + half) };
    setZoom(next.from === 0 && next.to === index.count ? null : next);
  };
  const cells = (at: number): JSX.Element[] | null => {
    const it = layout.segments.get(at);
    if (it === undefined) return null;
    return [
      <code>{hexOffset(it.offset)}</code>,
      formatCount(it.offset),
      formatCount(it.length),
      <span class={`nar-what ${it.what}`}>{it.what}</span>,
      <span class="nar-path" title={it.path}>
        <bdi>{it.path === "" ? "(root)" : it.path}</bdi>
      </span>,
      <code class="nar-tokens" title={it.tokens}>
        {it.tokens}
      </code>,
    ];
  };

  return (
    <Show
      when={layout.failure() === null}
      fallback={<ErrorState failure={layout.failure()!} onRetry={layout.again} />}
    >
      <div class="nar-view">
        <NarSummary layout={layout} onSelect={(it) => select(it)} />
        <LayoutPicture
          layout={layout}
          scale={scale()}
          zoom={zoom()}
          onZoom={setZoom}
          active={active()}
          onActive={(it) => select(it)}
        />
        <NarTools
          layout={layout}
          active={active()}
          onSelect={(it) => select(it)}
          onOffset={(offset, at) => select(at, offset)}
          scale={scale()}
          onScale={setScale}
          zoomed={zoom() !== null}
          onZoomIn={() => zoomBy(0.5)}
          onZoomOut={() => zoomBy(2)}
          onZoomAll={() => setZoom(null)}
          announce={props.ui.announce}
        >
          <DownloadNar ui={props.ui} root={props.root} name={fileName(props)} />
        </NarTools>
        <Show when={layout.running() && layout.version() > 0}>
          <Progress
            what="Reading the layout"
            numbers={`${formatCount(index.count)} of ${formatCount(index.total)} segments`}
            part={index.total === 0 ? null : index.count / index.total}
            onCancel={layout.stop}
          />
        </Show>
        <div class="nar-split">
          <VirtualTable
            label="Segments of the archive"
            count={total()}
            columns={columns}
            cells={cells}
            active={active()}
            onActive={(it) => select(it)}
            onOpen={zoomToEntry}
          />
          <Show when={segment()} fallback={<p class="nar-hint">Select a segment to see its bytes.</p>}>
            {(it) => (
              <SegmentDetail
                ui={props.ui}
                place={props.place}
                segment={it()}
                fileSize={fileSize()}
                wanted={wanted()}
                onZoom={zoomToEntry}
              />
            )}
          </Show>
        </div>
      </div>
    </Show>
  );
}

/** What a link names is selected, and what is selected gets into the link. */
function followPlace(
  props: ViewProps,
  layout: Layout,
  active: () => number,
  select: (segment: number) => void,
): void {
  const { index } = layout;
  let shown: string | null = null;
  createEffect(
    on([() => props.place.at, layout.version], ([at]) => {
      if (at === shown || index.count === 0) return;
      const span = index.spanOf(at);
      if (span === null && layout.running()) return;
      shown = at;
      // The root needs no mark: it is all of it.
      if (span !== null && at !== "") select(span.from);
    }),
  );
  let timer: ReturnType<typeof setTimeout> | undefined;
  createEffect(
    on(
      active,
      (at) => {
        clearTimeout(timer);
        if (at < 0 || at >= index.count) return;
        const raw = index.rawOf(at);
        if (raw === (shown ?? "")) return;
        timer = setTimeout(() => {
          shown = raw;
          props.ui.go({ ...props.place, at: raw }, { replace: true });
        }, settled);
      },
      { defer: true },
    ),
  );
  onCleanup(() => clearTimeout(timer));
}

function fileName({ place, root }: ViewProps): string {
  const { subject } = place;
  const name = subject.type === "path" ? subject.path.slice(subject.path.lastIndexOf("/") + 1) : subject.name;
  return `${(name || root?.name || "archive").replace(/\.nar(?:\.\w+)?$/, "")}.nar`;
}

function DownloadNar(props: Pick<ViewProps, "ui"> & { root: EntryView; name: string }): JSX.Element {
  const [wanted, setWanted] = createSignal<string | null>(null);
  const work = createWork(wanted, (node, progress) => props.ui.client.download(node, "nar", progress));
  createEffect(() => {
    const blob = work.value();
    if (blob === null) return;
    download(props.name, blob);
    setWanted(null);
  });
  return (
    <div class="nar-download">
      <button
        type="button"
        class="button"
        title="Download NAR"
        disabled={work.running()}
        onClick={() => (setWanted(null), setWanted(props.root.node))}
      >
        <Download size={16} aria-hidden="true" />
        Download NAR
      </button>
      <Show when={work.running()}>
        <Progress
          what="Writing the NAR"
          numbers={workNumbers(work.report())}
          part={partOf(work.report())}
          onCancel={work.cancel}
        />
      </Show>
      <Show when={work.failure()}>{(it) => <ErrorState failure={it()} onRetry={work.again} />}</Show>
    </div>
  );
}
