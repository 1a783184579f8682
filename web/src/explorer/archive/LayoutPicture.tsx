/** The picture of a NAR's layout: the focus and the pointer tell what is where, a press selects, keys move and zoom. */
import { Show, createEffect, createMemo, createSignal, onCleanup, onMount, type JSX } from "solid-js";
import { formatCount, formatSize } from "../../format.ts";
import { hexOffset } from "../table/index.ts";
import { createDrag } from "./create-drag.ts";
import type { Layout } from "./create-layout.ts";
import { depthAt, draw, mostLevels, pictureHeight, type Palette } from "./draw.ts";
import type { Span } from "./layout-index.ts";
import { scaleOf, segmentAt, zoomed, type ScaleName, type Window } from "./scale.ts";

/** Segments `from` … `to` of the layout; null for all. */
export type Zoom = { from: number; to: number } | null;

export interface LayoutPictureProps {
  layout: Layout;
  scale: ScaleName;
  zoom: Zoom;
  onZoom: (zoom: Zoom) => void;
  /** The segment that is selected; -1 for none. */
  active: number;
  onActive: (segment: number) => void;
}

export function LayoutPicture(props: LayoutPictureProps): JSX.Element {
  let canvas!: HTMLCanvasElement;
  const index = props.layout.index;
  const [width, setWidth] = createSignal(0);
  const [palette, setPalette] = createSignal<Palette | null>(null);
  const [hovered, setHovered] = createSignal(-1);
  const scale = createMemo(() => (props.layout.version(), scaleOf(index, props.scale)));
  const window = createMemo((): Window => {
    const { count } = scale();
    const zoom = props.zoom ?? { from: 0, to: count };
    return { from: Math.min(zoom.from, count), to: Math.min(zoom.to, count), width: width() };
  });
  const levels = createMemo(() => (props.layout.version(), Math.min(index.spans.length - 1, mostLevels)));
  const height = (): number => pictureHeight(Math.max(0, levels()));

  onMount(() => {
    const size = new ResizeObserver(() => setWidth(Math.floor(canvas.clientWidth)));
    size.observe(canvas);
    const look = (): void => void setPalette(readPalette(canvas));
    look();
    const theme = new MutationObserver(look);
    theme.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    onCleanup(() => {
      size.disconnect();
      theme.disconnect();
    });
  });
  createEffect(() => {
    const colours = palette();
    const context = canvas.getContext("2d");
    if (colours === null || context === null || width() === 0) return;
    const ratio = devicePixelRatio;
    canvas.width = Math.round(width() * ratio);
    canvas.height = Math.round(height() * ratio);
    context.scale(ratio, ratio);
    draw(context, index, scale(), window(), props.active, colours);
  });

  const place = (event: PointerEvent | MouseEvent | WheelEvent): { segment: number; depth: number } => {
    const box = canvas.getBoundingClientRect();
    const segment = segmentAt(scale(), window(), event.clientX - box.left);
    return { segment, depth: depthAt(event.clientY - box.top) };
  };
  /** The entry of a depth that a segment is in. */
  const spanAt = (segment: number, depth: number): Span | null => {
    const raw = index.rawOf(segment).split("/").slice(0, depth).join("/");
    return index.spanOf(raw);
  };
  const zoomTo = (span: Span | null): void => {
    if (span === null) return;
    props.onZoom(span.depth === 0 ? null : { from: span.from, to: span.to });
  };
  const zoomBy = (factor: number, around: number): void => {
    const next = zoomed(scale(), window(), factor, around);
    props.onZoom(next.from === 0 && next.to === scale().count ? null : { from: next.from, to: next.to });
  };
  const pixels = (event: PointerEvent): number => event.clientX - canvas.getBoundingClientRect().left;
  const drag = createDrag(pixels, (from, to) => {
    if (index.count === 0) return;
    props.onZoom({
      from: segmentAt(scale(), window(), from),
      to: segmentAt(scale(), window(), to) + 1,
    });
  });
  const told = (): number => (hovered() >= 0 && hovered() < index.count ? hovered() : props.active);
  const words = createMemo(() => {
    props.layout.version();
    const at = told();
    return at < 0 || at >= index.count ? "" : segmentWords(props.layout, at);
  });
  const focused = (): number => Math.max(0, props.active);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const last = index.count - 1;
    const move = (to: number): void => props.onActive(Math.min(Math.max(to, 0), last));
    const keys: Record<string, () => void> = {
      ArrowRight: () => move(event.shiftKey ? nextEntry(props.layout, focused()) : focused() + 1),
      ArrowLeft: () => move(event.shiftKey ? entryBefore(props.layout, focused()) : focused() - 1),
      PageDown: () => move(nextEntry(props.layout, focused())),
      PageUp: () => move(entryBefore(props.layout, focused())),
      Home: () => move(0),
      End: () => move(last),
      "+": () => zoomBy(0.5, focused()),
      "=": () => zoomBy(0.5, focused()),
      "-": () => zoomBy(2, focused()),
      "0": () => props.onZoom(null),
      Enter: () => zoomTo(index.spanOf(index.rawOf(focused()))),
    };
    if (event.key === "Escape" && props.zoom !== null) {
      props.onZoom(null);
      event.stopPropagation();
    } else {
      const act = index.count > 0 ? keys[event.key] : undefined;
      if (act === undefined) return;
      act();
    }
    event.preventDefault();
  };

  return (
    <div class="nar-picture">
      <div
        class="nar-canvas"
        role="slider"
        tabindex="0"
        aria-label="Place in the archive"
        aria-valuemin={0}
        aria-valuemax={Math.max(1, index.narSize)}
        aria-valuenow={index.count > 0 ? index.offsets[focused()]! : 0}
        aria-valuetext={words()}
        title="Drag: zoom into a part. Arrows: segments. Page keys: entries. + and -: zoom. Enter: zoom to the entry. Escape: all of it."
        onKeyDown={onKeyDown}
        onPointerDown={drag.onPointerDown}
        onPointerMove={(event) => {
          drag.onPointerMove(event);
          if (index.count > 0) setHovered(place(event).segment);
        }}
        onPointerUp={drag.onPointerUp}
        onPointerCancel={drag.onPointerCancel}
        onPointerLeave={() => setHovered(-1)}
        onClick={(event) => {
          if (index.count === 0 || drag.wasDrag()) return;
          const { segment, depth } = place(event);
          const span = depth === 0 ? null : spanAt(segment, depth);
          props.onActive(span === null ? segment : span.from);
        }}
        onDblClick={(event) => {
          if (index.count === 0) return;
          const { segment, depth } = place(event);
          zoomTo(spanAt(segment, depth === 0 ? 99 : depth));
        }}
        on:wheel={{
          passive: false,
          handleEvent: (event: WheelEvent) => {
            // Without the key it scrolls the page, as everywhere.
            if (!event.ctrlKey && !event.metaKey) return;
            event.preventDefault();
            zoomBy(event.deltaY < 0 ? 0.7 : 1 / 0.7, place(event).segment);
          },
        }}
      >
        <Show when={drag.band()}>
          {(band) => (
            <div
              class="nar-band"
              style={{ left: `${band().from}px`, width: `${band().to - band().from}px` }}
            />
          )}
        </Show>
        <canvas ref={(it) => (canvas = it)} style={{ height: `${height()}px` }} aria-hidden="true" />
      </div>
      <p class="nar-told" aria-hidden="true">
        {words() || "Point at a part to see what it is."}
      </p>
      <ul class="nar-legend" aria-label="Colours of the strip">
        <li class="contents">contents</li>
        <li class="structure">structure</li>
        <li class="padding">padding</li>
        <li class="link">symbolic links</li>
      </ul>
    </div>
  );
}

