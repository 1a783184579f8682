# One build, several outputs: who needs only the program doesn't get the headers and manuals.
let
  library = derivation {
    name = "library-1.0";
    system = "x86_64-linux";
    builder = "/bin/sh";
    # The first one is what `library` in a string means.
    outputs = [ "out" "dev" "man" ];
    args = [ "-c" "mkdir -p $out/lib $dev/include $man/share" ];
  };

  program = derivation {
    name = "program";
    system = "x86_64-linux";
    builder = "/bin/sh";
    # Uses two of the three. Its derivation says exactly which.
    args = [ "-c" "gcc -I${library.dev}/include -L${library}/lib" ];
  };
in
{
  paths = { out = library.outPath; dev = library.dev.outPath; man = library.man.outPath; };

  # Each output is a derivation of its own that knows its siblings.
  names = map (output: output.outputName) library.all;
  sibling = library.dev.man.outPath == library.man.outPath;

  # All come from one recipe.
  oneRecipe = map (output: output.drvPath == library.drvPath) library.all;

  # A string remembers which outputs it names.
  uses = builtins.mapAttrs (_: context: context.outputs)
    (builtins.getContext "${library.dev} ${library}");

  inherit program;
}
