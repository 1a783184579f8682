/** Downloads and repositories on Node: all synchronous, because evaluation is. */
import type { Fetcher } from "../core/glue/index.ts";
import type { DownloadLimits } from "./download.ts";
import { nodeGit } from "./git-runner.ts";
import { HttpFile } from "./http-file.ts";

const defaultLimits: DownloadLimits = { bytes: 2 ** 31 - 1, milliseconds: 30 * 60_000, stall: 60_000 };

/** Node's {@link Fetcher}. */
export function makeNodeFetcher(limits: DownloadLimits = defaultLimits): Fetcher {
  return {
    get: (url) => new HttpFile(url, limits).get(),
    git: nodeGit,
    decompressors: {
      // Loading it takes milliseconds, and most evaluations unpack nothing.
      gzip: (input, limit) =>
        process.getBuiltinModule("node:zlib").gunzipSync(input, { maxOutputLength: limit }),
    },
  };
}
