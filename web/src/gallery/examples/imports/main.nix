# A path without quotes is relative to the file it is written in.
# `import` reads a file and evaluates the expression in it; most files are a function or a set.
let
  math = import ./lib/math.nix;
  greet = import ./lib/greet.nix;
in
{
  squares = map math.square [ 1 2 3 ];

  # A file that is a function gets its arguments from whoever imports it.
  greeting = greet { name = "workspace"; };

  # readFile takes a file as a string, readDir tells what is in a folder.
  firstLine = builtins.head (builtins.split "\n" (builtins.readFile ./notes.txt));
  folder = builtins.readDir ./lib;

  # Importing a folder means its default.nix. All .nix files of a folder, by name:
  library = builtins.attrNames (import ./lib);

  # Paths can be taken apart and put together; `+` adds to one.
  name = baseNameOf ./lib/math.nix;
  exists = map builtins.pathExists [ (./lib + "/math.nix") ./missing.nix ];
}
