/** What is hashed in a step, with what matters in it marked; long ones folded. */
import { splitAtStorePaths } from "../../result/store-paths.ts";

export type MarkKind =
  /** What an earlier step gave. */
  | "flow"
  | "path"
  /** A digest in base 16. */
  | "digest"
  | "plain";

export interface HashedPiece {
  text: string;
  kind: MarkKind;
  /** Of `flow`: the number of the step, from 1. */
  step: number;
}

/** What is left out. */
export interface Gap {
  /** Characters. */
  gap: number;
}

/** A result that is looked for in later steps. */
export interface EarlierResult {
  /** From 1. */
  step: number;
  output: string;
}

/** Results shorter than this are met by chance. */
const leastLength = 8;

/** Cuts what is hashed into what earlier steps gave, store paths, digests and the rest. */
export function markInput(input: string, earlier: readonly EarlierResult[]): HashedPiece[] {
  const pieces: HashedPiece[] = [];
  const add = (text: string, kind: MarkKind, step = 0): void => {
    if (text !== "") pieces.push({ text, kind, step });
  };
  const rest = (text: string): void => {
    for (const part of splitAtStorePaths(text)) {
      if (part.path !== null) {
        add(part.text, "path");
        continue;
      }
      let from = 0;
      for (const found of part.text.matchAll(/(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/g)) {
        add(part.text.slice(from, found.index), "plain");
        add(found[0], "digest");
        from = found.index + found[0].length;
      }
      add(part.text.slice(from), "plain");
    }
  };
  // Where two steps gave the same, the later one is meant.
  const steps = new Map<string, number>();
  for (const { step, output } of earlier) if (output.length >= leastLength) steps.set(output, step);
  const wanted = [...steps.keys()].sort((a, b) => b.length - a.length);
  let from = 0;
  if (wanted.length > 0) {
    const pattern = new RegExp(wanted.map((it) => it.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")).join("|"), "g");
    for (const found of input.matchAll(pattern)) {
      rest(input.slice(from, found.index));
      add(found[0], "flow", steps.get(found[0])!);
      from = found.index + found[0].length;
    }
  }
  rest(input.slice(from));
  return pieces;
}

/** Characters that stay at the start, at the end, and on both sides of what an earlier step gave. */
const [startKept, endKept, aroundKept] = [480, 240, 120];

/** Gaps shorter than this are not worth it. */
const leastGap = 160;

/** Results of earlier steps that stay in sight; more of them are folded too. */
const mostFlows = 12;

/** Leaves out what is far from the ends and from what earlier steps gave; null where that is nothing. */
export function foldPieces(pieces: readonly HashedPiece[]): (HashedPiece | Gap)[] | null {
  const total = pieces.reduce((sum, { text }) => sum + text.length, 0);
  const kept: [from: number, to: number][] = [[0, startKept]];
  let at = 0;
  let flows = 0;
  for (const { text, kind } of pieces) {
    if (kind === "flow" && flows++ < mostFlows) kept.push([at - aroundKept, at + text.length + aroundKept]);
    at += text.length;
  }
  kept.push([total - endKept, total]);
  const gaps: [from: number, to: number][] = [];
  let reached = 0;
  for (const [from, to] of kept.toSorted(([a], [b]) => a - b)) {
    if (from - reached >= leastGap) gaps.push([reached, from]);
    reached = Math.max(reached, to);
  }
  return gaps.length === 0 ? null : without(pieces, gaps);
}

function without(
  pieces: readonly HashedPiece[],
  gaps: readonly [from: number, to: number][],
): (HashedPiece | Gap)[] {
  const folded: (HashedPiece | Gap)[] = [];
  let at = 0;
  let next = 0;
  for (const piece of pieces) {
    const end = at + piece.text.length;
    let from = at;
    while (next < gaps.length && gaps[next]![0] < end) {
      const [gapFrom, gapTo] = gaps[next]!;
      if (gapFrom > from) folded.push(part(piece, from - at, gapFrom - at));
      if (gapFrom >= at) folded.push({ gap: gapTo - gapFrom });
      from = Math.min(end, gapTo);
      if (gapTo > end) break;
      next++;
    }
    if (from < end) folded.push(part(piece, from - at, piece.text.length));
    at = end;
  }
  return folded;
}

/** Part of a piece: what is cut through is no path and no digest any more. */
function part(piece: HashedPiece, from: number, to: number): HashedPiece {
  if (from === 0 && to === piece.text.length) return piece;
  return { text: piece.text.slice(from, to), kind: "plain", step: 0 };
}
