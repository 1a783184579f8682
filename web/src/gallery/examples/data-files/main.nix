# Settings often come as JSON or TOML. Nix reads both into ordinary values, and writes JSON.
let
  package = builtins.fromJSON (builtins.readFile ./package.json);
  cargo = builtins.fromTOML (builtins.readFile ./Cargo.toml);

  # From two ecosystems to one list.
  npm = builtins.mapAttrs (name: version: { inherit version; from = "npm"; }) package.dependencies;
  crates = builtins.mapAttrs
    # A dependency in TOML is a version, or a table with one.
    (name: spec: { version = spec.version or spec; from = "crates.io"; })
    cargo.dependencies;
in
{
  inherit (package) name;
  edition = cargo.package.edition;
  dependencies = npm // crates;

  # Only the part that has features.
  features = builtins.concatMap (spec: spec.features or [ ])
    (builtins.filter builtins.isAttrs (builtins.attrValues cargo.dependencies));

  # Sets become objects, sorted by name; a float keeps its point, a path would be copied to the store.
  json = builtins.toJSON { b = [ 1 2.5 null true ]; a = "quote \" and ü"; };

  # There and back again.
  roundTrip = builtins.fromJSON (builtins.toJSON package) == package;
}
