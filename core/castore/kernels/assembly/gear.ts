/** FastCDC v2020: the scan for a cut, two bytes at a time. */
import { GEAR, GEAR_HASH } from "./layout.ts";

/**
 * Looks for a cut in the pairs of bytes from `from` up to `to`: the place of the byte that a new chunk begins
 * with, or `to` when there is none. The hash at GEAR_HASH goes on from one scan to the next until there is a cut.
 */
export function scan(from: usize, to: usize, mask: u64): usize {
  let hash = load<u64>(GEAR_HASH);
  const twice = mask << 1;
  while (from < to) {
    hash = (hash << 2) + load<u64>(GEAR + 2048 + ((<usize>load<u8>(from)) << 3));
    if ((hash & twice) === 0) return from;
    hash += load<u64>(GEAR + ((<usize>load<u8>(from, 1)) << 3));
    if ((hash & mask) === 0) return from + 1;
    from += 2;
  }
  store<u64>(GEAR_HASH, hash);
  return to;
}
