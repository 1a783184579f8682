/** What differs between two derivations: the door of this folder. */
export type { Change } from "./changes.ts";
export {
  type Cause,
  causesOf,
  type DerivationDiff,
  type DerivationFile,
  diffDerivations,
  type LoadDerivation,
} from "./diff.ts";
export { diffLines, type LineDiff } from "./lines.ts";
export { describeDerivationDiff } from "./text.ts";