/** A segment in words, for the line below and for screen readers. */
function segmentWords({ index }: Layout, segment: number): string {
  const offset = index.offsets[segment]!;
  const path = index.pathOf(segment);
  return [
    path === "" ? "(root)" : path,
    index.kindOf(segment),
    `at ${hexOffset(offset)} (${formatCount(offset)})`,
    formatSize(index.lengthOf(segment)),
  ].join(", ");
}

/** The first segment of the next entry, in order of the archive; the last segment where there is none. */
function nextEntry({ index }: Layout, segment: number): number {
  const from = index.rawOf(segment);
  for (let i = segment + 1; i < index.count; i++) {
    if (index.kindOf(i) === "entry" && index.rawOf(i) !== from) return i;
  }
  return index.count - 1;
}

/** The first segment of the entry before. */
function entryBefore({ index }: Layout, segment: number): number {
  for (let i = segment - 1; i > 0; i--) if (index.kindOf(i) === "entry") return i;
  return 0;
}

/** Whether a span is in sight of a zoom. */
export function inZoom(zoom: Zoom, segment: number): boolean {
  return zoom === null || (segment >= zoom.from && segment < zoom.to);
}

function readPalette(element: HTMLElement): Palette {
  const style = getComputedStyle(element);
  const read = (name: string): string => style.getPropertyValue(name).trim();
  return {
    ground: read("--ground"),
    line: read("--line"),
    text: read("--text"),
    muted: read("--muted"),
    contents: read("--nar-contents"),
    structure: read("--nar-structure"),
    padding: read("--nar-padding"),
    link: read("--nar-link"),
    linkSpan: read("--nar-link-span"),
    directory: read("--nar-directory"),
    file: read("--nar-file"),
    accent: read("--accent"),
    font: `12px ${read("--sans")}`,
  };
}
