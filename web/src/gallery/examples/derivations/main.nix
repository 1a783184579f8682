# A derivation is a recipe: a builder, its arguments and environment. Its output path is known before
# it is built, because it is computed from the recipe. Here are three that depend on each other.
let
  # Every attribute becomes an environment variable of the builder.
  build = name: script: attributes: derivation ({
    inherit name;
    system = "x86_64-linux";
    builder = "/bin/sh";
    args = [ "-c" script ];
  } // attributes);

  words = build "words" ''echo "hello from nix" > $out'' { };

  # ${words} in a string is the output path of `words`, and makes it an input.
  loud = build "loud" ''tr a-z A-Z < ${words} > $out'' { };

  page = build "page" ''(echo "<h1>"; cat $title; echo "</h1>") > $out'' {
    # An attribute that is a derivation works as well.
    title = loud;
    # null is "", true is "1", a list is joined with spaces.
    flags = [ "a" "b" ];
    verbose = true;
  };
in
# Open `page` in the result and walk its inputs: page needs loud, loud needs words.
# Then change the text in `words`: all three paths change.
{
  inherit page;
  drvPath = page.drvPath;
  paths = map (drv: drv.outPath) [ words loud page ];
}
