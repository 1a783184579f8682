/** Rendering NARs against hashing the same bytes in the same process, by turns. */
import { createHash } from "node:crypto";
import { createSHA256 } from "hash-wasm";
import type { Stores } from "../../core/castore/index.ts";
import { renderNar, type PathInfo } from "../../core/store/index.ts";
import { median } from "../statistics.ts";

export interface RenderResult {
  /** MB/s, of each first rendering of a store that has just been opened. */
  readonly first: number;
  /** MB/s, of later ones. */
  readonly rendering: number;
  readonly wasm: number;
  readonly node: number;
}

/** A store, and how to be rid of what it has started. */
export interface OpenedStore {
  readonly stores: Stores;
  close(): Promise<void>;
}

/**
 * Renders a path's NAR and hashes it, in rounds that alternate; medians.
 * @param open - opens the store anew; called once a round
 */
export async function renderContest(
  open: () => Promise<OpenedStore>,
  path: PathInfo,
  rounds: number,
): Promise<RenderResult> {
  const warm = await open();
  const nar: Uint8Array[] = [];
  for await (const piece of renderNar(warm.stores, path.node)) nar.push(new Uint8Array(piece));
  const wasm = await createSHA256();
  const times: Record<"first" | "rendering" | "wasm" | "node", number[]> = {
    first: [],
    rendering: [],
    wasm: [],
    node: [],
  };
  for (let round = -1; round < rounds; round++) {
    const fresh = await open();
    const first = await timeOf(() => render(fresh.stores, path));
    await fresh.close();
    const rendering = await timeOf(() => render(warm.stores, path));
    const byWasm = await timeOf(() => {
      wasm.init();
      for (const piece of nar) wasm.update(piece);
      wasm.digest("hex");
    });
    const byNode = await timeOf(() => {
      const hash = createHash("sha256");
      for (const piece of nar) hash.update(piece);
      hash.digest("hex");
    });
    if (round < 0) continue;
    times.first.push(first);
    times.rendering.push(rendering);
    times.wasm.push(byWasm);
    times.node.push(byNode);
  }
  await warm.close();
  const speed = (ms: readonly number[]): number => path.narSize / median(ms) / 1000;
  return {
    first: speed(times.first),
    rendering: speed(times.rendering),
    wasm: speed(times.wasm),
    node: speed(times.node),
  };
}

async function render(stores: Stores, path: PathInfo): Promise<void> {
  let size = 0;
  for await (const piece of renderNar(stores, path.node)) size += piece.length;
  if (size !== path.narSize) throw new Error(`${size} bytes came instead of ${path.narSize}`);
}

async function timeOf(run: () => Promise<void> | void): Promise<number> {
  const from = performance.now();
  await run();
  return performance.now() - from;
}
