/** `tvix nar`: makes, shows and unpacks NARs. */
import { closeSync, lstatSync, openSync, renameSync, rmSync } from "node:fs";
import {
  dumpNar,
  findListed,
  listedToJson,
  ListingBuilder,
  NarError,
  NarReader,
  type NarHandler,
} from "../core/nix-compat/index.ts";
import { NixError } from "../core/eval/index.ts";
import { toBytes } from "./bytes.ts";
import { inputChunks, nodePath, writeBytes } from "./byte-io.ts";
import { withFormatErrors } from "./format-errors.ts";
import { NarCat } from "./nar-cat.ts";
import { listLines } from "./nar-list.ts";
import { NodeNarSource } from "./nar-source.ts";
import { NarUnpacker } from "./nar-unpack.ts";
import { noSubcommand, readOptions, UsageError, type OptionSpec } from "./options.ts";
import { writeErr, writeOut } from "./output.ts";

/** Runs the command. @throws NixError, UsageError, Node's errors of files */
export function narCommand(argv: readonly string[]): void {
  const [command = "", ...args] = argv;
  const run = Object.hasOwn(commands, command) ? commands[command] : undefined;
  if (run === undefined) {
    throw noSubcommand("nar", Object.keys(commands), command);
  }
  run(args);
}

const commands: Record<string, (args: readonly string[]) => void> = { dump, ls, cat, pack, unpack };

/** The arguments that are no options: between `least` and `names.length` of them. */
function operands(
  args: readonly string[],
  names: readonly string[],
  least = names.length,
  options: Record<string, OptionSpec> = {},
): string[] {
  const given = readOptions(args, options);
  if (given.length < least) throw new UsageError(`${names[given.length]} is missing`);
  if (given.length > names.length) throw new UsageError(`unexpected argument '${given[names.length]}'`);
  return given;
}

/** Writes the NAR of a path to an open file. */
function dumpTo(path: string, file: number): void {
  try {
    dumpNar(new NodeNarSource(), path, (chunk) => writeBytes(file, chunk));
  } catch (error) {
    // What a NAR can't hold: where in the NAR it would have been doesn't matter.
    if (error instanceof NarError) throw new NixError("value", `cannot pack '${path}': ${error.reason}`);
    throw error;
  }
}

/** Reads a whole NAR. */
function readNar(path: string, handler: NarHandler): void {
  withFormatErrors(path, () => {
    const reader = new NarReader(handler);
    for (const chunk of inputChunks(path)) reader.push(chunk);
    reader.end();
  });
}

function dump(args: readonly string[]): void {
  const [path] = operands(args, ["PATH"]);
  dumpTo(path!, 1);
}

function ls(args: readonly string[]): void {
  let recursive = false;
  let long = false;
  let json = false;
  let directory = false;
  const recurse = { values: 0, run: () => void (recursive = true) } as const;
  const lengthen = { values: 0, run: () => void (long = true) } as const;
  const keep = { values: 0, run: () => void (directory = true) } as const;
  const [nar, path = "/"] = operands(splitLetters(args), ["NAR", "PATH"], 1, {
    "-R": recurse,
    "--recursive": recurse,
    "-l": lengthen,
    "--long": lengthen,
    "-d": keep,
    "--directory": keep,
    "--json": { values: 0, run: () => void (json = true) },
  });
  const builder = new ListingBuilder();
  readNar(nar!, builder);
  const node = findListed(builder.root!, path);
  if (node === null) throw new NixError("io", `path '${path}' does not exist`);
  if (json) {
    writeOut(`${listedToJson(node, recursive ? Infinity : 0)}\n`);
    return;
  }
  const lines = [...listLines(node, path, { recursive, long, directory })];
  if (lines.length > 0) writeOut(`${lines.join("\n")}\n`);
}

/** `-lR` as `-l -R`. */
function splitLetters(args: readonly string[]): string[] {
  const end = args.indexOf("--");
  return args.flatMap((arg, i) =>
    /^-[Rld]{2,}$/.test(arg) && (end < 0 || i < end)
      ? Array.from(arg.slice(1), (letter) => `-${letter}`)
      : [arg],
  );
}

function cat(args: readonly string[]): void {
  const [nar, path] = operands(args, ["NAR", "PATH"]);
  const handler = new NarCat(path!, (bytes) => writeBytes(1, bytes));
  readNar(nar!, handler);
  if (handler.found === null) throw new NixError("io", `path '${path}' does not exist`);
  if (handler.found !== "regular") throw new NixError("io", `path '${path}' is not a regular file`);
}

function pack(args: readonly string[]): void {
  const [path, nar] = operands(args, ["PATH", "NAR"]);
  if (nar === "-") {
    dumpTo(path!, 1);
    return;
  }
  const existing = lstatSync(nodePath(nar!), { throwIfNoEntry: false });
  // Devices and links are written to, not replaced.
  const target = existing === undefined || existing.isFile() ? `${nar}.${process.pid}.part` : nar!;
  const file = openSync(nodePath(target), "w");
  try {
    dumpTo(path!, file);
    if (target !== nar) renameSync(nodePath(target), nodePath(nar!));
  } catch (error) {
    if (target !== nar) rmSync(nodePath(target), { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
}

function unpack(args: readonly string[]): void {
  const [nar, target] = operands(args, ["NAR", "DIR"]);
  if (lstatSync(nodePath(target!), { throwIfNoEntry: false }) !== undefined) {
    throw new NixError("io", `'${target}' exists already`);
  }
  const unpacker = new NarUnpacker(target!);
  try {
    readNar(nar!, unpacker);
  } catch (error) {
    try {
      unpacker.remove();
    } catch (left) {
      writeErr(`warning: '${target}' could not be removed: ${toBytes(String(left))}\n`);
    }
    throw error;
  }
}
