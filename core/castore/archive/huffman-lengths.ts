/** Huffman codes of limited length. */

/**
 * The length of each symbol's code: short for frequent ones. Symbols that don't occur get one, too.
 * @param frequencies - of at least two symbols
 */
export function lengthsOf(frequencies: readonly number[], longest: number): number[] {
  let weights = frequencies.map((one) => Math.max(1, one));
  while (true) {
    const lengths = unlimitedLengths(weights);
    if (Math.max(...lengths) <= longest) return lengths;
    // Nearer to each other, they get codes of nearer lengths.
    weights = weights.map((one) => Math.floor(one / 2) + 1);
  }
}

function unlimitedLengths(weights: readonly number[]): number[] {
  // Leaves in ascending order, and inner nodes, which come in that order by themselves.
  const leaves = weights.map((_, i) => i).sort((a, b) => weights[a]! - weights[b]!);
  const size = weights.length;
  const parents = new Array<number>(2 * size - 1).fill(0);
  const sums = [...weights];
  let leaf = 0;
  let inner = size;
  const lightest = (): number => {
    if (leaf < size && (inner === sums.length || sums[leaves[leaf]!]! <= sums[inner]!))
      return leaves[leaf++]!;
    return inner++;
  };
  while (sums.length < 2 * size - 1) {
    const a = lightest();
    const b = lightest();
    parents[a] = sums.length;
    parents[b] = sums.length;
    sums.push(sums[a]! + sums[b]!);
  }
  const depths = new Array<number>(2 * size - 1).fill(0);
  for (let node = 2 * size - 3; node >= 0; node--) depths[node] = depths[parents[node]!]! + 1;
  return depths.slice(0, size);
}

/** The codes to lengths: ascending by length, then by symbol. */
export function codesOf(lengths: readonly number[]): number[] {
  const codes = new Array<number>(lengths.length).fill(0);
  let code = 0;
  for (let length = 1; length <= Math.max(...lengths); length++) {
    lengths.forEach((one, symbol) => {
      if (one === length) codes[symbol] = code++;
    });
    code <<= 1;
  }
  return codes;
}
