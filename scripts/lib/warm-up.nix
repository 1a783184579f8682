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
  mod = a: b: a - a / b * b;
  # Large enough for layers, indices and sorting by radix.
  name = i: "name${toString i}";
  large = builtins.listToAttrs (genList (i: { name = name (mod (i * 7) 64); value = i; }) 64);
  overlaid = foldl' (prev: n: prev // { ${name n} = prev.${name n} + 1; ${name (n + 90)} = n; last = n; }) large (genList (n: n) 24);
  package = { pname, version ? "1.0", buildInputs ? [ ], meta ? { }, ... }@attrs:
    attrs // { name = "${pname}-${version}"; inherit buildInputs; type = "package"; outPath = "/x/${pname}"; };
  packages = rec {
    one = package { pname = "one"; meta = with lib; { inherit version; broken = false; }; };
    two = package rec {
      pname = "two";
      version = "2.${toString (1 + 1)}";
      buildInputs = [ one ] ++ (if one.meta.broken or false then [ ] else [ one ]);
      script = ''
        mkdir -p $out/${pname}
        for f in *; do
          echo "$f" ''${HOME} ''\n
        done

        ${one.name}
      '';
    };
  };
  many = genList (i: "item-${toString i}=${if mod i 2 == 0 then "even" else "odd"};") 200;
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
  overlaid = foldl' (sum: n: sum + overlaid.${n}) 0 (builtins.attrNames overlaid);
  values = builtins.attrValues (builtins.mapAttrs (name: value: value + 1) overlaid);
  intersected = builtins.attrNames (builtins.intersectAttrs { name1 = 1; name2 = 2; } large) ++ builtins.attrNames (removeAttrs large [ "name3" ]);
  had = builtins.hasAttr "name1" large && builtins.getAttr "name1" large >= 0 && large ? name2 && !(packages ? one.two.three);
  packages = map (p: "${p.name} ${toString p.buildInputs} ${p.script or ""}") (builtins.attrValues packages);
  texts = builtins.stringLength (builtins.replaceStrings [ "even" ";" ] [ "EVEN" "," ] (builtins.concatStringsSep "\n" many));
  compared2 = builtins.sort (a: b: a.n < b.n || a.s < b.s) (map (n: { inherit n; s = toString n; }) (genList (i: mod (i * 7) 40) 40));
  sortedTexts = builtins.sort builtins.lessThan many;
  folded = builtins.foldl' (acc: x: acc // { ${toString x} = x; }) { } (genList (i: i) 20);
  lists = {
    found = builtins.elem 3 [ 1 2 3 ] && builtins.any (x: x > 1) [ 1 2 ] && builtins.all (x: x > 0) [ 1 2 ];
    parts = builtins.partition (x: x > 2) [ 1 2 3 4 ];
    groups = builtins.groupBy (x: builtins.substring 0 1 x) [ "ab" "ac" "b" ];
    mapped = builtins.concatMap (x: [ x x ]) [ 1 2 ] ++ builtins.concatLists [ [ 1 ] [ 2 3 ] ] ++ builtins.tail [ 1 2 ];
    picked = builtins.catAttrs "a" [ { a = 1; } { b = 2; } ] ++ [ (builtins.elemAt [ 1 2 ] 1) (builtins.head [ 1 ]) (builtins.length [ 1 ]) ];
    zipped = builtins.zipAttrsWith (name: values: values) [ { a = 1; } { a = 2; b = 3; } ];
    closure = builtins.genericClosure { startSet = [ { key = 1; } ]; operator = { key }: if key < 9 then [ { key = key + 1; } ] else [ ]; };
  };
  matches = map (builtins.match "([a-z]+)-([0-9]+)\\.([0-9]+)(\\.([0-9]+))?") [ "ab-1.2" "ab-1.2.3" "ab" ] ++ [ (builtins.match "(.*)-(.*|x)" "a-b-c") (builtins.split "(a|b)" "xaybz") ];
  versions = [ (builtins.compareVersions "1.2" "1.10") (builtins.splitVersion "1.2.3") (builtins.parseDrvName "a-1.2") ];
  kinds = map builtins.typeOf [ 1 1.5 "x" ./. null true { } [ ] (x: x) ] ++ [ (builtins.isString "x") (builtins.isFunction fib) (builtins.isAttrs set) (builtins.isList [ ]) ];
  arguments = builtins.functionArgs package;
  files = [ (baseNameOf "/a/b") (dirOf "/a/b") (builtins.pathExists ./warm-up.nix) (builtins.toString ./.) ];
  math = [ (1.5 * 2 - 0.5) (7 / 2) (-3) (builtins.bitAnd 6 3) (builtins.floor 1.5) (builtins.ceil 1.5) (1 <= 2) (2 >= 1.5) (1 != 2) ];
  called = let functor = { __functor = self: x: x + self.n; n = 1; }; add = a: b: c: a + b + c; half = builtins.add 1; in functor 2 + add 1 2 3 + half 2;
  forced = builtins.deepSeq { a = [ 1 ]; } (builtins.seq 1 1);
  imported = (import ./warm-up-import.nix).value;
}
