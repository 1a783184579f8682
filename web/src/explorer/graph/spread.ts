/** Places in a row that keep their distance. */

/**
 * Places as near as can be (by least squares) to the wanted ones, which come in ascending order: isotonic regression
 * by pooling adjacent violators.
 * @param halves - how much room each needs to either side
 */
export function spread(wanted: readonly number[], halves: readonly number[]): number[] {
  /** Where each would be if all stood as close together as they may. */
  const packed: number[] = [];
  for (let i = 0; i < wanted.length; i++) {
    packed.push(i === 0 ? 0 : packed[i - 1]! + halves[i - 1]! + halves[i]!);
  }
  // Relative to that it is about places that must not descend.
  const sums: number[] = [];
  const counts: number[] = [];
  for (const [i, place] of wanted.entries()) {
    let sum = place - packed[i]!;
    let count = 1;
    while (counts.length > 0 && sums.at(-1)! / counts.at(-1)! > sum / count) {
      sum += sums.pop()!;
      count += counts.pop()!;
    }
    sums.push(sum);
    counts.push(count);
  }
  const places: number[] = [];
  for (const [block, sum] of sums.entries()) {
    const mean = sum / counts[block]!;
    for (let i = counts[block]!; i > 0; i--) places.push(mean + packed[places.length]!);
  }
  return places;
}
