# Attributes of a derivation become environment variables, which are strings. With __structuredAttrs they come
# as JSON, with lists and sets kept. And passthru is for what the build must not see at all.
let
  plain = derivation {
    name = "plain";
    system = "x86_64-linux";
    builder = "/bin/sh";
    flags = [ "-O2" "-g" ];
    debug = true;
  };

  structured = derivation {
    name = "structured";
    system = "x86_64-linux";
    builder = "/bin/sh";
    __structuredAttrs = true;
    flags = [ "-O2" "-g" ];
    env = { debug = true; level = 3; };
  };

  # What nixpkgs' mkDerivation does with passthru: it is added to the result, after the recipe is made.
  mkDerivation = { passthru ? { }, ... }@attributes:
    let recipe = { system = "x86_64-linux"; builder = "/bin/sh"; } // removeAttrs attributes [ "passthru" ];
    in derivation recipe // passthru;

  package = mkDerivation { name = "package"; passthru.updateScript = "./update.sh"; };
  same = mkDerivation { name = "package"; passthru.updateScript = "./other.sh"; };
in
{
  # Open each and compare the environments: `flags` is one string here,
  inherit plain;
  # and lives inside of __json there.
  inherit structured;

  passthru = package.updateScript;
  # Changing passthru changes no path, so nothing is built again.
  notRebuilt = package.outPath == same.outPath;
}
