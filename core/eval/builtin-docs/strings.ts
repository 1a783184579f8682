/** Builtins on strings, regular expressions and versions. */
import { entry } from "./types.ts";

export const stringDocs = [
  entry(
    "baseNameOf",
    "x",
    "What stands behind the last slash of a path or string; one slash at the end does not count. The result is a string and keeps the context. In scope without `builtins.`.",
    [
      ['baseNameOf "/a/b.nix"', '"b.nix"'],
      ['baseNameOf "a/b/"', '"b"'],
    ],
  ),
  entry(
    "compareVersions",
    "a b",
    "Compares two versions: -1 if `a` is older, 0 if they are equal, 1 if it is newer. Versions are compared component by component (see `splitVersion`), numbers by value. A missing component is older than a number, and `pre` is older than anything.",
    [
      ['builtins.compareVersions "1.10" "1.9"', "1"],
      ['builtins.compareVersions "1.0pre1" "1.0"', "-1"],
    ],
  ),
  entry(
    "concatStringsSep",
    "separator list",
    "Joins a list of strings with `separator` between them. Paths and sets with `outPath` or `__toString` are taken as in interpolation; numbers are an error.",
    [['builtins.concatStringsSep "/" [ "usr" "local" "bin" ]', '"usr/local/bin"']],
  ),
  entry(
    "dirOf",
    "s",
    'What stands before the last slash: of a path a path, of a string a string. A string without a slash gives `"."`. In scope without `builtins.`.',
    [
      ['dirOf "/a/b/c"', '"/a/b"'],
      ["dirOf /a/b", "/a"],
    ],
  ),
  entry(
    "match",
    "regex str",
    "Matches a POSIX extended regular expression against **all** of `str`. The result is the list of what the groups in parentheses matched, `null` for groups without a part in it, or `null` if there is no match. Bytes are matched, and there are no shorthands like `\\d`: write `[0-9]` or `[[:digit:]]`.",
    [
      ['builtins.match "([a-z]+)-([0-9.]+)" "nix-2.36"', '[ "nix" "2.36" ]'],
      ['builtins.match "ab" "abc"', "null"],
    ],
  ),
  entry(
    "parseDrvName",
    "name",
    "Splits a package's name into `name` and `version`, at the first dash that is not followed by a letter.",
    [['builtins.parseDrvName "nix-0.12pre1"', '{ name = "nix"; version = "0.12pre1"; }']],
  ),
  entry(
    "replaceStrings",
    "from to s",
    "Replaces in `s` every occurrence of a string of the list `from` by the one at the same place in the list `to`. It goes through `s` once: at each place the first of `from` that fits is taken, and what was put in is not looked at again.",
    [['builtins.replaceStrings [ "oo" "a" ] [ "a" "i" ] "foobar"', '"fabir"']],
    { note: "Since 2.16 replacements that are not used are not evaluated." },
  ),
  entry(
    "split",
    "regex str",
    "Cuts `str` at every match of a POSIX extended regular expression. In the result, the pieces in between (strings) take turns with the matches, each a list of its groups. `builtins.filter builtins.isString` keeps the pieces.",
    [
      ['builtins.split "," "a,b"', '[ "a" [ ] "b" ]'],
      ['builtins.split "([ac])" "abc"', '[ "" [ "a" ] "b" [ "c" ] "" ]'],
    ],
  ),
  entry(
    "splitVersion",
    "version",
    "The components of a version as `compareVersions` sees them: runs of digits and runs of other characters. Dots and dashes only separate.",
    [['builtins.splitVersion "1.2pre3"', '[ "1" "2" "pre" "3" ]']],
  ),
  entry(
    "stringLength",
    "e",
    "The length of a string in bytes, not characters: texts are UTF-8, so that letters beyond ASCII count two to four.",
    [
      ['builtins.stringLength "nix"', "3"],
      ['builtins.stringLength "ü"', "2"],
    ],
  ),
  entry(
    "substring",
    "start len s",
    "The part of `s` from byte `start` on (counted from 0), `len` bytes long or up to the end. A negative `len` means all of the rest; a negative `start` is an error. The context of `s` stays, even if nothing of its text does.",
    [
      ['builtins.substring 0 3 "nixos"', '"nix"'],
      ['builtins.substring 3 (-1) "nixos"', '"os"'],
    ],
  ),
  entry(
    "toString",
    "e",
    'Makes a string of nearly everything. Numbers in decimal, `true` is `"1"`, `false` and `null` are empty, lists have spaces between their items, sets give their `__toString` or else their `outPath`. Paths are not copied to the store, other than in `"${path}"`. In scope without `builtins.`.',
    [
      ['toString [ 1 true null "x" ]', '"1 1  x"'],
      ['toString { __toString = self: "v" + self.version; version = "1"; }', '"v1"'],
    ],
  ),
];
