import type { Profile } from "./profile.ts";

/** The set `import` makes of a derivation file: names of outputs, and their paths by name. */
export const importedDerivationText = `{ drvPath, name, outputs, paths }:
let
  shared = builtins.listToAttrs results // {
    all = map (result: result.value) results;
    inherit drvPath name;
    type = "derivation";
  };
  resultOf = outputName: {
    name = outputName;
    value = shared // { outPath = builtins.getAttr outputName paths; inherit outputName; };
  };
  results = map resultOf outputs;
in
(builtins.head results).value
`;

/**
 * `derivation`, which is a function written in Nix on top of `derivationStrict` (manual, "Derivations"): its text,
 * and the file it seems to be in. Attributes are on the lines and in the columns of Nix's own text (2.8's asked of
 * real Nix; 2.36's known from its error messages), because `unsafeGetAttrPos` and `--xml` show them.
 */
export function derivationText(profile: Profile): [text: string, path: string] {
  return profile.newInternalFiles
    ? [`${"\n".repeat(29)}${newestText}`, "/derivation-internal.nix"]
    : [`${"\n".repeat(4)}${text28}`, "//builtin/derivation.nix"];
}

const text28 = `drvAttrs @ { outputs ? [ "out" ], ... }:
let


  strict = derivationStrict drvAttrs;

  shared = drvAttrs // builtins.listToAttrs results // {
      all = map (result: result.value) results;
      inherit drvAttrs;
    };
  resultOf = outputName: {
      name = outputName;

      value = shared // {
        outPath = builtins.getAttr outputName strict;
        drvPath = strict.drvPath;
        type = "derivation";
        inherit outputName;
      };
    };
  results = map resultOf outputs;
in
(builtins.head results).value
`;

const newestText = `drvAttrs@{
  outputs ? [ "out" ],
  ...
}:
let


  strict = derivationStrict drvAttrs;


  shared = drvAttrs // builtins.listToAttrs results // {


      all = map (result: result.value) results;
      inherit drvAttrs;
    };

  resultOf = outputName: {
    name = outputName;
    value = shared // {
      outPath = builtins.getAttr outputName strict;
      drvPath = strict.drvPath;
      type = "derivation";
      inherit outputName;
    };
  };
  results = map resultOf outputs;
in
(builtins.head results).value
`;
