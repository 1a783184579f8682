/** `tvix store`: store paths in a folder. */
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { digestFromHex, formatDigest, walkClosure, type Node } from "../core/castore/index.ts";
import { NixError } from "../core/eval/index.ts";
import {
  defaultStoreDir,
  formatHash,
  parseStorePath,
  parseStorePathBase,
  writeNarInfo,
} from "../core/nix-compat/index.ts";
import { addSource, calculationOver, narInfoOf, type PathInfo } from "../core/store/index.ts";
import { fromBytes } from "./bytes.ts";
import { importLine, storeOperands } from "./castore.ts";
import { importPath } from "./castore-import.ts";
import { exitCode } from "./failure.ts";
import { packingOption, type ChunkPacking } from "./chunk-packing.ts";
import { openFolderStore, type FolderStore } from "./folder-store.ts";
import { noSubcommand } from "./options.ts";
import { writeErr, writeOut } from "./output.ts";
import { withStoreErrors } from "./store-errors.ts";

type Command = (args: readonly string[]) => Promise<number>;

/** Runs the command; the exit code. @throws NixError, UsageError, Node's errors of files */
export async function storeCommand(argv: readonly string[]): Promise<number> {
  const [command = "", ...args] = argv;
  const run = Object.hasOwn(commands, command) ? commands[command] : undefined;
  if (run === undefined) throw noSubcommand("store", Object.keys(commands), command);
  return withStoreErrors(() => run(args));
}

const commands: Record<string, Command> = { import: importCommand, info, verify };

async function importCommand(args: readonly string[]): Promise<number> {
  let name: string | null = null;
  let unpack = false;
  let packing: ChunkPacking | undefined;
  const { operands, folder } = storeOperands(args, ["PATH"], 1, {
    "--name": { values: 1, run: (text) => void (name = text!) },
    "--unpack": { values: 0, run: () => void (unpack = true) },
    ...packingOption((chosen) => void (packing = chosen)),
  });
  const path = operands[0]!;
  const store = await openFolderStore(folder, "write", { packing });
  const made = await importPath(store, path, { asFile: !unpack });
  writeErr(importLine(made));
  const services = { calculation: calculationOver(store), pathInfos: store.pathInfos };
  const added = await addSource(services, name ?? basename(path), made.root);
  writeOut(`${pathOf(added)}\n`);
  return 0;
}

const pathOf = ({ storePath: { hash, name } }: PathInfo): string => `${defaultStoreDir}/${hash}-${name}`;

async function info(args: readonly string[]): Promise<number> {
  const { operands, folder } = storeOperands(args, ["STORE-PATH"], 0);
  const store = await openFolderStore(folder, "read");
  const infos: PathInfo[] = [];
  if (operands[0] === undefined) for await (const one of store.pathInfos.list()) infos.push(one);
  else infos.push(await infoNamed(store, operands[0]));
  writeOut(infos.map(describe).join("\n"));
  return 0;
}

async function infoNamed(store: FolderStore, text: string): Promise<PathInfo> {
  const hash = /^[0-9a-z]{32}$/.test(text)
    ? text
    : (text.startsWith("/") ? parseStorePath(text) : parseStorePathBase(text)).hash;
  const found = await store.pathInfos.get(hash);
  if (found === null) throw new NixError("io", `path '${text}' is not in the store`);
  return found;
}

/** A path info as a narinfo without the file, and the content's digest. */
function describe(one: PathInfo): string {
  const file = { url: "-", compression: "none", fileHash: null, fileSize: null };
  const lines = writeNarInfo(narInfoOf(one, file)).replace(/^(URL|Compression): .*\n/gm, "");
  return `${lines}Castore: ${nodeText(one.node)}\n`;
}

function nodeText(node: Node): string {
  return node.kind === "symlink" ? `symlink ${node.target}` : `${node.kind} ${formatDigest(node.digest)}`;
}

async function verify(args: readonly string[]): Promise<number> {
  const { folder } = storeOperands(args, [], 0);
  const store = await openFolderStore(folder, "read", { hashAll: true });
  let objects = 0;
  const bad: string[] = [];
  const check = async (what: string, run: () => Promise<void>): Promise<void> => {
    objects++;
    try {
      await run();
    } catch (error) {
      bad.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  for (const hex of objectsIn(join(folder, "blobs/b3"))) {
    const digest = digestFromHex(hex);
    await check(`blob ${formatDigest(digest)}`, async () => {
      const stream = await store.blobs.openRead(digest);
      if (stream === null) throw new Error("it is missing");
      const reader = stream.getReader();
      while (!(await reader.read()).done);
    });
  }
  for (const hex of objectsIn(join(folder, "dirs/b3"))) {
    const digest = digestFromHex(hex);
    await check(`directory ${formatDigest(digest)}`, async () => {
      for await (const directory of walkClosure(store.directories, digest)) {
        for (const { name, node } of directory.files()) {
          if (!(await store.blobs.has(node.digest))) {
            throw new Error(`the content of '${name}', ${formatDigest(node.digest)}, is missing`);
          }
        }
      }
    });
  }
  for await (const one of store.pathInfos.list()) {
    await check(pathOf(one), async () => {
      const { narSize, narSha256 } = await calculationOver(store).calculate(one.node);
      const found = formatHash({ algorithm: "sha256", digest: narSha256 }, "sri");
      const wanted = formatHash({ algorithm: "sha256", digest: one.narSha256 }, "sri");
      if (found !== wanted || narSize !== one.narSize) throw new Error(`its NAR is ${found}, not ${wanted}`);
    });
  }
  for (const line of bad) writeErr(`damaged: ${fromBytes(line)}\n`);
  writeOut(`${objects} objects, ${bad.length} damaged\n`);
  return bad.length === 0 ? 0 : exitCode.failed;
}

/** Names of objects, by shard. */
function objectsIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .sort()
      .flatMap((shard) => readdirSync(join(folder, shard)).sort())
      .filter((name) => /^[0-9a-f]{64}$/.test(name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
