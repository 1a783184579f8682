/**
 * Opens links that were damaged or forged: each must open as a workspace that keeps the rules, or be refused with a
 * clear message.
 *
 *   npm run -s check:links -- [--count 10000] [--seed 1]
 *
 * Prints the first that did neither, made as small as possible, and exits 1.
 */
import fc from "fast-check";
import { judge } from "../web/src/share/testing/judge.ts";
import { anyLink } from "../web/src/share/testing/mutate.ts";

const option = (name: string): string | undefined => {
  const i = process.argv.indexOf(`--${name}`);
  return i < 0 ? undefined : process.argv[i + 1];
};
const numRuns = Number(option("count") ?? 10_000);
const seed = Number(option("seed") ?? 1);

const tally = { opened: 0, refused: 0 };
const started = Date.now();
const property = fc.asyncProperty(anyLink, async (made) => {
  const link = await made;
  const verdict = await judge(link);
  if (verdict.type === "wrong") throw new Error(`${verdict.why}: ${JSON.stringify(link)}`);
  tally[verdict.type]++;
});
const result = await fc.check(property, { numRuns, seed });
const seconds = ((Date.now() - started) / 1000).toFixed(1);
console.log(`${result.numRuns} links: ${tally.opened} opened, ${tally.refused} refused, ${seconds} s`);
if (result.failed) {
  console.log(fc.defaultReportMessage(result));
  process.exitCode = 1;
}
