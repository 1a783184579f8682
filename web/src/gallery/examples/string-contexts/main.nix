# A string remembers which store paths went into it. This is how Nix knows what a build needs,
# without anybody listing it.
let
  library = derivation { name = "library"; system = "x86_64-linux"; builder = "/bin/sh"; };
  config = builtins.toFile "config" "debug = true\n";

  command = "gcc -L${library}/lib -DCONFIG=${config}";
  # The context follows through every operation on strings.
  piece = builtins.substring 0 3 command;
in
{
  inherit command;
  remembers = builtins.getContext command;

  # Even a piece without any path in it keeps the whole context.
  piece = { text = piece; context = builtins.attrNames (builtins.getContext piece) != [ ]; };

  # A derivation that uses the string depends on what is in the context.
  # Look at its inputs: the library and the file are there.
  user = derivation {
    name = "user";
    system = "x86_64-linux";
    builder = "/bin/sh";
    args = [ "-c" command ];
  };

  # The text alone, without what it depends on. For messages; in a build it would break.
  forgetful = builtins.hasContext (builtins.unsafeDiscardStringContext command);

  # Attribute names can't carry a context.
  asName = { ${baseNameOf (builtins.unsafeDiscardStringContext "${library}")} = "works"; };
}
