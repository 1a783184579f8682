/** How deep the fast executor may nest before the VM takes over. */

// Not inlined and not optimised away: what is measured is a plain frame of three arguments.
function probe(a: number, b: number, c: number): number {
  try {
    return probe(a + 1, b, c) + 0;
  } catch {
    return a;
  }
}

/**
 * The share of the frames that fit which may be used. Thirty kinds of recursion were seen to survive 0.98 in
 * unoptimised code (`--no-opt --no-sparkplug`); the rest is lent to
 * builtins by the VM (a quarter more) or reserve.
 */
const share = 0.62;

let measured: number | null = null;

/** The depth budget of this thread, in frames; measured once. */
export function measureDepthBudget(): number {
  return (measured ??= Math.floor(probe(0, 0, 0) * share));
}
