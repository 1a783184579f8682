# Sources from the network are named by their hash. With the hash given, the path is known at once:
# nothing is downloaded to evaluate this.
let
  # What nixpkgs' fetchurl comes down to: a fixed-output derivation with a builder inside of Nix itself.
  fetchurl = import <nix/fetchurl.nix>;

  hello = fetchurl {
    url = "https://ftp.gnu.org/gnu/hello/hello-2.12.1.tar.gz";
    sha256 = "086vqwk2wl8zfs47sq2xpjc9k066ilmb8z6dn0q6ymwjzlm196cd";
  };

  # The same hash in its newer spelling (SRI) is the same path.
  spelled = fetchurl {
    url = "https://mirror.example.org/gnu/hello/hello-2.12.1.tar.gz";
    hash = "sha256-jZkUKv2SV28wsM18tCqNxoCZmLxdYH2Idh9RLibH2yA=";
    name = "hello-2.12.1.tar.gz";
  };

  # unpack takes an archive apart: the hash is then the one of the tree.
  tree = fetchurl {
    url = "https://example.org/source.nar.xz";
    sha256 = "0000000000000000000000000000000000000000000000000000";
    unpack = true;
  };
in
{
  path = hello.outPath;
  sameFile = hello.outPath == spelled.outPath;
  builder = hello.builder;
  mode = map (drv: drv.outputHashMode) [ hello tree ];

  # builtins.fetchurl, fetchTarball, fetchGit and fetchTree fetch while evaluating: then it can be imported.
  # In this page they use the network only after you pressed Evaluate.
  whileEvaluating = builtins.isFunction builtins.fetchTarball;
}
