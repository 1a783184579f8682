# genericClosure follows references until nothing new turns up. Each item has a `key`; a key seen before is
# not visited again, so circles end. Nixpkgs finds all dependencies of a system with it.
let
  dependencies = {
    git = [ "curl" "zlib" ];
    curl = [ "openssl" "zlib" ];
    openssl = [ "perl" ];
    perl = [ "git" ]; # a circle
    zlib = [ ];
    unrelated = [ "zlib" ];
  };

  closure = name: map (item: item.key) (builtins.genericClosure {
    startSet = [ { key = name; } ];
    operator = item: map (key: { inherit key; }) dependencies.${item.key};
  });

  # An item may carry more than its key: here the way to it.
  ways = name: builtins.genericClosure {
    startSet = [ { key = name; way = [ name ]; } ];
    operator = { key, way }: map (next: { key = next; way = way ++ [ next ]; }) dependencies.${key};
  };
in
{
  git = closure "git";
  zlib = closure "zlib";
  unused = builtins.filter (name: !builtins.elem name (closure "git")) (builtins.attrNames dependencies);
  ways = map (item: builtins.concatStringsSep " -> " item.way) (ways "git");

  # Any search will do: numbers reachable from 1 by doubling or adding three, below 20.
  numbers = builtins.sort builtins.lessThan (map (item: item.key) (builtins.genericClosure {
    startSet = [ { key = 1; } ];
    operator = { key }: builtins.filter (item: item.key < 20) [ { key = key * 2; } { key = key + 3; } ];
  }));
}
