/** The builtin functions that are always there; see `rare.ts` for the others. */
import { closureBuiltins } from "./closure.ts";
import { contextBuiltins } from "./contexts.ts";
import { controlBuiltins } from "./control.ts";
import type { Definition } from "./define.ts";
import { derivationBuiltins } from "./derivation.ts";
import { fetchBuiltins } from "./fetch.ts";
import { fileBuiltins } from "./files.ts";
import { foldBuiltins } from "./folds.ts";
import { hashBuiltins } from "./hashes.ts";
import { jsonBuiltins } from "./json.ts";
import { listBuiltins } from "./lists.ts";
import { numberBuiltins } from "./numbers.ts";
import { predicateBuiltins } from "./predicates.ts";
import { replaceBuiltins } from "./replace.ts";
import { setBuiltins } from "./sets.ts";
import { sortBuiltins } from "./sort.ts";
import { storePathBuiltins } from "./store-paths.ts";
import { stringBuiltins } from "./strings.ts";
import { versionBuiltins } from "./versions.ts";
import { xmlBuiltins } from "./xml.ts";

/** Builtin functions of all profiles but for rare ones; constants are made in `globals.ts`. */
export const builtinDefinitions: readonly Definition[] = [
  ...closureBuiltins,
  ...contextBuiltins,
  ...controlBuiltins,
  ...derivationBuiltins,
  ...fetchBuiltins,
  ...fileBuiltins,
  ...foldBuiltins,
  ...hashBuiltins,
  ...jsonBuiltins,
  ...listBuiltins,
  ...numberBuiltins,
  ...predicateBuiltins,
  ...replaceBuiltins,
  ...setBuiltins,
  ...sortBuiltins,
  ...storePathBuiltins,
  ...stringBuiltins,
  ...versionBuiltins,
  ...xmlBuiltins,
];
