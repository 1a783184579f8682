/** The door of `store`: store paths on top of castore. */
export { addSource, sourceInfo } from "./add-source.ts";
export { MemoryPathInfos } from "./memory-path-infos.ts";
export { CachedNarCalculation, calculateNar, calculationOver } from "./nar-calculation.ts";
export type { NarCalculation, NarSummary } from "./nar-calculation.ts";
export { ingestNar, type IngestedNar, type NarIngestOptions } from "./nar-ingest.ts";
export { renderListing } from "./nar-listing.ts";
export { renderNar, writeNar, type NarRenderOptions } from "./nar-render.ts";
export { NarSizes } from "./nar-sizes.ts";
export type { NarPart } from "./nar-walk.ts";
export { narInfoOf, pathInfoOfNarInfo, type NarFileInfo } from "./narinfo.ts";
export { formatNodeName, parseNodeName } from "./node-url.ts";
export { checkPathInfo, contentAddressKinds, signatureSize } from "./path-info.ts";
export type { PathContentAddress, PathInfo, Signature } from "./path-info.ts";
export { decodePathInfo, encodePathInfo } from "./path-info-encoding.ts";
export type { PathInfoService } from "./path-info-service.ts";
export { composeStores, parseComposition, type Composition, type CompositionHost } from "./composition.ts";
export { IdbPathInfos } from "./idb-path-infos.ts";
export { bringTree, castoreSource, type CastoreSource } from "./snix-client.ts";
export { NixCache, type BringOptions, type NixCacheOptions } from "./nix-cache.ts";
export {
  CachedPathInfos,
  LruPathInfos,
  measuredPathInfos,
  PriorityPathInfos,
  SigningPathInfos,
} from "./path-info-services.ts";
export * from "./bridge/index.ts";
