# How nixpkgs finds the arguments of a package: by their names. This is callPackage in twenty lines.
let
  # Adds `override`: the same call with some arguments changed.
  makeOverridable = f: args:
    let result = f args;
    in result // {
      override = changes: makeOverridable f (args // changes);
    };

  callPackageWith = packages: file: args:
    let
      f = import file;
      # Those of the packages that the function asks for; what is passed explicitly wins.
      found = builtins.intersectAttrs (builtins.functionArgs f) packages;
    in
    makeOverridable f (found // args);

  packages =
    let callPackage = callPackageWith packages;
    in {
      zlib = callPackage ./zlib.nix { };
      png = callPackage ./png.nix { };
      # The second argument is for what can't be found by name.
      tinyPng = callPackage ./png.nix { level = 9; };
    };
in
{
  png = packages.png.text;
  tinyPng = packages.tinyPng.text;

  # Another zlib, for this one only.
  overridden = (packages.png.override {
    zlib = packages.zlib.override { name = "zlib-ng"; };
  }).text;

  # Overriding again keeps what was overridden before.
  twice = ((packages.png.override { level = 1; }).override { zlib.name = "none"; }).text;
}
