/** Trees to render: one of real programs, one with a large file, stored in a folder. */
import { createCipheriv } from "node:crypto";
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ChunkPacking } from "../../cli/chunk-packing.ts";
import { openFolderStore } from "../../cli/folder-store.ts";
import { MemoryBlobs, MemoryDirectories, streamOfGenerator, type Stores } from "../../core/castore/index.ts";
import { NarWriter } from "../../core/nix-compat/index.ts";
import { addSource, calculationOver, ingestNar, renderNar, type PathInfo } from "../../core/store/index.ts";

/** Where there are real programs and data: as many as are wanted are taken. */
const realFolders = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/bin", "/usr/share"];

/** A store in a folder, and its trees. */
export interface BenchStore {
  readonly stores: Stores;
  /** Real files of all sizes. */
  readonly real: PathInfo;
  /** Bytes that it takes on the disk. */
  readonly realStored: number;
  /** A large file that can't be compressed, and a few small ones. */
  readonly large: PathInfo;
  readonly largeStored: number;
}

/**
 * @param sizes - bytes of the two trees' contents
 * @param packing - of the chunks
 */
export async function makeBenchStore(
  folder: string,
  sizes: { readonly real: number; readonly large: number },
  packing?: ChunkPacking,
): Promise<BenchStore> {
  const store = await openFolderStore(folder, "write", { packing });
  const services = { calculation: calculationOver(store), pathInfos: store.pathInfos };
  const add = async (name: string, nar: AsyncGenerator<Uint8Array, void>): Promise<PathInfo> => {
    const { node } = await ingestNar(store, streamOfGenerator(nar));
    return addSource(services, name, node);
  };
  const real = await add("real", realNar(sizes.real));
  const realStored = bytesIn(folder);
  const large = await add("large", largeNar(sizes.large));
  return { stores: store, real, realStored, large, largeStored: bytesIn(folder) - realStored };
}

/** Bytes of all files below a folder. */
function bytesIn(folder: string): number {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return names.reduce((sum, name) => {
    const info = lstatSync(join(folder, name));
    return info.isFile() ? sum + info.size : sum;
  }, 0);
}

/** Takes what a writer writes, piece by piece. */
class Pieces {
  private pieces: Uint8Array[] = [];
  readonly sink = (chunk: Uint8Array): void => void this.pieces.push(chunk.slice());

  take(): Uint8Array[] {
    return this.pieces.splice(0);
  }
}

async function* realNar(size: number): AsyncGenerator<Uint8Array, void> {
  const pieces = new Pieces();
  const nar = new NarWriter(pieces.sink);
  let left = size;
  nar.startDirectory();
  // Entries of a directory have to come in order.
  for (const folder of [...realFolders].sort()) {
    nar.entry(folder.replaceAll("/", "_"));
    nar.startDirectory();
    for (const name of namesIn(folder)) {
      const path = join(folder, name);
      const info = lstatSync(path, { throwIfNoEntry: false });
      if (info?.isFile() !== true || info.size > left || info.size > 50e6) continue;
      nar.entry(name);
      nar.file(info.size, (info.mode & 0o100) !== 0);
      nar.write(readFileSync(path));
      left -= info.size;
      yield* pieces.take();
    }
    nar.endDirectory();
  }
  nar.endDirectory();
  nar.end();
  yield* pieces.take();
}

function namesIn(folder: string): string[] {
  const all = readdirSyncOrNone(folder).filter((name) => /^[\x21-\x7e]+$/.test(name));
  return all.sort((a, b) => (a < b ? -1 : 1));
}

function readdirSyncOrNone(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: false, encoding: "utf8" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

async function* largeNar(size: number): AsyncGenerator<Uint8Array, void> {
  const pieces = new Pieces();
  const nar = new NarWriter(pieces.sink);
  const random = createCipheriv("aes-128-ctr", Buffer.alloc(16, 1), Buffer.alloc(16, 2));
  const zeros = Buffer.alloc(1 << 20);
  nar.startDirectory();
  nar.entry("large");
  nar.file(size, false);
  for (let left = size; left > 0; left -= zeros.length) {
    nar.write(random.update(zeros.subarray(0, Math.min(left, zeros.length))));
    yield* pieces.take();
  }
  nar.endDirectory();
  nar.end();
  yield* pieces.take();
}

/** A tree in memory, so that only rendering is measured. */
export async function inMemory(stores: Stores, { node }: PathInfo): Promise<Stores> {
  const memory = { blobs: new MemoryBlobs(), directories: new MemoryDirectories() };
  await ingestNar(memory, renderNar(stores, node));
  return memory;
}
