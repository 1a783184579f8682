/** Rendering NARs against hashing the same bytes in the same process, by turns. */
import { createHash } from "node:crypto";
import { createSHA256 } from "hash-wasm";
import type { Stores } from "../../core/castore/index.ts";
import { renderNar, type PathInfo } from "../../core/store/index.ts";
import { median } from "../statistics.ts";

export interface RenderResult {
  /** MB/s. */
  readonly rendering: number;
  readonly wasm: number;
  readonly node: number;
}

/** Renders a path's NAR and hashes it, in rounds that alternate; medians. */
export async function renderContest(stores: Stores, path: PathInfo, rounds: number): Promise<RenderResult> {
  const nar: Uint8Array[] = [];
  for await (const piece of renderNar(stores, path.node)) nar.push(new Uint8Array(piece));
  const wasm = await createSHA256();
  const times: Record<"rendering" | "wasm" | "node", number[]> = { rendering: [], wasm: [], node: [] };
  for (let round = -1; round < rounds; round++) {
    const from = performance.now();
    let size = 0;
    for await (const piece of renderNar(stores, path.node)) size += piece.length;
    const rendered = performance.now();
    if (size !== path.narSize) throw new Error(`${size} bytes came instead of ${path.narSize}`);
    wasm.init();
    for (const piece of nar) wasm.update(piece);
    wasm.digest("hex");
    const hashed = performance.now();
    const hash = createHash("sha256");
    for (const piece of nar) hash.update(piece);
    hash.digest("hex");
    const done = performance.now();
    if (round < 0) continue;
    times.rendering.push(rendered - from);
    times.wasm.push(hashed - rendered);
    times.node.push(done - hashed);
  }
  const speed = (ms: readonly number[]): number => path.narSize / median(ms) / 1000;
  return { rendering: speed(times.rendering), wasm: speed(times.wasm), node: speed(times.node) };
}
