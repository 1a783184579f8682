/** The door of this room: text in, annotated tree out. */
export * from "./ast.ts";
export * from "./options.ts";
export { parse, type ParseResult } from "./parser.ts";
export { Source, type LineColumn, type Origin } from "./source.ts";
export { warningTexts, type Warning, type WarningCode } from "./warnings.ts";
export { analyse, type Analysis, type ScopeEnv } from "./scope.ts";
export { show, showAttrPath, type ShowOptions } from "./show.ts";
export { isPlainName, showAttrName, showFloat, showString } from "./quote.ts";
export { canonPath } from "./paths.ts";
export { closersOf } from "./unfinished.ts";
