/** The corpus of expressions that need a store: where it is, and the files its expressions read. In Node only. */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { RunOptions } from "../../eval/testing/run-case.ts";
import {
  emptyDirectory,
  makeStoreEvaluator,
  type MemoryDirectory,
  MemoryTree,
  type StoreEvaluator,
} from "../index.ts";

/** Working directory of these expressions: a fixed name, because answers contain it. */
export const storeCorpusRoot = "/tmp/tvix-store-corpus";

/** Folder of the `.cases` files. */
export const storeCorpusFolder = join(dirname(fileURLToPath(import.meta.url)), "corpus");

type Entry = string | { link: string } | { program: string };

/** Symbolic links are `{ link }`, executable files `{ program }`, other files byte strings. */
const tree: Record<string, Entry> = {
  "d.nix": `x: let d = derivation ({ name = "n"; system = "s"; builder = "/b"; } // x); in
[ d.drvPath d.outPath ] ++ map (o: [ d.\${o}.outPath d.\${o}.outputName d.\${o}.drvPath ]) (x.outputs or [ ])`,
  "context.nix": "s: builtins.getContext s",
  "value.nix": "{ a = 1; }",
  "text.txt": "hello\n",
  "empty.txt": "",
  "bytes.bin": "\x00\xff\xfe\r\n",
  "run.sh": { program: "#!/bin/sh\n" },
  "tree/a": "a",
  "tree/b.nix": "import ./c.nix",
  "tree/c.nix": '"c"',
  "tree/run": { program: "run" },
  "tree/link": { link: "a" },
  "tree/dangling": { link: "nowhere" },
  "tree/sub/x": "x",
  "tree/sub/deep/y": "y",
  "tree/Z": "",
  "tree/-dash": "",
  "tree/.hidden": "hidden",
  "name with space": "",
  "n\xc3\xa4me": "",
  ".dot": "dot",
  "a.drv": "",
  "+-._?=": "odd",
  link: { link: "tree" },
  linktext: { link: "text.txt" },
  dangling: { link: "nowhere" },
};

/** Writes the files. */
export function writeStoreCorpus(): void {
  for (const [name, entry] of Object.entries(tree)) {
    const path = Buffer.from(`${storeCorpusRoot}/${name}`, "latin1");
    mkdirSync(dirname(path.toString("latin1")), { recursive: true });
    if (typeof entry === "object" && "link" in entry) {
      rmSync(path, { force: true });
      symlinkSync(entry.link, path);
    } else {
      writeFileSync(path, typeof entry === "string" ? entry : entry.program, "latin1");
      chmodSync(path, typeof entry === "string" ? 0o644 : 0o755);
    }
  }
  mkdirSync(`${storeCorpusRoot}/emptydir`, { recursive: true });
}

/**
 * How real Nix is asked: it writes to a store of its own, which in its mount namespace stands at `/nix`. With
 * `local?root=…` store paths would not be where their names say, and builtins that read files see that.
 */
export const storeOracle = {
  root: "/tmp/tvix-store-corpus.root",
  args: ["--read-write-mode", "--extra-experimental-features", "ca-derivations"],
  env: { PATH: `/tmp/tvix-store-corpus.root/bin:${process.env["PATH"] ?? ""}` },
};

/** Makes the oracle's store anew, empty, with a `nix-instantiate` that sees it as `/nix`. Only root may do so. */
export function prepareStoreOracle(): void {
  const { root, args } = storeOracle;
  rmSync(root, { recursive: true, force: true });
  mkdirSync(`${root}/bin`, { recursive: true });
  mkdirSync(`${root}/nix`);
  const mounted = `mount --bind ${root}/nix /nix && PATH="$OUTER" exec nix-instantiate "$@"`;
  const script = `#!/bin/sh\nexport OUTER="\${PATH#${root}/bin:}"\nexec unshare -m sh -c '${mounted}' sh "$@"\n`;
  writeFileSync(`${root}/bin/nix-instantiate`, script, { mode: 0o755 });
  // Processes that make a store at the same time get in each other's way.
  const run = spawnSync(`${root}/bin/nix-instantiate`, ["--eval", ...args, "-E", '"${./text.txt}"'], {
    cwd: storeCorpusRoot,
    env: storeOracle.env,
    encoding: "latin1",
  });
  if (run.status !== 0) throw new Error(`the oracle's store can't be made: ${run.stderr}`);
}

let inMemory: MemoryDirectory | null = null;

/** The files at their place, in memory. */
function treeInMemory(): MemoryDirectory {
  const root = emptyDirectory();
  const directoryAt = (path: string): MemoryDirectory => {
    let at = root;
    for (const name of path.split("/").filter((part) => part !== "")) {
      let below = at.entries.get(name);
      if (below?.kind !== "directory") at.entries.set(name, (below = emptyDirectory()));
      at = below;
    }
    return at;
  };
  directoryAt("/nix/store");
  directoryAt(`${storeCorpusRoot}/emptydir`);
  for (const [path, entry] of Object.entries(tree)) {
    const { entries } = directoryAt(dirname(`${storeCorpusRoot}/${path}`));
    const name = path.slice(path.lastIndexOf("/") + 1);
    if (typeof entry === "object" && "link" in entry)
      entries.set(name, { kind: "symlink", target: entry.link });
    else {
      const text = typeof entry === "string" ? entry : entry.program;
      const bytes = new Uint8Array(Buffer.from(text, "latin1"));
      entries.set(name, { kind: "regular", bytes, executable: typeof entry !== "string" });
    }
  }
  return root;
}

/** An evaluator with a store that sees these files. */
export function storeCorpusEvaluator({ profile, depthBudget }: RunOptions): StoreEvaluator {
  return makeStoreEvaluator({
    io: new MemoryTree((inMemory ??= treeInMemory())),
    host: { now: () => 1_700_000_000 },
    profile,
    settings: { currentSystem: "x86_64-linux", features: new Set(["ca-derivations"]) },
    limits: { stackBytes: 2 ** 24, allocationBytes: 2 ** 31 },
    ...(depthBudget === undefined ? {} : { depthBudget }),
  });
}
