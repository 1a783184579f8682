/** The hand-written corpus: where it is, and the files its expressions read. For tests, in Node only. */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Case, parseCases } from "./cases.ts";

/** Working directory of all corpus expressions: a fixed name, because answers contain it. */
export const corpusRoot = "/tmp/tvix-corpus";

/** Environment of all corpus expressions. */
export const corpusEnvironment: Record<string, string> = {
  HOME: "/tmp/tvix-corpus/home",
  NIX_PATH: "dir=/tmp/tvix-corpus/dir:/tmp/tvix-corpus/dir2:file=/tmp/tvix-corpus/one.nix",
  TVIX_TEST_VARIABLE: "some value",
};

/** Symbolic links are `{ link }`, files byte strings, by path below {@link corpusRoot}. */
export const corpusTree: Record<string, string | { link: string }> = {
  "one.nix": "1",
  "fun.nix": "x: x + 1",
  "self.nix": "{ here = ./.; file = ./one.nix; pos = __curPos; }",
  "broken.nix": "{ a = ; }",
  "throws.nix": 'throw "from file"',
  "undefined.nix": "{ x = notDefined; }",
  "scoped.nix": "{ inherit given; sum = given + 1; }",
  "positions.nix": '{\n  a = 1;\n  b.c = 2;\n  ${"d"} = 3;\n  inherit (x) e;\n}',
  "positions2.nix":
    'let x = { e = 1; };\nin rec {\n  a = 1;\n    b.c = 2;\n  ${"d"} = 3;\n  inherit (x) e;\n  f = x;\n}',
  "inherits.nix":
    "let a = 1; b = 2; s = { c = 3; d = 4; e = 5; }; in\n{\n  inherit a   b;\n  inherit (s)\n    c d\n    e;\n}",
  "text.txt": "hello\nworld\n",
  "bytes.bin": "\x01\xff\xfe\r\n\x80",
  "nul.bin": "a\0b",
  "empty.txt": "",
  "data.json": '{"a":[1,2.5,"x"],"b":null}',
  "dir/default.nix": '"dir default"',
  "dir/other.nix": "import ../one.nix",
  "dir/sub/default.nix": "./x",
  "dir/sub/x": "x",
  "dir2/found.nix": '"found in dir2"',
  "dir2/dir/x": "never",
  "empty/.keep": "",
  "home/h.nix": '"home"',
  "link.nix": { link: "dir/sub/default.nix" },
  linkdir: { link: "dir" },
  dangling: { link: "nowhere" },
  loop: { link: "loop" },
  "cycle.nix": "import ./cycle.nix",
  "mutual.nix": "{ a = 1; b = (import ./mutual.nix).a; }",
  "autocall.nix": "{ a ? 1, b ? a }: { inherit a b; }",
};

/** Beside the tree: tells which one it is. */
const stampFile = `${corpusRoot}.stamp`;

/** Writes {@link corpusTree} to the disk, for real Nix to read. Several processes may do so at once. */
export function writeCorpusTree(): void {
  const stamp = JSON.stringify(corpusTree);
  try {
    if (existsSync(corpusRoot) && readFileSync(stampFile, "latin1") === stamp) return;
  } catch {
    // No stamp yet.
  }
  const fresh = `${corpusRoot}.${process.pid}`;
  for (const [name, entry] of Object.entries(corpusTree)) {
    const path = join(fresh, name);
    mkdirSync(dirname(path), { recursive: true });
    if (typeof entry === "string") writeFileSync(path, entry, "latin1");
    else symlinkSync(entry.link, path);
  }
  rmSync(corpusRoot, { recursive: true, force: true, maxRetries: 5 });
  try {
    renameSync(fresh, corpusRoot);
  } catch {
    // Another process was faster, with the same.
    rmSync(fresh, { recursive: true, force: true });
  }
  writeFileSync(stampFile, stamp, "latin1");
}

/** Folder of the `.cases` files. */
export const corpusFolder = join(dirname(fileURLToPath(import.meta.url)), "corpus");

/** Names of the corpus files. */
export function corpusFiles(folder = corpusFolder): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".cases"))
    .sort();
}

/** The cases of a corpus file. */
export function corpusCases(file: string, folder = corpusFolder): Case[] {
  return parseCases(readFileSync(join(folder, file), "latin1"), file).filter((item) => "expr" in item);
}
