/** CPU profiles as the inspector gives them, as a table. */

/** `Profiler.Profile` of the DevTools protocol. */
export interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  /** Microseconds. */
  readonly timeDeltas: readonly number[];
}

/** Prints the functions in which most time was spent, without what they call. */
export function printProfile({ nodes, samples, timeDeltas }: Profile, most = 45): void {
  const names = new Map(
    nodes.map(({ id, callFrame }) => [
      id,
      `${callFrame.functionName || "(anonymous)"}:${callFrame.lineNumber}`,
    ]),
  );
  const times = new Map<string, number>();
  let total = 0;
  samples.forEach((id, i) => {
    const name = names.get(id)!;
    const ms = timeDeltas[i]! / 1000;
    total += ms;
    times.set(name, (times.get(name) ?? 0) + ms);
  });
  console.log(`${total.toFixed(0)} ms, of them:`);
  for (const [name, ms] of [...times].sort((a, b) => b[1] - a[1]).slice(0, most)) {
    console.log(`${ms.toFixed(1).padStart(9)}  ${name}`);
  }
}
