/** The shapes of nodes: kinds are told by more than colour. */
import type { GraphNode } from "../../../../workers/index.ts";

/** What an outline is drawn with: a canvas, or a text of an SVG path. */
export interface Pen {
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  quadraticCurveTo(cx: number, cy: number, x: number, y: number): void;
  closePath(): void;
}

/** Draws the outline of a node: rounded, with points at its ends where fixed, a sheet with a folded corner where a source. */
export function outline(
  pen: Pen,
  kind: GraphNode["kind"],
  x: number,
  y: number,
  width: number,
  height: number,
): void {
  const [right, bottom] = [x + width, y + height];
  if (kind === "fixed") {
    const cut = Math.min(8, width / 4);
    pen.moveTo(x + cut, y);
    pen.lineTo(right - cut, y);
    pen.lineTo(right, y + height / 2);
    pen.lineTo(right - cut, bottom);
    pen.lineTo(x + cut, bottom);
    pen.lineTo(x, y + height / 2);
  } else if (kind === "source") {
    const fold = Math.min(7, width / 3);
    pen.moveTo(x, y);
    pen.lineTo(right - fold, y);
    pen.lineTo(right, y + fold);
    pen.lineTo(right, bottom);
    pen.lineTo(x, bottom);
  } else {
    const round = kind === "missing" ? 0 : Math.min(6, width / 4);
    pen.moveTo(x + round, y);
    pen.lineTo(right - round, y);
    pen.quadraticCurveTo(right, y, right, y + round);
    pen.lineTo(right, bottom - round);
    pen.quadraticCurveTo(right, bottom, right - round, bottom);
    pen.lineTo(x + round, bottom);
    pen.quadraticCurveTo(x, bottom, x, bottom - round);
    pen.lineTo(x, y + round);
    pen.quadraticCurveTo(x, y, x + round, y);
  }
  pen.closePath();
}

/** An outline as the `d` of an SVG path. */
export function outlinePath(kind: GraphNode["kind"], width: number, height: number): string {
  const parts: string[] = [];
  const pen: Pen = {
    moveTo: (x, y) => void parts.push(`M${x} ${y}`),
    lineTo: (x, y) => void parts.push(`L${x} ${y}`),
    quadraticCurveTo: (cx, cy, x, y) => void parts.push(`Q${cx} ${cy} ${x} ${y}`),
    closePath: () => void parts.push("Z"),
  };
  outline(pen, kind, 1, 1, width - 2, height - 2);
  return parts.join("");
}
