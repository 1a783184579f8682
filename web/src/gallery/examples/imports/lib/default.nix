# Imports every .nix file beside this one.
let
  files = builtins.attrNames (removeAttrs (builtins.readDir ./.) [ "default.nix" ]);
  nameOf = file: builtins.head (builtins.match "(.*)[.]nix" file);
in
builtins.listToAttrs (map (file: { name = nameOf file; value = import (./. + "/${file}"); }) files)
