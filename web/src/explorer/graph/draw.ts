/** Draws the part of a picture that is in sight. */
import { sizes } from "./layout.ts";
import type { Look } from "./look.ts";
import { boxOf, nodesIn, type Scene } from "./scene.ts";
import { outline } from "./shapes.ts";
import type { Strokes } from "./strokes.ts";
import { inSight, type Box, type Size, type Viewport } from "./viewport.ts";

/** What stands out; nodes by local number. */
export interface Emphasis {
  selected: number | null;
  hovered: number | null;
  /** Found by a search. */
  hits: ReadonlySet<number>;
  strokes: Strokes;
}

/** Scales from which on names can be read, and shapes can be told. */
const [readableFrom, shapedFrom] = [0.55, 0.22];

/** Links in sight from which on they are straight: then there is no telling them apart. */
const manyLinks = 2500;

/** Draws it. The canvas has `ratio` dots for each pixel. */
export function draw(
  context: CanvasRenderingContext2D,
  size: Size,
  ratio: number,
  scene: Scene,
  view: Viewport,
  look: Look,
  emphasis: Emphasis,
): void {
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.fillStyle = look.ground;
  context.fillRect(0, 0, size.width, size.height);
  const { scale } = view;
  context.setTransform(ratio * scale, 0, 0, ratio * scale, ratio * view.x, ratio * view.y);
  const box = inSight(view, size);
  drawEdges(context, scene, view, box, look, emphasis);
  drawNodes(context, scene, view, box, look, emphasis);
}

function drawEdges(
  context: CanvasRenderingContext2D,
  { layout }: Scene,
  { scale }: Viewport,
  box: Box,
  look: Look,
  { strokes }: Emphasis,
): void {
  const stroke = (links: ArrayLike<number>, colour: string, width: number, alpha: number | null): void => {
    const seen: number[] = [];
    for (let i = 0; i < links.length; i += 2) {
      if (crosses(layout, links[i]!, links[i + 1]!, box)) seen.push(links[i]!, links[i + 1]!);
    }
    if (seen.length === 0) return;
    const many = seen.length / 2;
    const straight = many > manyLinks || scale < shapedFrom;
    context.beginPath();
    for (let i = 0; i < seen.length; i += 2) linkPath(context, layout, seen[i]!, seen[i + 1]!, straight);
    context.strokeStyle = colour;
    context.lineWidth = width / scale;
    // Many thin lines add up to a dark one.
    context.globalAlpha = alpha ?? Math.max(0.16, Math.min(0.7, 400 / many));
    context.stroke();
    context.globalAlpha = 1;
  };
  const { wayNodes, onWays, users, inputs, shortest } = strokes;
  stroke(layout.links, look.lineStrong, 1, wayNodes === null ? null : 0.16);
  stroke(onWays, look.accent, 1.25, 0.6);
  stroke(users, look.user, 1.5, 1);
  stroke(inputs, look.accent, 1.5, 1);
  stroke(shortest, look.accent, 3, 1);
}

function crosses({ x, y, widths }: Scene["layout"], a: number, b: number, box: Box): boolean {
  if (Math.max(x[a]! + widths[a]!, x[b]!) < box.left || Math.min(x[a]!, x[b]!) > box.right) return false;
  return Math.max(y[a]!, y[b]!) >= box.top && Math.min(y[a]!, y[b]!) <= box.bottom;
}

function linkPath(
  context: CanvasRenderingContext2D,
  { count, x, y, widths }: Scene["layout"],
  a: number,
  b: number,
  straight: boolean,
): void {
  const [from, to] = [x[a]! + widths[a]!, x[b]!];
  // A lane is passed from its left to its right.
  context.moveTo(a < count ? from : x[a]!, y[a]!);
  if (a >= count) context.lineTo(from, y[a]!);
  if (straight) context.lineTo(to, y[b]!);
  else {
    const bend = Math.max(20, Math.min(120, Math.abs(to - from) / 2));
    context.bezierCurveTo(from + bend, y[a]!, to - bend, y[b]!, to, y[b]!);
  }
}

function drawNodes(
  context: CanvasRenderingContext2D,
  scene: Scene,
  { scale }: Viewport,
  box: Box,
  look: Look,
  emphasis: Emphasis,
): void {
  const visible = nodesIn(scene.layout, box);
  context.font = `12px ${look.font}`;
  context.textBaseline = "middle";
  const marked = (node: number): boolean =>
    node === emphasis.selected || node === emphasis.hovered || emphasis.hits.has(node);
  if (scale < shapedFrom) drawSpecks(context, scene, visible, look, emphasis);
  else for (const node of visible) if (!marked(node)) drawNode(context, scene, node, scale, look, emphasis);
  // What is marked lies above the others.
  for (const node of visible) {
    if (!marked(node) || node === emphasis.selected || node === emphasis.hovered) continue;
    drawNode(context, scene, node, scale, look, emphasis);
  }
  for (const node of [emphasis.hovered, emphasis.selected]) {
    if (node !== null) drawNode(context, scene, node, scale, look, emphasis);
  }
}

/** Very small nodes: boxes of a colour for each kind. */
function drawSpecks(
  context: CanvasRenderingContext2D,
  { graph, nodes, layout }: Scene,
  visible: readonly number[],
  look: Look,
  { strokes: { wayNodes } }: Emphasis,
): void {
  for (const node of visible) {
    const { left, top, right, bottom } = boxOf(layout, node);
    context.globalAlpha = wayNodes !== null && !wayNodes.has(node) ? 0.25 : 0.8;
    context.fillStyle = look.kinds[graph.nodes[nodes[node]!]!.kind];
    context.fillRect(left, top, right - left, bottom - top);
  }
  context.globalAlpha = 1;
}

function drawNode(
  context: CanvasRenderingContext2D,
  { graph, nodes, layout, labels }: Scene,
  node: number,
  scale: number,
  look: Look,
  { selected, hovered, hits, strokes: { wayNodes } }: Emphasis,
): void {
  const { kind } = graph.nodes[nodes[node]!]!;
  const { left, right } = boxOf(layout, node);
  const isSelected = node === selected;
  const faint = wayNodes !== null && !wayNodes.has(node) && !isSelected;
  // What is marked can be read at any scale.
  const grown = isSelected || node === hovered ? Math.max(1, readableFrom / scale) : 1;
  context.save();
  context.translate(left, layout.y[node]!);
  context.scale(grown, grown);
  context.globalAlpha = faint ? 0.35 : 1;
  context.beginPath();
  outline(context, kind, 0, -sizes.height / 2, right - left, sizes.height);
  context.fillStyle = isSelected ? look.accent : hits.has(node) ? look.match : look.raised;
  context.fill();
  context.strokeStyle = isSelected ? look.accent : look.kinds[kind];
  context.lineWidth = hits.has(node) || node === hovered ? 2.5 : 1.5;
  if (kind === "missing") context.setLineDash([4, 3]);
  context.stroke();
  if (scale * grown >= readableFrom * 0.99) {
    context.fillStyle = isSelected ? look.onAccent : look.text;
    context.fillText(labels[node]!, 10, 0.5, right - left - 12);
  }
  context.restore();
}
