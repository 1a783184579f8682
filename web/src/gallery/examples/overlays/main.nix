# Nixpkgs is a fixpoint, and an overlay is a change of it: a function of
#   final  the finished package set, with all overlays
#   prev   the set as it was before this overlay
let
  base = final: {
    openssl = { name = "openssl"; version = "3.0"; uses = [ ]; };
    curl = { name = "curl"; version = "8.11"; uses = [ final.openssl ]; };
    git = { name = "git"; version = "2.47"; uses = [ final.curl ]; };
  };

  overlays = [
    # Replaces a package. Everything that uses it gets the new one, through `final`.
    (final: prev: { openssl = prev.openssl // { version = "3.5"; }; })
    # Builds on what the overlay before it did, and adds something.
    (final: prev: {
      curl = prev.curl // { name = "curl-minimal"; };
      forge = { name = "forge"; version = "1"; uses = [ final.git ]; };
    })
    (import ./security.nix)
  ];

  compose = builtins.foldl'
    (package: overlay: final: let prev = package final; in prev // overlay final prev);
  fix = f: let x = f x; in x;
  packages = fix (compose base overlays);

  # A package with all it uses, as one line.
  show = p: "${p.name} ${p.version}"
    + (if p.uses == [ ] then "" else " (${builtins.concatStringsSep ", " (map show p.uses)})");
in
{
  before = builtins.mapAttrs (_: show) (fix base);
  after = builtins.mapAttrs (_: show) packages;
}
