/** JSON in and out. */
export { JsonError } from "./lexer.ts";
export { parseJson, type JsonSettings } from "./parse.ts";
export { utf8Bytes, utf8Fault, utf8Next } from "./utf8.ts";
export { JsonWriteError, quoteJson, type JsonStyle } from "./write.ts";
