# Run once when the command line is built: what it touches is compiled ahead in dist/cli.cache.
{ lib ? { version = "1"; }, ... }@args:
let
  inherit (builtins) map filter foldl' genList;
  fix = f: let x = f x; in x;
  extends = overlay: f: final: let prev = f final; in prev // overlay final prev;
  base = final: { a = 1; b = final.a + 1; nested.c.d = [ 1 2.5 "x" ./. null true ]; };
  set = fix (extends (final: prev: { b = prev.b * 2; }) base);
  rec1 = rec { x = 1; y = x; ${"z" + "w"} = 3; inherit (set) a; };
  text = ''
    several lines
      with ${toString set.b} and ''${escapes}
  '';
  fib = n: if n < 2 then n else fib (n - 1) + fib (n - 2);
  deep = n: if n == 0 then 0 else 1 + deep (n - 1);
in
assert set.b >= 2 && !(set ? missing) || false -> true;
with rec1;
{
  inherit x y;
  numbers = map (n: n + 1) (filter (n: n > 2) (genList (n: n) 10));
  sum = foldl' (a: b: a + b) 0 [ 1 2 3 ];
  sorted = builtins.sort (a: b: a < b) [ 3 1 2 ] ++ builtins.sort (a: b: a.k < b.k) [ { k = 1; } { k = 0; } ];
  names = builtins.attrNames set;
  mapped = builtins.mapAttrs (name: value: value) { inherit (set) a b; };
  listed = builtins.listToAttrs [ { name = "n"; value = 1; } ];
  removed = removeAttrs set [ "a" ];
  joined = builtins.concatStringsSep "," [ "a" "b" ] + builtins.replaceStrings [ "a" ] [ "b" ] "banana";
  matched = builtins.match "([a-z]+)-([0-9.]+)" "hello-1.2";
  pieces = builtins.split "[ ,]" "a b,c";
  json = builtins.toJSON { a = [ 1 2.5 "x" ]; } + toString (builtins.fromJSON "{\"a\": 1}").a;
  tried = (builtins.tryEval (throw "x")).success;
  text = builtins.stringLength text + builtins.stringLength (builtins.substring 0 3 text);
  nested = set.nested.c.d or [ ];
  compared = { a = [ 1 ]; } == { a = [ 1 ]; } && "a" < "b";
  fib = fib 15;
  deep = deep 5000;
  imported = (import ./warm-up-import.nix).value;
}
