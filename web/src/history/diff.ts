/** The lines in which two texts differ, after Myers' "An O(ND) Difference Algorithm" (1986). */

export interface DiffLine {
  kind: "same" | "added" | "removed";
  /** Number of the line in the earlier text, from 1; null for added ones. */
  old: number | null;
  /** Number of the line in the later text, from 1; null for removed ones. */
  new: number | null;
  text: string;
}

/** Lines that are left out since they are the same. */
export interface DiffGap {
  kind: "gap";
  count: number;
}

/** Lines that differ at most; texts that differ more are shown as replaced. */
const maxDifferences = 1000;

/** All lines of both texts, those in both once. */
export function diffLines(before: string, after: string): DiffLine[] {
  const a = before === "" ? [] : before.split("\n");
  const b = after === "" ? [] : after.split("\n");
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const common = matches(a.slice(start, a.length - end), b.slice(start, b.length - end));
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  const upTo = (x: number, y: number): void => {
    for (; i < x; i++) lines.push({ kind: "removed", old: i + 1, new: null, text: a[i]! });
    for (; j < y; j++) lines.push({ kind: "added", old: null, new: j + 1, text: b[j]! });
  };
  const same = (): void => void lines.push({ kind: "same", old: i + 1, new: j + 1, text: a[(j++, i++)]! });
  while (i < start) same();
  for (const [x, y] of common) {
    upTo(start + x, start + y);
    same();
  }
  upTo(a.length - end, b.length - end);
  while (i < a.length) same();
  return lines;
}

/** The pairs of a longest common subsequence, in order; none where the lists differ in too much. */
function matches(a: readonly string[], b: readonly string[]): [number, number][] {
  if (a.length === 0 || b.length === 0) return [];
  const most = Math.min(a.length + b.length, maxDifferences);
  const size = 2 * most + 2;
  /** The furthest place in `a` on each diagonal. */
  const furthest = new Int32Array(size);
  const trace: Int32Array[] = [];
  const at = (k: number): number => k + most;
  for (let d = 0; d <= most; d++) {
    trace.push(furthest.slice(at(-d), at(d) + 2));
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && furthest[at(k - 1)]! < furthest[at(k + 1)]!);
      let x = down ? furthest[at(k + 1)]! : furthest[at(k - 1)]! + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      furthest[at(k)] = x;
      if (x >= a.length && x - k >= b.length) return walkBack(trace, a.length, b.length);
    }
  }
  return [];
}

/** @param trace - for each number of differences d, the furthest places before it on the diagonals from -d on */
function walkBack(trace: readonly Int32Array[], x: number, y: number): [number, number][] {
  const pairs: [number, number][] = [];
  for (let d = trace.length - 1; d >= 0; d--) {
    const row = trace[d]!;
    const at = (k: number): number => row[k + d] ?? 0;
    const k = x - y;
    const down = k === -d || (k !== d && at(k - 1) < at(k + 1));
    const from = d === 0 ? 0 : down ? at(k + 1) : at(k - 1);
    const fromY = d === 0 ? 0 : from - (down ? k + 1 : k - 1);
    const [turnX, turnY] = d === 0 ? [0, 0] : down ? [from, fromY + 1] : [from + 1, fromY];
    while (x > turnX && y > turnY) pairs.push([--x, --y]);
    [x, y] = [from, fromY];
  }
  return pairs.reverse();
}

/** What to show: lines that differ with some around them, and gaps. */
export function withGaps(lines: readonly DiffLine[], around = 3): (DiffLine | DiffGap)[] {
  const near = new Uint8Array(lines.length);
  lines.forEach(({ kind }, at) => {
    if (kind !== "same") near.fill(1, Math.max(0, at - around), at + around + 1);
  });
  const shown: (DiffLine | DiffGap)[] = [];
  let hidden = 0;
  const endGap = (at: number): void => {
    // A gap takes a line itself.
    if (hidden === 1) shown.push(lines[at - 1]!);
    else if (hidden > 1) shown.push({ kind: "gap", count: hidden });
    hidden = 0;
  };
  lines.forEach((line, at) => {
    if (near[at] === 0) return void hidden++;
    endGap(at);
    shown.push(line);
  });
  endGap(lines.length);
  return shown;
}
