/** Documentation of every builtin, in our own words. Large: load it when it is asked for, by `import()`. */
import { contextDocs } from "./contexts.ts";
import { controlDocs } from "./control.ts";
import { fileDocs, hashDocs } from "./files.ts";
import { formatDocs } from "./formats.ts";
import { listDocs } from "./lists.ts";
import { constantDocs, numberDocs } from "./numbers.ts";
import { setDocs } from "./sets.ts";
import { fetchDocs, storeDocs } from "./store.ts";
import { stringDocs } from "./strings.ts";
import { typeDocs } from "./types-of-values.ts";
import type { BuiltinDoc } from "./types.ts";

export type { BuiltinDoc, Example } from "./types.ts";

const all = [
  constantDocs,
  contextDocs,
  controlDocs,
  fetchDocs,
  fileDocs,
  formatDocs,
  hashDocs,
  listDocs,
  numberDocs,
  setDocs,
  storeDocs,
  stringDocs,
  typeDocs,
].flat();

/** Entries by name, as attributes of `builtins`. */
export const builtinDocs: ReadonlyMap<string, BuiltinDoc> = new Map(
  all.map((doc) => [doc.name, doc] as const).sort(([a], [b]) => (a < b ? -1 : 1)),
);
