/** One evaluator for many requests, as long as nobody could tell it from a new one for each. */
import { getHeapStatistics } from "node:v8";
import type { Evaluator, SearchPathEntry } from "../core/eval/index.ts";
import { userDigests } from "./file-digests.ts";
import { SeenFiles } from "./seen-files.ts";
import { makeEvaluator, type WorldOptions } from "./world.ts";

/** Share of the heap from which on an evaluator, with all it remembers, is given up. */
const fullShare = 0.4;

interface Warm {
  key: string;
  evaluator: Evaluator;
  files: SeenFiles;
  /** Whether it printed something: a new evaluator would do so again. */
  noticed: boolean;
}

/**
 * Hands out evaluators. One is used again for the next request if its options are the same, no file it has looked
 * at has changed, and it has printed neither traces nor warnings; so answers are those of independent evaluations
 * (but for `builtins.currentTime`, which is that of the first).
 */
export class WarmEvaluators {
  private last: Warm | null = null;

  constructor(private readonly world: WorldOptions) {}

  get(searchPath: readonly SearchPathEntry[]): Evaluator {
    const key = JSON.stringify(searchPath);
    if (this.last !== null && this.last.key === key && this.isFresh(this.last)) {
      this.last.evaluator.beginRequest();
      return this.last.evaluator;
    }
    // Before the next one grows, so that both are never there.
    this.last = null;
    const files = new SeenFiles(userDigests());
    const warm: Warm = { key, files, noticed: false, evaluator: null as unknown as Evaluator };
    warm.evaluator = makeEvaluator(this.world, {
      searchPath,
      files,
      onNotice: () => void (warm.noticed = true),
    });
    warm.evaluator.beginRequest();
    this.last = warm;
    return warm.evaluator;
  }

  private isFresh({ noticed, files }: Warm): boolean {
    const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
    return !noticed && used < limit * fullShare && files.unchanged();
  }
}
