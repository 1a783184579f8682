# A fixed-output derivation says beforehand what it will produce. In return its builder may use the network,
# and its path depends on the content only, not on how it is made.
let
  fetch = attributes: derivation ({
    name = "data.json";
    system = "x86_64-linux";
    builder = "/bin/sh";
    args = [ "-c" "wget -O $out $url" ];
    outputHashAlgo = "sha256";
    outputHashMode = "flat";
    outputHash = builtins.hashString "sha256" "{ }\n";
  } // attributes);

  original = fetch { url = "https://example.org/data.json"; };
  mirror = fetch { url = "https://mirror.example.org/data.json"; };
  user = source: derivation { name = "user"; system = "x86_64-linux"; builder = "/bin/sh"; inherit source; };
in
{
  path = original.outPath;

  # Two recipes, one result: the derivations differ, the output does not.
  sameOutput = original.outPath == mirror.outPath;
  sameRecipe = original.drvPath == mirror.drvPath;

  # So a package does not change when its source moves to another server.
  userUnchanged = (user original).outPath == (user mirror).outPath;

  # Another hash is another path,
  otherContent = (fetch { url = "x"; outputHash = builtins.hashString "sha256" "[ ]\n"; }).outPath;
  # and `recursive` hashes a whole tree in place of one file.
  tree = (fetch { url = "x"; outputHashMode = "recursive"; }).outPath;
}
