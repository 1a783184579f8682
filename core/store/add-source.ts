/** Giving trees store paths. */
import type { CallOptions, Node } from "../castore/index.ts";
import {
  checkStorePathName,
  defaultStoreDir,
  makeFixedOutputPath,
  parseStorePath,
} from "../nix-compat/index.ts";
import type { NarCalculation } from "./nar-calculation.ts";
import type { PathInfo } from "./path-info.ts";
import type { PathInfoService } from "./path-info-service.ts";

/**
 * The path info of a stored tree as a source, as `builtins.path` makes it: addressed by the SHA-256 of its NAR,
 * without references.
 * @throws StorePathError for a name that no store path may have
 */
export async function sourceInfo(
  calculation: NarCalculation,
  name: string,
  node: Node,
  options: CallOptions & { readonly storeDir?: string } = {},
): Promise<PathInfo> {
  const { storeDir = defaultStoreDir } = options;
  checkStorePathName(name);
  const { narSize, narSha256 } = await calculation.calculate(node, options);
  const address = { algorithm: "sha256", digest: narSha256 } as const;
  const path = makeFixedOutputPath(name, { recursive: true, ...address }, undefined, storeDir);
  return {
    storePath: parseStorePath(path, storeDir),
    node,
    references: [],
    narSize,
    narSha256,
    signatures: [],
    deriver: null,
    contentAddress: { method: "nar", ...address },
  };
}

/** Makes a stored tree known under its source path. Errors as {@link sourceInfo}. */
export async function addSource(
  services: { readonly calculation: NarCalculation; readonly pathInfos: PathInfoService },
  name: string,
  node: Node,
  options: CallOptions & { readonly storeDir?: string } = {},
): Promise<PathInfo> {
  return services.pathInfos.put(await sourceInfo(services.calculation, name, node, options), options);
}
