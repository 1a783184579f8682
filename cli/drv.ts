/** `tvix drv`: shows derivations and what differs between two of them. */
import { readFileSync } from "node:fs";
import { NixError } from "../core/eval/index.ts";
import {
  type Derivation,
  DerivationError,
  formatDerivationsJson,
  parseDerivation,
  parseDerivationsJson,
  writeDerivation,
} from "../core/nix-compat/index.ts";
import { naming, nodePath } from "./byte-io.ts";
import { drvDiff } from "./drv-diff.ts";
import { noSubcommand, readOptions, UsageError } from "./options.ts";
import { readAllInput, writeOut } from "./output.ts";

/** Runs the command. @throws NixError, UsageError, Node's errors of files */
export function drvCommand(argv: readonly string[]): void {
  const [command = "", ...args] = argv;
  switch (command) {
    case "show":
      return show(args);
    case "diff":
      return diff(args);
    default:
      throw noSubcommand("drv", ["show", "diff"], command);
  }
}

const storeFlag = (stores: string[]) => ({ values: 1, run: (dir: string) => void stores.push(dir) }) as const;

function show(args: readonly string[]): void {
  let aterm = false;
  const stores: string[] = [];
  const files = readOptions(args, {
    "--aterm": { values: 0, run: () => void (aterm = true) },
    "--store": storeFlag(stores),
  });
  if (files.length === 0) throw new UsageError("FILE is missing");
  const derivations = new Map<string, Derivation>();
  for (const file of files) for (const [path, drv] of readFile(file, stores)) derivations.set(path, drv);
  const sorted = new Map([...derivations].sort(([a], [b]) => (a < b ? -1 : 1)));
  if (!aterm) writeOut(`${formatDerivationsJson(sorted)}\n`);
  // Alone it is the very bytes of the file.
  else writeOut([...sorted.values()].map(writeDerivation).join("\n") + (sorted.size > 1 ? "\n" : ""));
}

/** The derivations of a file: one as ATerm, or any number as JSON. */
function readFile(file: string, stores: readonly string[]): Map<string, Derivation> {
  const text = file === "-" ? readAllInput() : (findFile(file, stores) ?? readBytes(file));
  return checked(file, () => {
    if (/^\s*\{/.test(text)) return parseDerivationsJson(text);
    return new Map([[storePathOf(file), parseDerivation(text)]]);
  });
}

function diff(args: readonly string[]): void {
  const stores: string[] = [];
  const files = readOptions(args, { "--store": storeFlag(stores) });
  const [from, to] = files;
  if (from === undefined || to === undefined || files.length > 2) {
    throw new UsageError("'drv diff' takes two FILEs");
  }
  const folders = [folderOf(from), folderOf(to), ...stores];
  const cache = new Map<string, Derivation | null>();
  const load = (path: string): Derivation | null => {
    let drv = cache.get(path);
    if (drv === undefined) {
      const text = findFile(path, folders);
      drv = text === null ? null : checked(path, () => parseDerivation(text));
      cache.set(path, drv);
    }
    return drv;
  };
  const top = (file: string) => {
    const text = findFile(file, stores) ?? readBytes(file);
    return { path: storePathOf(file), drv: checked(file, () => parseDerivation(text)) };
  };
  writeOut(checked(null, () => drvDiff(top(from), top(to), load)));
}

function folderOf(file: string): string {
  const slash = file.lastIndexOf("/");
  return slash < 0 ? "." : file.slice(0, slash) || "/";
}

/** The store path a file stands for: by its name when that is one, wherever it is. */
function storePathOf(file: string): string {
  const base = file.slice(file.lastIndexOf("/") + 1);
  if (file.startsWith("/nix/store/")) return file;
  return /^[0-9a-df-np-sv-z]{32}-/.test(base) ? `/nix/store/${base}` : file;
}

/** The content of a file, or of one of that name in some folders; null when there is none. */
function findFile(file: string, folders: readonly string[]): string | null {
  const base = file.slice(file.lastIndexOf("/") + 1);
  for (const candidate of [file, ...folders.map((folder) => `${folder}/${base}`)]) {
    try {
      return readBytes(candidate);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== "ENOENT" && code !== "ENOTDIR") throw error;
    }
  }
  return null;
}

function readBytes(file: string): string {
  return naming(file, () => readFileSync(nodePath(file), "latin1"));
}

/** Turns errors of the format into those a command ends with. @throws NixError */
function checked<T>(file: string | null, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof DerivationError)) throw error;
    throw new NixError("value", file === null ? error.message : `${file}: ${error.message}`);
  }
}
