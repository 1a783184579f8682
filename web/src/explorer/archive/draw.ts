/** Draws a NAR's layout: above, byte by byte what it is; below, whose it is, level by level. */
import type { LayoutIndex, Span } from "./layout-index.ts";
import { pixelOf, segmentAt, type Scale, type Window } from "./scale.ts";

/** Pixels: of the strip, of a level, between them. */
export const stripHeight = 32;
export const levelHeight = 20;
const gap = 4;

/** Levels that are drawn below the strip, at most. */
export const mostLevels = 5;

export interface Palette {
  ground: string;
  line: string;
  text: string;
  muted: string;
  contents: string;
  structure: string;
  padding: string;
  link: string;
  linkSpan: string;
  directory: string;
  file: string;
  accent: string;
  font: string;
}

/** Pixels of the whole picture. */
export function pictureHeight(levels: number): number {
  return stripHeight + Math.min(levels, mostLevels) * (levelHeight + 2) + gap;
}

/** The depth that is drawn at a height: 0 for the strip, 1 for the root's entries. */
export function depthAt(y: number): number {
  return y < stripHeight + gap / 2 ? 0 : 1 + Math.floor((y - stripHeight - gap) / (levelHeight + 2));
}

export function draw(
  context: CanvasRenderingContext2D,
  index: LayoutIndex,
  scale: Scale,
  window: Window,
  marked: number,
  palette: Palette,
): void {
  context.clearRect(0, 0, window.width, context.canvas.height);
  if (window.to <= window.from) return;
  drawStrip(context, index, scale, window, palette);
  const levels = Math.min(index.spans.length - 1, mostLevels);
  for (let depth = 1; depth <= levels; depth++) drawLevel(context, index, scale, window, depth, palette);
  drawMark(context, scale, window, marked, palette, pictureHeight(levels));
}

function drawStrip(
  context: CanvasRenderingContext2D,
  index: LayoutIndex,
  scale: Scale,
  window: Window,
  palette: Palette,
): void {
  const colours = {
    contents: palette.contents,
    padding: palette.padding,
    symlink: palette.link,
    magic: palette.accent,
    open: palette.structure,
    close: palette.structure,
    entry: palette.structure,
  };
  const { width } = window;
  for (let x = 0; x < width; x++) {
    const first = segmentAt(scale, window, x);
    const last = segmentAt(scale, window, x + 1);
    if (last - first <= 1) {
      context.fillStyle = colours[index.kindOf(first)];
      context.fillRect(x, 0, 1, stripHeight);
      continue;
    }
    // Many in a pixel: as much of its height is contents as of them are.
    const part =
      (scale.contents[last]! - scale.contents[first]!) / (scale.edges[last]! - scale.edges[first]!);
    const high = Math.round(part * stripHeight);
    context.fillStyle = palette.structure;
    context.fillRect(x, 0, 1, stripHeight - high);
    context.fillStyle = palette.contents;
    context.fillRect(x, stripHeight - high, 1, high);
  }
  // Edges, as far as they can be told apart.
  context.fillStyle = palette.ground;
  let before = -8;
  for (let i = window.from + 1; i < window.to;) {
    const x = pixelOf(scale, window, i);
    if (x - before >= 4 && pixelOf(scale, window, i + 1) - x >= 4) {
      context.fillRect(Math.round(x), 0, 1, stripHeight);
      before = x;
      i++;
    } else {
      before = x;
      i = Math.max(i + 1, segmentAt(scale, window, x + 2));
    }
  }
}

function drawLevel(
  context: CanvasRenderingContext2D,
  index: LayoutIndex,
  scale: Scale,
  window: Window,
  depth: number,
  palette: Palette,
): void {
  const top = stripHeight + gap + (depth - 1) * (levelHeight + 2);
  const edge = (segment: number): number =>
    Math.min(
      window.width,
      Math.max(0, pixelOf(scale, window, Math.min(Math.max(segment, window.from), window.to))),
    );
  const step = (span: Span): number => {
    const right = edge(span.to);
    // The next one that begins in another pixel.
    return right - edge(span.from) >= 2 ? span.to : segmentAt(scale, window, Math.floor(right) + 1);
  };
  context.font = palette.font;
  context.textBaseline = "middle";
  for (const span of index.spansIn(depth, window.from, window.to, step)) {
    const left = edge(span.from);
    const wide = Math.max(1, edge(span.to) - left - 1);
    const kind = kindOfSpan(index, span);
    context.fillStyle = palette[kind];
    context.fillRect(left, top, wide, levelHeight);
    const label = fitting(span.path.slice(span.path.lastIndexOf("/") + 1), wide);
    if (label === "") continue;
    context.fillStyle = palette.text;
    context.save();
    context.beginPath();
    context.rect(left, top, wide - 2, levelHeight);
    context.clip();
    context.fillText(label, left + 5, top + levelHeight / 2 + 0.5);
    context.restore();
  }
}

/** Pixels of a letter, about. */
const letter = 6.5;
/** Fewer letters of a name say nothing. */
const fewLetters = 5;

/** As much of a name as there is room for. */
function fitting(name: string, wide: number): string {
  const room = Math.floor((wide - 8) / letter);
  if (name.length <= room) return name;
  return room < fewLetters ? "" : `${name.slice(0, room - 1)}…`;
}

function kindOfSpan(index: LayoutIndex, { from, to }: Span): "directory" | "file" | "linkSpan" {
  // An entry, then what it is: a link, or something that opens; then an entry in it, if it is a directory.
  if (from + 1 < index.count && index.kindOf(from + 1) === "symlink") return "linkSpan";
  return to - from > 3 && index.kindOf(Math.min(from + 2, index.count - 1)) === "entry"
    ? "directory"
    : "file";
}

function drawMark(
  context: CanvasRenderingContext2D,
  scale: Scale,
  window: Window,
  marked: number,
  palette: Palette,
  height: number,
): void {
  if (marked < window.from || marked >= window.to) return;
  const left = Math.round(pixelOf(scale, window, marked));
  const wide = Math.max(2, Math.round(pixelOf(scale, window, marked + 1)) - left);
  context.strokeStyle = palette.text;
  context.lineWidth = 2;
  context.strokeRect(left + 1, 1, Math.max(1, wide - 2), stripHeight - 2);
  context.fillStyle = palette.text;
  context.globalAlpha = 0.12;
  context.fillRect(left, stripHeight, wide, height - stripHeight);
  context.globalAlpha = 1;
}
