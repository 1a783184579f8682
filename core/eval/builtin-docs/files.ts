/** Builtins on files, paths and the search path. */
import { entry } from "./types.ts";

export const fileDocs = [
  entry(
    "findFile",
    "search-path lookup-path",
    'Looks a name up in a search path, a list of sets `{ prefix, path }` like `builtins.nixPath`. `<name>` is short for `builtins.findFile builtins.nixPath "name"`. If nothing is found it fails in a way that `tryEval` can catch.',
    [['(builtins.tryEval (builtins.findFile [ ] "nixpkgs")).success', "false"]],
  ),
  entry(
    "getEnv",
    "s",
    "The value of an environment variable as a string; empty if it is not set, and always in pure mode.",
    [['builtins.getEnv "NOT_SET_ANYWHERE"', '""']],
    { note: "A page has no environment: the answer is always empty here." },
  ),
  entry(
    "import",
    "path",
    "Evaluates the file at `path` and gives its value; of a folder, its `default.nix`. However often a file is imported, it is evaluated once. It sees none of the importer's variables: what it needs it takes as a function's arguments, `import ./f.nix { inherit lib; }`. In scope without `builtins.`.",
  ),
  entry(
    "path",
    "args",
    "Copies a file or folder to the store. `args` has `path` and may have `name`, `filter` (a function of path and type that tells what to copy), `recursive` and `sha256`. With `name` the store path no longer depends on where the source happens to be.",
  ),
  entry(
    "pathExists",
    "path",
    "Whether something stands at `path`. A symbolic link counts even if it leads nowhere; with `/` or `/.` at the end there has to be a folder.",
    [["builtins.pathExists /does/not/exist", "false"]],
  ),
  entry(
    "readDir",
    "path",
    'What is in a folder: a set from names to `"regular"`, `"directory"`, `"symlink"` or `"unknown"`. Nothing is read recursively.',
  ),
  entry(
    "readFile",
    "path",
    "The contents of a file as a string of bytes. A file with a zero byte is an error.",
    [],
    {
      note: "For a file in the store: since 2.12 the result refers only to the store paths that its text contains.",
    },
  ),
  entry(
    "readFileType",
    "path",
    'What stands at a path: `"regular"`, `"directory"`, `"symlink"` or `"unknown"`. Cheaper than reading the whole folder around it with `readDir`.',
    [],
    { since: "2.14" },
  ),
  entry(
    "scopedImport",
    "scope path",
    "Like `import`, but the attributes of `scope` are variables in the file, before builtins of the same names. The file is evaluated anew each time, so prefer functions and `import`. In scope without `builtins.`.",
  ),
  entry(
    "toPath",
    "s",
    "A tidy version of an absolute path in a string: still a string. Outdated; to make a path of a string write `/. + s`.",
    [['builtins.toPath "/a/./b/../c"', '"/a/c"']],
  ),
  entry(
    "filterSource",
    "filter path",
    "Copies a folder to the store, leaving out what `filter` answers `false` for. It is called with each path, as a string, and its type; of folders that are left out nothing inside is asked for. `builtins.path` does the same and lets you choose a name.",
  ),
];

const hashes = '`"md5"`, `"sha1"`, `"sha256"` or `"sha512"` (`"blake3"` with the feature `blake3-hashes`)';

export const hashDocs = [
  entry(
    "convertHash",
    "args",
    `Writes a hash in another way. \`args\` has \`hash\` (base 16, Nix's base 32, base 64, or with its algorithm in front), \`hashAlgo\` if the hash doesn't name it, and \`toHashFormat\`: \`"base16"\`, \`"nix32"\`, \`"base64"\` or \`"sri"\`.`,
    [
      [
        'builtins.convertHash {\n  hash = "900150983cd24fb0d6963f7d28e17f72";\n  hashAlgo = "md5";\n  toHashFormat = "sri";\n}',
        '"md5-kAFQmDzST7DWlj99KOF/cg=="',
      ],
    ],
    { since: "2.19" },
  ),
  entry("hashFile", "type p", `The hash of a file's contents, in base 16. \`type\` is ${hashes}.`),
  entry(
    "hashString",
    "type s",
    `The hash of a string, in base 16. \`type\` is ${hashes}. The string's context is dropped.`,
    [['builtins.hashString "md5" "abc"', '"900150983cd24fb0d6963f7d28e17f72"']],
  ),
];
