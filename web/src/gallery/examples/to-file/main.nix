# toFile puts a text into the store while evaluating: scripts and settings for builders, without a build.
let
  settings = builtins.toFile "settings.json" (builtins.toJSON { port = 8080; debug = false; });

  # It may refer to other files of the store; the reference is found in the string's context.
  script = builtins.toFile "start.sh" ''
    #!/bin/sh
    exec server --config ${settings}
  '';

  service = derivation {
    name = "service";
    system = "x86_64-linux";
    builder = "/bin/sh";
    args = [ script ];
  };
in
{
  inherit settings script;

  # The path is made from name, content and references: the same text is the same file.
  same = settings == builtins.toFile "settings.json" ''{"debug":false,"port":8080}'';

  # Its hash is not the one of the content alone.
  contentHash = builtins.hashString "sha256" (builtins.toJSON { port = 8080; debug = false; });

  # The script is an input of the derivation, as a source, not as something to be built.
  inherit service;

  # A file may not refer to the output of a derivation, which would have to be built first:
  # builtins.toFile "x" "${service}" is an error. Use a derivation for that.
}
