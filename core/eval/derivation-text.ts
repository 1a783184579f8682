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

/** `derivation`, which is a function written in Nix on top of `derivationStrict` (manual, "Derivations"). */
export const derivationText = `drvAttrs @ { outputs ? [ "out" ], ... }:
let
  strict = derivationStrict drvAttrs;
  shared = drvAttrs // builtins.listToAttrs results // { all = map (result: result.value) results; inherit drvAttrs; };
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
