/** The usual way into a store. */
import { toBase16 } from "../../nix-compat/index.ts";
import { CastoreError, type Stores } from "../../castore/index.ts";
import { ingestNar } from "../nar-ingest.ts";
import type { PathInfoService } from "../path-info-service.ts";
import type { BridgeWriter, UploadedNars } from "./types.ts";

/** Writes into stores of this thread. */
export function storeWriter(to: {
  readonly stores: Stores;
  readonly pathInfos: PathInfoService;
  readonly uploads: UploadedNars;
}): BridgeWriter {
  return {
    async putNar(nar, expected, options = {}) {
      const ingested = await ingestNar(to.stores, nar, {
        ...options,
        check({ narSha256 }) {
          const found = toBase16(narSha256);
          if (expected === null || found === expected) return;
          throw new CastoreError("corrupt", `the NAR has the SHA-256 ${found} instead of ${expected}`);
        },
      });
      const { node, narSize, narSha256 } = ingested;
      await to.uploads.put(toBase16(narSha256), { node, narSize }, options);
      return ingested;
    },
    putPathInfo: (info, options) => to.pathInfos.put(info, options),
  };
}
