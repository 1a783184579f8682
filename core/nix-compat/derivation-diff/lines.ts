/** The difference of two lists of lines. */

/** A line that is in both lists, only in the first (`-`), or only in the second (`+`). */
export interface LineDiff {
  kind: " " | "-" | "+";
  line: string;
}

/** Largest table that is filled to find the shortest difference; beyond, everything in between counts as changed. */
const maxTable = 4_000_000;

/** The lines of both lists in order, with as many as possible in common. */
export function diffLines(from: readonly string[], to: readonly string[]): LineDiff[] {
  let start = 0;
  while (start < from.length && start < to.length && from[start] === to[start]) start++;
  let end = 0;
  const most = Math.min(from.length, to.length) - start;
  while (end < most && from[from.length - 1 - end] === to[to.length - 1 - end]) end++;
  const same = (line: string): LineDiff => ({ kind: " ", line });
  return [
    ...from.slice(0, start).map(same),
    ...diffMiddle(from.slice(start, from.length - end), to.slice(start, to.length - end)),
    ...from.slice(from.length - end).map(same),
  ];
}

function diffMiddle(from: readonly string[], to: readonly string[]): LineDiff[] {
  const width = to.length + 1;
  if (from.length === 0 || to.length === 0 || (from.length + 1) * width > maxTable) {
    return [
      ...from.map((line): LineDiff => ({ kind: "-", line })),
      ...to.map((line): LineDiff => ({ kind: "+", line })),
    ];
  }
  // common[i * width + j]: how many lines from[i…] and to[j…] can share.
  const common = new Uint32Array((from.length + 1) * width);
  for (let i = from.length - 1; i >= 0; i--) {
    for (let j = to.length - 1; j >= 0; j--) {
      common[i * width + j] =
        from[i] === to[j]
          ? common[(i + 1) * width + j + 1]! + 1
          : Math.max(common[(i + 1) * width + j]!, common[i * width + j + 1]!);
    }
  }
  const result: LineDiff[] = [];
  let [i, j] = [0, 0];
  while (i < from.length || j < to.length) {
    if (i < from.length && j < to.length && from[i] === to[j]) {
      result.push({ kind: " ", line: from[i]! });
      i++;
      j++;
    } else if (
      j >= to.length ||
      (i < from.length && common[(i + 1) * width + j]! >= common[i * width + j + 1]!)
    ) {
      result.push({ kind: "-", line: from[i++]! });
    } else result.push({ kind: "+", line: to[j++]! });
  }
  return result;
}
