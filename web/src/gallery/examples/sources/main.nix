# A path in a string or a derivation is copied into the store, and is named by its content.
# What is copied decides when things are built again: so leave out what doesn't matter.
let
  everything = ./project;

  # Keep files that a function likes; it gets the full path and the type.
  source = builtins.path {
    path = ./project;
    # Without a name it would be the folder's, and moving it would change the path.
    name = "source";
    filter = path: type: type == "directory" || builtins.match ".*[.]c" path != null;
  };

  build = src: derivation { name = "build"; system = "x86_64-linux"; builder = "/bin/sh"; inherit src; };
in
{
  # Interpolating a path copies it; toString only writes it down.
  copied = "${everything}";
  filtered = source;

  # Change project/README.md: only the first of these changes. Change project/main.c: both do.
  builds = map (src: (build src).outPath) [ everything source ];

  # One file is enough for many things.
  single = "${./project/main.c}";

  contents = builtins.attrNames (builtins.readDir ./project);
}
