/** Sorting the rotations of some bytes: by twice as many of their bytes in each round. */

/** Where the rotations begin, in ascending order; those that are the same come in any order. */
export function sortRotations(bytes: Uint8Array): Int32Array {
  const size = bytes.length;
  const order = new Int32Array(size);
  const next = new Int32Array(size);
  let ranks = new Int32Array(size);
  let nextRanks = new Int32Array(size);
  const counts = new Int32Array(Math.max(size, 256) + 1);
  for (const byte of bytes) counts[byte + 1]!++;
  for (let i = 0; i < 256; i++) counts[i + 1]! += counts[i]!;
  for (let i = 0; i < size; i++) order[counts[bytes[i]!]!++] = i;
  let classes = 0;
  for (let i = 0; i < size; i++) {
    if (i > 0 && bytes[order[i]!] !== bytes[order[i - 1]!]) classes++;
    ranks[order[i]!] = classes;
  }
  for (let length = 1; length < size && classes < size - 1; length *= 2) {
    // Sorted by the second half already; a stable sort by the first is what is left.
    for (let i = 0; i < size; i++) {
      const start = order[i]! - length;
      next[i] = start < 0 ? start + size : start;
    }
    counts.fill(0, 0, classes + 2);
    for (let i = 0; i < size; i++) counts[ranks[i]! + 1]!++;
    for (let i = 0; i <= classes; i++) counts[i + 1]! += counts[i]!;
    for (let i = 0; i < size; i++) order[counts[ranks[next[i]!]!]!++] = next[i]!;
    classes = 0;
    let before = -1;
    let beforeSecond = -1;
    for (let i = 0; i < size; i++) {
      const place = order[i]!;
      const first = ranks[place]!;
      const second = ranks[place + length < size ? place + length : place + length - size]!;
      if (i > 0 && (first !== before || second !== beforeSecond)) classes++;
      nextRanks[place] = classes;
      before = first;
      beforeSecond = second;
    }
    [ranks, nextRanks] = [nextRanks, ranks];
  }
  return order;
}
