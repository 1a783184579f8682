/** The constants of SHA-2: fractional bits of square and cube roots of primes, computed rather than listed. */

function primes(count: number): bigint[] {
  const found: bigint[] = [];
  for (let n = 2n; found.length < count; n++) if (found.every((p) => n % p !== 0n)) found.push(n);
  return found;
}

/** The integer `degree`-th root, rounded down, by bisection. */
function root(n: bigint, degree: 2n | 3n): bigint {
  let low = 0n;
  let high = 1n << 80n;
  while (low < high) {
    const middle = (low + high + 1n) >> 1n;
    if (middle ** degree <= n) low = middle;
    else high = middle - 1n;
  }
  return low;
}

/** The first 64 fractional bits of the roots of the first primes, as pairs (high, low) of 32-bit ints. */
export function rootFractions(count: number, degree: 2n | 3n): Int32Array {
  const pairs = new Int32Array(2 * count);
  primes(count).forEach((p, i) => {
    const fraction = BigInt.asUintN(64, root(p << (64n * degree), degree));
    pairs[2 * i] = Number(fraction >> 32n) | 0;
    pairs[2 * i + 1] = Number(fraction & 0xffffffffn) | 0;
  });
  return pairs;
}
