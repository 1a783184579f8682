/** Flake references: the door of this folder. */
export { FlakeRefError, type FlakeRefParts, type FlakeRefValue } from "./parts.ts";
export { checkFlakeRef } from "./check.ts";
export { flakeRefToString } from "./format.ts";
export { parseFlakeRef, parseFlakeRefWithFragment } from "./parse.ts";
