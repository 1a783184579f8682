/** The language room's door: Nix as a language of its own, without stores. */
export { Evaluator, type EvaluatorOptions, type Surroundings } from "./evaluator.ts";
export { errorKinds, NixError, type ErrorKind, type Span, type TraceFrame } from "./errors.ts";
export { importTarget } from "./files.ts";
export { formatError, placeOf, type FormatOptions } from "./format-error.ts";
export { type ExtraBuiltin } from "./globals.ts";
export { Machine, type Host, type Limits, type SearchPathEntry, type Settings } from "./machine.ts";
export { printValue, type PrintLimits } from "./print.ts";
export { profileNames, profileOf, type Profile, type ProfileName } from "./profile.ts";
export * from "./sources.ts";
export * from "./store-hooks.ts";
export * from "./syntax/index.ts";
export { type StoredTree } from "./stored/index.ts";
export { type TreeStore } from "./trees.ts";
export { Attrs } from "./values/attrs.ts";
export { describe, typeName } from "./values/describe.ts";
export * from "./values/value.ts";
export { type Instruction } from "./vm/disassemble.ts";
