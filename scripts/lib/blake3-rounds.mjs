// Writes BLAKE3's compression of four blocks at a time, all rounds unrolled, in AssemblyScript.
const permutation = [2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8];
const columns = [
  [0, 4, 8, 12],
  [1, 5, 9, 13],
  [2, 6, 10, 14],
  [3, 7, 11, 15],
];
const diagonals = [
  [0, 5, 10, 15],
  [1, 6, 11, 12],
  [2, 7, 8, 13],
  [3, 4, 9, 14],
];

/**
 * The text of a module that exports `rounds`: seven rounds over 16 vectors of state; lane `n` of each vector
 * belongs to block `n`. The message words are read from WORDS, the chaining values from CHAIN and written there.
 */
export function roundsModule() {
  const lines = [];
  let order = permutation.map((_, i) => i);
  for (let round = 0; round < 7; round++) {
    lines.push(
      `  // round ${round + 1}`,
      ...half(columns, order.slice(0, 8)),
      ...half(diagonals, order.slice(8)),
    );
    order = permutation.map((p) => order[p]);
  }
  return `import { CHAIN, WORDS } from "./layout.ts";
import { rotate7, rotate8, rotate12, rotate16 } from "./rotate.ts";

export function rounds(v12: v128, v13: v128, v14: v128, v15: v128): void {
${range(8)
  .map((i) => `  let v${i} = v128.load(CHAIN, ${16 * i});`)
  .join("\n")}
  let v8 = i32x4.splat(0x6a09e667);
  let v9 = i32x4.splat(0xbb67ae85);
  let v10 = i32x4.splat(0x3c6ef372);
  let v11 = i32x4.splat(0xa54ff53a);
${lines.join("\n")}
${range(8)
  .map((i) => `  v128.store(CHAIN, v128.xor(v${i}, v${i + 8}), ${16 * i});`)
  .join("\n")}
}
`;
}

/**
 * The text of a module that exports `compressOne`, for a block alone: all in scalar words. (With a vector for each
 * row of the state it was a third slower: shuffles, and rotations in three steps, are on the longest path.) It
 * compresses the 64 bytes at `block`, with and into the chaining value at RESULT.
 */
export function singleModule() {
  const lines = [];
  let order = permutation.map((_, i) => i);
  const word = (i) => `load<i32>(block, ${4 * i})`;
  for (let round = 0; round < 7; round++) {
    lines.push(`  // round ${round + 1}`);
    [...columns, ...diagonals].forEach((group, i) => {
      const [a, b, c, d] = group.map((n) => `v${n}`);
      for (const [second, turnD, turnB] of [
        [0, 16, 12],
        [1, 8, 7],
      ]) {
        lines.push(
          `  ${a} = ${a} + ${word(order[2 * i + second])} + ${b};`,
          `  ${d} = rotr(${d} ^ ${a}, ${turnD});`,
          `  ${c} = ${c} + ${d};`,
          `  ${b} = rotr(${b} ^ ${c}, ${turnB});`,
        );
      }
    });
    order = permutation.map((p) => order[p]);
  }
  return `import { RESULT } from "./layout.ts";

export function compressOne(block: usize, v12: i32, v13: i32, v14: i32, v15: i32): void {
${range(8)
  .map((i) => `  let v${i} = load<i32>(RESULT, ${4 * i});`)
  .join("\n")}
  let v8 = 0x6a09e667;
  let v9 = 0xbb67ae85;
  let v10 = 0x3c6ef372;
  let v11 = 0xa54ff53a;
${lines.join("\n")}
${range(8)
  .map((i) => `  store<i32>(RESULT, v${i} ^ v${i + 8}, ${4 * i});`)
  .join("\n")}
}
`;
}

/** Four mixings side by side, step by step, so that the processor finds four independent chains. */
function half(groups, words) {
  const steps = [];
  const each = (text) =>
    groups.forEach((group, i) =>
      steps.push(
        `  ${text(
          group.map((n) => `v${n}`),
          i,
        )}`,
      ),
    );
  const word = (i) => `v128.load(WORDS, ${16 * words[i]})`;
  for (const [second, turnD, turnB] of [
    [0, "rotate16", "rotate12"],
    [1, "rotate8", "rotate7"],
  ]) {
    each(([a, b], i) => `${a} = i32x4.add(i32x4.add(${a}, ${word(2 * i + second)}), ${b});`);
    each(([a, , , d]) => `${d} = ${turnD}(v128.xor(${d}, ${a}));`);
    each(([, , c, d]) => `${c} = i32x4.add(${c}, ${d});`);
    each(([, b, c]) => `${b} = ${turnB}(v128.xor(${b}, ${c}));`);
  }
  return steps;
}

function range(count) {
  return Array.from({ length: count }, (_, i) => i);
}
