/** `tvix castore`: trees by their content, in a folder. */
import { closeSync, openSync, unlinkSync } from "node:fs";
import { createServer } from "node:http";
import {
  answerTreeRequest,
  contentChunker,
  descendTo,
  exportTar,
  exportZip,
  formatDigest,
  MemoryBlobs,
  MemoryDirectories,
  parseDigest,
  pathFromHost,
  publishTree,
  type Digest,
  type Node,
  type Stores,
} from "../core/castore/index.ts";
import { NixError } from "../core/eval/index.ts";
import { renderNar } from "../core/store/index.ts";
import { inputChunks, nodePath, writeBytes } from "./byte-io.ts";
import { importPath } from "./castore-import.ts";
import { packingOption, type ChunkPacking } from "./chunk-packing.ts";
import { FolderObjects } from "./folder-objects.ts";
import { defaultStoreFolder, openFolderStore } from "./folder-store.ts";
import { zstdCompressor } from "./zstd.ts";
import { count, noSubcommand, readOptions, UsageError, type OptionSpec } from "./options.ts";
import { writeErr, writeOut } from "./output.ts";
import { withStoreErrors } from "./store-errors.ts";

type Command = (args: readonly string[]) => Promise<void>;

/** Runs the command. @throws NixError, UsageError, Node's errors of files */
export async function castoreCommand(argv: readonly string[]): Promise<void> {
  const [command = "", ...args] = argv;
  const run = Object.hasOwn(commands, command) ? commands[command] : undefined;
  if (run === undefined) throw noSubcommand("castore", Object.keys(commands), command);
  await withStoreErrors(() => run(args));
}

const commands: Record<string, Command> = {
  import: importCommand,
  ls,
  cat,
  export: exportCommand,
  publish,
  "mount-http": mountHttp,
};

/** The operands, between `least` and `names.length` of them, and the store's folder. */
export function storeOperands(
  args: readonly string[],
  names: readonly string[],
  least: number,
  specs: Record<string, OptionSpec> = {},
): { operands: string[]; folder: string } {
  let folder = defaultStoreFolder();
  const operands = readOptions(args, {
    "--store": { values: 1, run: (path) => void (folder = Buffer.from(path!, "latin1").toString("utf8")) },
    ...specs,
  });
  if (operands.length < least) throw new UsageError(`${names[operands.length]} is missing`);
  if (operands.length > names.length) throw new UsageError(`unexpected argument '${operands[names.length]}'`);
  return { operands, folder };
}

/** How much was imported, in words. */
export function importLine(made: {
  files: number;
  bytes: number;
  newFiles: number;
  newBytes: number;
}): string {
  return `${made.files} files, ${made.bytes} bytes; new: ${made.newFiles} files, ${made.newBytes} bytes\n`;
}

async function importCommand(args: readonly string[]): Promise<void> {
  let asFile = false;
  let packing: ChunkPacking | undefined;
  const { operands, folder } = storeOperands(args, ["PATH"], 1, {
    "--file": { values: 0, run: () => void (asFile = true) },
    ...packingOption((chosen) => void (packing = chosen)),
  });
  const store = await openFolderStore(folder, "write", { packing });
  const made = await importPath(store, operands[0]!, { asFile });
  writeErr(importLine(made));
  if (made.root.kind === "symlink") throw new NixError("value", "a symbolic link has no digest");
  writeOut(`${formatDigest(made.root.digest)}\n`);
}

/** The node that a digest and a path below it name; a digest alone may be a directory or a blob. */
async function nodeAt(stores: Stores, digestText: string, path = ""): Promise<Node> {
  const digest = parseDigest(digestText);
  const root = await rootNode(stores, digest);
  const found = await descendTo(
    stores.directories,
    root,
    pathFromHost(path.replace(/^\/+/, ""), { parents: "refuse" }),
  );
  if (found === null) throw new NixError("io", `path '${path}' does not exist in ${digestText}`);
  return found;
}

async function rootNode(stores: Stores, digest: Digest): Promise<Node> {
  const directory = await stores.directories.get(digest);
  if (directory !== null) return directory.node();
  const chunks = await stores.blobs.chunks(digest);
  if (chunks === null) throw new NixError("io", `${formatDigest(digest)} is not in the store`);
  const size =
    chunks.length > 0
      ? chunks.reduce((sum, chunk) => sum + chunk.size, 0)
      : (await stores.blobs.read(digest))!.length;
  return { kind: "file", digest, size, executable: false };
}

async function ls(args: readonly string[]): Promise<void> {
  let long = false;
  const letter = { values: 0, run: () => void (long = true) } as const;
  const { operands, folder } = storeOperands(args, ["DIGEST", "PATH"], 1, { "-l": letter, "--long": letter });
  const store = await openFolderStore(folder, "read");
  const node = await nodeAt(store, operands[0]!, operands[1]);
  if (node.kind !== "directory")
    throw new NixError("io", `'${operands[1] ?? operands[0]!}' is not a directory`);
  const directory = (await store.directories.get(node.digest))!;
  for (const entry of directory.entries)
    writeOut(long ? longLine(entry.name, entry.node) : `${entry.name}\n`);
}

