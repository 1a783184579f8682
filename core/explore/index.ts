/** The door of `explore`: telling what things are, and looking into them. */
export {
  derivationObject,
  derivationOfFile,
  maxDerivation,
  nameInside,
  parseDerivationAt,
  type DerivationObject,
  type NamedDerivation,
} from "./derivation-file.ts";
export { ingestExport, type IngestedObject } from "./ingest-export.ts";
export { NarLayouts, type Segment, type SegmentKind } from "./nar-layout.ts";
export { nodeRef, parseNodeRef } from "./node-ref.ts";
export { gather, peel, TooLargeError, type Peeled } from "./peel.ts";
export { readTyped, TypedTextError, type TypedText } from "./typed-text.ts";
export { fileKind, kindNames, type FileKind } from "./what-is-it.ts";
export { closureOf, diffClosures, type ChangedPackage, type ClosureNode, type LoadInfos } from "./closure.ts";
export { Derivations, type DrvNode, type LoadDerivations } from "./derivation-graph.ts";
export { readElf, type ElfFile } from "./elf.ts";
export { measureTree, type TreeCounts } from "./measure.ts";
export { packageName } from "./package-name.ts";
export { searchTree, type ContentMatch, type SearchState, type TreeHit, type TreeQuery } from "./search.ts";
export { findShared, type SharedPlace, type SharingRoot } from "./sharing.ts";
