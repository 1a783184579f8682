/** How fast the parser is, warm, on real files. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { defaultParseOptions, parse, Source } from "../core/eval/index.ts";
import { median } from "./statistics.ts";

/** All `.nix` files below a folder, as byte strings. */
export function nixFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".nix"))
    .map((name) => readFileSync(join(folder, name), "latin1"));
}

/** Megabytes a second over these texts, the first runs left out. */
export function parserSpeed(texts: readonly string[]): number {
  const bytes = texts.reduce((sum, text) => sum + text.length, 0);
  const runs: number[] = [];
  for (let round = 0; round < 15; round++) {
    const started = performance.now();
    for (const text of texts) parse(new Source({ type: "string" }, text, "/"), defaultParseOptions);
    if (round >= 5) runs.push(bytes / 1000 / (performance.now() - started));
  }
  return median(runs);
}