function longLine(name: string, node: Node): string {
  if (node.kind === "symlink") return `l ${"".padStart(12)} ${"".padStart(51)} ${name} -> ${node.target}\n`;
  const letter = node.kind === "directory" ? "d" : node.executable ? "x" : "-";
  return `${letter} ${String(node.size).padStart(12)} ${formatDigest(node.digest)} ${name}\n`;
}

async function cat(args: readonly string[]): Promise<void> {
  const { operands, folder } = storeOperands(args, ["DIGEST", "PATH"], 1);
  const store = await openFolderStore(folder, "read");
  const node = await nodeAt(store, operands[0]!, operands[1]);
  if (node.kind !== "file")
    throw new NixError("io", `'${operands[1] ?? operands[0]!}' is not a regular file`);
  const stream = await store.blobs.openRead(node.digest);
  if (stream === null) throw new NixError("io", `blob ${formatDigest(node.digest)} is missing`);
  for await (const piece of stream) writeBytes(1, piece);
}

async function exportCommand(args: readonly string[]): Promise<void> {
  let top = "source";
  const { operands, folder } = storeOperands(args, ["DIGEST", "FILE"], 2, {
    "--top": { values: 1, run: (name) => void (top = name!) },
  });
  const [digest, file] = operands as [string, string];
  if (/^\.?\.?$|\//.test(top)) throw new UsageError("flag '--top' takes a name");
  const format = /\.(tar|zip|nar)$/.exec(file)?.[1];
  if (format === undefined)
    throw new UsageError(`FILE must end in .tar, .zip or .nar, not as '${file}' does`);
  const store = await openFolderStore(folder, "read");
  const node = await nodeAt(store, digest);
  const stream =
    format === "nar"
      ? renderNar(store, node)
      : format === "tar"
        ? exportTar(store, node, { top })
        : exportZip(store, node, { top });
  await writeNew(file, stream);
}

/** Writes a file where there is none yet; on failure nothing is left. */
async function writeNew(file: string, stream: ReadableStream<Uint8Array>): Promise<void> {
  let out: number;
  try {
    out = openSync(nodePath(file), "wx");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    throw new NixError("io", `'${file}' exists already`);
  }
  let complete = false;
  try {
    for await (const piece of stream) writeBytes(out, piece);
    complete = true;
  } finally {
    closeSync(out);
    if (!complete) unlinkSync(nodePath(file));
  }
}

async function publish(args: readonly string[]): Promise<void> {
  let firstFile: string | null = null;
  const { operands, folder } = storeOperands(args, ["PATH", "OUT"], 2, {
    "--first": { values: 1, run: (path) => void (firstFile = path!) },
  });
  const [path, out] = operands as [string, string];
  const target = new FolderObjects(Buffer.from(out, "latin1").toString("utf8"));
  const compress = await zstdCompressor();
  let stores: Stores;
  let root: Node;
  if (/^(blake3-|b3:)/.test(path)) {
    stores = await openFolderStore(folder, "read");
    root = await nodeAt(stores, path);
  } else {
    // What is only published needs no store: it is gathered in memory.
    stores = { blobs: new MemoryBlobs(), directories: new MemoryDirectories() };
    ({ root } = await importPath(stores, path, { asFile: false }));
  }
  const chunker = contentChunker();
  const manifest = await publishTree(stores, root, target, {
    compress,
    chunker,
    first: firstPaths(firstFile),
  });
  const packed = manifest.packs.reduce((sum, { size }) => sum + size, 0);
  writeErr(`${manifest.files} files, ${manifest.bytes} bytes; in packs: ${packed} bytes\n`);
  writeOut(`${manifest.root}\n`);
}

/** The lines of a file. */
function firstPaths(file: string | null): string[] {
  if (file === null) return [];
  const pieces: Buffer[] = [];
  for (const chunk of inputChunks(file)) pieces.push(Buffer.from(chunk));
  return Buffer.concat(pieces)
    .toString("latin1")
    .split("\n")
    .filter((line) => line !== "");
}

async function mountHttp(args: readonly string[]): Promise<void> {
  let port = 9000;
  let host = "127.0.0.1";
  const { operands, folder } = storeOperands(args, ["DIGEST"], 1, {
    "--port": { values: 1, run: (value) => void (port = count("--port", value!)) },
    "--host": { values: 1, run: (value) => void (host = value!) },
  });
  const store = await openFolderStore(folder, "read");
  const root = await nodeAt(store, operands[0]!);
  const server = createServer((request, response) => {
    const one = (name: "range" | "if-none-match"): string | null => request.headers[name] ?? null;
    const { method = "GET", url = "/" } = request;
    const asked = { method, path: url, range: one("range"), ifNoneMatch: one("if-none-match") };
    answerTreeRequest(store, root, asked)
      .then(async ({ status, headers, body }) => {
        response.writeHead(status, { ...headers, "access-control-allow-origin": "*" });
        for await (const piece of body === null ? [] : body instanceof Uint8Array ? [body] : body) {
          if (!response.write(piece))
            await new Promise((resolve) => void response.once("drain", resolve).once("close", resolve));
          if (response.destroyed) return;
        }
        response.end();
      })
      .catch((error: unknown) => {
        writeErr(`error: '${url}': ${error instanceof Error ? error.message : String(error)}\n`);
        response.destroy();
      });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      const address = server.address();
      writeErr(
        `serving ${operands[0]!} at http://${host}:${typeof address === "object" ? address!.port : port}/\n`,
      );
    });
    server.once("close", resolve);
  });
}
