/** What is measured. */
import { packageSet } from "./package-set.ts";

export interface Program {
  name: string;
  kind: "hot" | "cold";
  /** A Nix expression. File names in it are relative to the folder that {@link files} are written to. */
  text: string;
  /** Further files it reads: name → contents. */
  files?: Readonly<Record<string, string>>;
  /** What it prints, where that is worth checking. */
  value?: string;
}

const hot: readonly Program[] = [
  {
    name: "fib 30",
    kind: "hot",
    text: "let fib = n: if n < 2 then n else fib (n - 1) + fib (n - 2); in fib 30",
    value: "832040",
  },
  {
    name: "foldl' over 10^6",
    kind: "hot",
    text: "builtins.foldl' (a: b: a + b) 0 (builtins.genList (x: x) 1000000)",
    value: "499999500000",
  },
  {
    name: "primes by filter",
    kind: "hot",
    text: `let
  mod = a: b: a - (a / b) * b;
  sieve = l:
    if l == [ ] then [ ]
    else let p = builtins.head l; in [ p ] ++ sieve (builtins.filter (n: mod n p != 0) (builtins.tail l));
in builtins.length (sieve (builtins.genList (x: x + 2) 9000))`,
    value: "1118",
  },
  {
    name: "sort of 2·10^5",
    kind: "hot",
    text: `let
  mod = a: b: a - (a / b) * b;
  sorted = builtins.sort (a: b: a < b) (builtins.genList (i: mod (i * 7919 + 13) 200003) 200000);
in builtins.elemAt sorted 100000`,
    value: "100000",
  },
  {
    name: "overlay fixpoint",
    kind: "hot",
    text: `let
  fix = f: let x = f x; in x;
  extends = overlay: f: final: let prev = f final; in prev // overlay final prev;
  name = i: "a\${toString i}";
  names = builtins.genList name 2000;
  base = final: builtins.listToAttrs (builtins.genList (i: {
    name = name i;
    value = if i == 0 then 1 else final.\${name (i - 1)} + 1;
  }) 2000);
  overlay = n: final: prev: {
    \${name (n * 10)} = prev.\${name (n * 10)} + n;
    a1999 = prev.a1999 + final.a500;
    extra = (prev.extra or 0) + final.a10;
  };
  set = fix (builtins.foldl' (f: o: extends o f) base (builtins.genList overlay 200));
in builtins.foldl' (sum: n: sum + set.\${n}) set.extra names`,
    value: "15691600",
  },
  {
    name: "mapAttrs, listToAttrs 10^5",
    kind: "hot",
    text: `let
  set = builtins.listToAttrs (builtins.genList (i: { name = "key\${toString i}"; value = i; }) 100000);
  mapped = builtins.mapAttrs (name: value: value + 1) set;
in builtins.foldl' (sum: value: sum + value) 0 (builtins.attrValues mapped)`,
    value: "5000050000",
  },
  {
    name: "string building 10^5",
    kind: "hot",
    text: `let
  items = builtins.genList (i: "item-\${toString i}=\${if i - i / 2 * 2 == 0 then "even" else "odd"};") 100000;
  text = builtins.concatStringsSep "\\n" items;
in builtins.stringLength (builtins.replaceStrings [ "even" ";" ] [ "EVEN" "," ] text)`,
    value: "1638889",
  },
  {
    name: "regex",
    kind: "hot",
    text: `let
  matched = builtins.genList (i: builtins.match "([a-z]+)-([0-9]+)\\\\.([0-9]+)(\\\\.([0-9]+))?" "package-\${toString i}.12") 50000;
  text = builtins.concatStringsSep ", " (builtins.genList (i: "word\${toString i}") 20000);
  pieces = builtins.split "[, ]+" text;
in builtins.length (builtins.filter (m: m != null) matched) + builtins.length pieces`,
    value: "89999",
  },
];

/**
 * All programs.
 * @param lib - folder of nixpkgs' `lib`; undefined: without it
 */
export function programs(lib: string | undefined): Program[] {
  const set = packageSet(1_000_000);
  const cold: Program[] = [
    {
      name: "1 MB package set",
      kind: "cold",
      text: "(import ./all-packages.nix { }).pkg-1000.name",
      files: { "all-packages.nix": set },
    },
  ];
  if (lib !== undefined) {
    cold.push({
      name: "nixpkgs lib",
      kind: "cold",
      text: `builtins.length (builtins.attrNames (import ${lib}))`,
    });
  }
  return [...hot, ...cold];
}
