/**
 * Attacks nar-bridge and the readers behind it: damaged NARs (read, and uploaded as they are and compressed), narinfos,
 * derivations and requests, some of them over a socket. Each must be right or refused by an error of the right type; nothing outside the store may
 * be read; memory must stay.
 *
 *   npm run -s check:bridge-fuzz -- [--count 100000] [--seed 1] [--from 0]
 *
 * Prints the attacks that succeeded (`--from N --count 1` repeats the one with number N), and exits 1.
 */
import { attack, kindOf, type Kind } from "./bridge-fuzz/cases.ts";
import { Host } from "./bridge-fuzz/host.ts";
import { MemoryWatch } from "./bridge-fuzz/memory.ts";

const option = (name: string, otherwise: number): number => {
  const i = process.argv.indexOf(`--${name}`);
  return i < 0 ? otherwise : Number(process.argv[i + 1]);
};
const count = option("count", 100_000);
const seed = option("seed", 1);
const from = option("from", 0);

/** A bridge takes so many attacks: what it took legitimately goes with it. */
const attacksPerBridge = 600;
const mostTold = 20;

const host = await Host.open(seed);
const tally = new Map<Kind, { taken: number; refused: number; wrong: number }>();
const memory = new MemoryWatch();
let wrong = 0;
const started = Date.now();
try {
  let writing = host.writing();
  for (let index = from; index < from + count; index++) {
    if (index % attacksPerBridge === 0) writing = host.writing();
    if ((index - from) % 5000 === 4999) memory.look();
    const kind = kindOf(index);
    const counts = tally.get(kind) ?? { taken: 0, refused: 0, wrong: 0 };
    tally.set(kind, counts);
    try {
      counts[await attack(host, writing, seed, index)]++;
    } catch (error) {
      counts.wrong++;
      if (++wrong <= mostTold)
        console.log(`-- ${index} (${kind}): ${error instanceof Error ? (error.stack ?? "") : String(error)}`);
    }
  }
} finally {
  await host.remove();
}
for (const [kind, { taken, refused, wrong: bad }] of tally) {
  console.log(`${kind.padEnd(8)} ${taken} taken, ${refused} refused, ${bad} wrong`);
}
const fault = memory.fault();
console.log(
  `${count} attacks, ${wrong} succeeded; ${memory.text()}; ${((Date.now() - started) / 1000).toFixed(0)} s`,
);
if (fault !== null) console.error(fault);
if (wrong > 0 || fault !== null) process.exitCode = 1;
