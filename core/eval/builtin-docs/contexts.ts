/** Builtins on string contexts: the store paths that a string refers to. */
import { entry } from "./types.ts";

export const contextDocs = [
  entry(
    "addDrvOutputDependencies",
    "s",
    "Turns the context of `s`, which has to be the path of one `.drv` file, into a reference to the derivation with all its outputs. The reverse of `unsafeDiscardOutputDependency`.",
    [],
    { since: "2.20" },
  ),
  entry(
    "appendContext",
    "s context",
    "The string `s` with further references, given as `getContext` describes them.",
    [
      [
        'builtins.hasContext (builtins.appendContext "x" {\n  "/nix/store/g1w7hy3qg1w7hy3qg1w7hy3qg1w7hy3q-a" = { path = true; };\n})',
        "true",
      ],
    ],
  ),
  entry(
    "getContext",
    "s",
    "What the string `s` refers to: a set from store paths to `{ path = true; }` (the path itself), `{ outputs = [ … ]; }` (outputs of a derivation) and `{ allOutputs = true; }` (a derivation with all it needs).",
    [['builtins.getContext "plain text"', "{ }"]],
  ),
  entry(
    "hasContext",
    "s",
    "Whether the string `s` refers to store paths. Interpolating a derivation or a path gives a string its context.",
    [['builtins.hasContext "plain text"', "false"]],
  ),
  entry(
    "unsafeDiscardOutputDependency",
    "s",
    "The string `s`, in which references to derivations with all their outputs (as in `drvPath`) become references to the `.drv` files alone.",
    [['builtins.unsafeDiscardOutputDependency "text"', '"text"']],
  ),
  entry(
    "unsafeDiscardStringContext",
    "s",
    "The string `s` without its context. Unsafe: nothing makes sure any more that what the text names is there when it is used.",
    [['builtins.unsafeDiscardStringContext "text"', '"text"']],
  ),
];
