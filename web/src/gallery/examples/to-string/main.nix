# How values become strings, and how a set can say it for itself.
let
  version = major: minor: {
    inherit major minor;
    # Called by interpolation and by toString, with the set as argument.
    __toString = self: "v${toString self.major}.${toString self.minor}";
  };
  v = version 2 36;

  # outPath does it as well: that is why a derivation in a string is its path.
  package = { outPath = "/nix/store/somewhere"; name = "demo"; };
in
{
  interpolated = "Nix ${v}";
  updated = "Nix ${v // { minor = 37; }}";
  package = "${package}/bin/demo";

  # toString takes more than interpolation: numbers, booleans, null and lists.
  numbers = map toString [ 1 1.5 (-3) ];
  # true is "1", false and null are "": made for environment variables of builders.
  booleans = map toString [ true false null ];
  list = toString [ 1 [ 2 3 ] "four" v ];

  # toJSON asks the same two attributes.
  json = builtins.toJSON { version = v; inherit package; };
}
