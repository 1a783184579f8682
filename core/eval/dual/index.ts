/** All builtin functions. */
import { closureBuiltins } from "./closure.ts";
import { contextBuiltins } from "./contexts.ts";
import { controlBuiltins } from "./control.ts";
import type { Definition } from "./define.ts";
import { derivationBuiltins } from "./derivation.ts";
import { fetchBuiltins } from "./fetch.ts";
import { fileBuiltins } from "./files.ts";
import { flakeRefBuiltins } from "./flake-refs.ts";
import { foldBuiltins } from "./folds.ts";
import { hashBuiltins } from "./hashes.ts";
import { jsonBuiltins } from "./json.ts";
import { listBuiltins } from "./lists.ts";
import { numberBuiltins } from "./numbers.ts";
import { predicateBuiltins } from "./predicates.ts";
import { regexBuiltins } from "./regex.ts";
import { replaceBuiltins } from "./replace.ts";
import { setBuiltins } from "./sets.ts";
import { sortBuiltins } from "./sort.ts";
import { storePathBuiltins } from "./store-paths.ts";
import { stringBuiltins } from "./strings.ts";
import { tomlBuiltins } from "./toml.ts";
import { versionBuiltins } from "./versions.ts";
import { xmlBuiltins } from "./xml.ts";

/** Every builtin function of every profile; constants are made in `globals.ts`. */
export const builtinDefinitions: readonly Definition[] = [
  ...closureBuiltins,
  ...contextBuiltins,
  ...controlBuiltins,
  ...derivationBuiltins,
  ...fetchBuiltins,
  ...fileBuiltins,
  ...flakeRefBuiltins,
  ...foldBuiltins,
  ...hashBuiltins,
  ...jsonBuiltins,
  ...listBuiltins,
  ...numberBuiltins,
  ...predicateBuiltins,
  ...regexBuiltins,
  ...replaceBuiltins,
  ...setBuiltins,
  ...sortBuiltins,
  ...storePathBuiltins,
  ...stringBuiltins,
  ...tomlBuiltins,
  ...versionBuiltins,
  ...xmlBuiltins,
];
