/** Files of a cache: whoever reads one meanwhile sees the old or the new one, and none that can't be written matters. */
import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { hash } from "./crypto.ts";

/** Whether a system call that may fail did not. */
export function succeeds(run: () => void): boolean {
  try {
    run();
    return true;
  } catch {
    return false;
  }
}

/** Puts a file in the place of another one; answers whether that was possible. Its folder is made if need be. */
export function replaceFile(path: string, data: Uint8Array): boolean {
  const temporary = `${path}.${process.pid}`;
  if (!succeeds(() => mkdirSync(dirname(path), { recursive: true }))) return false;
  const replaced = succeeds(() => {
    writeFileSync(temporary, data);
    renameSync(temporary, path);
  });
  if (!replaced) succeeds(() => rmSync(temporary, { force: true }));
  return replaced;
}

/** What an index begins with: magic, the number of entries (u32) and the SHA-1 of the entries that follow. */
export function headerSize(magic: string): number {
  return magic.length + 4 + 20;
}

/** An index: {@link headerSize} bytes, and the entries, `entrySize` bytes each. */
export function indexBytes(magic: string, entries: Uint8Array, entrySize: number): Buffer {
  const header = Buffer.alloc(headerSize(magic));
  header.write(magic, "latin1");
  header.writeUInt32LE(entries.length / entrySize, magic.length);
  header.write(hash("sha1", entries, "latin1"), magic.length + 4, "latin1");
  return Buffer.concat([header, entries]);
}

/** The entries of the index an open file begins with, in an array of their own; null when it is none or damaged. */
function readIndex(file: number, magic: string, entrySize: number): Buffer | null {
  const start = headerSize(magic);
  const header = Buffer.alloc(start);
  if (readSync(file, header, 0, start, 0) !== start) return null;
  if (header.toString("latin1", 0, magic.length) !== magic) return null;
  const size = header.readUInt32LE(magic.length) * entrySize;
  if (start + size > fstatSync(file).size) return null;
  const entries = Buffer.alloc(size);
  if (readSync(file, entries, 0, size, start) !== size) return null;
  return hash("sha1", entries, "latin1") === header.toString("latin1", magic.length + 4) ? entries : null;
}

/** An open file that begins with an index, and that one's entries; null when it is not there, damaged or no such file. */
export function openIndex(
  path: string,
  magic: string,
  entrySize: number,
): { file: number; entries: Buffer } | null {
  let file = -1;
  try {
    file = openSync(path, "r");
    const entries = readIndex(file, magic, entrySize);
    if (entries !== null) return { file, entries };
  } catch {
    // A cache that can't be read is as good as empty.
  }
  if (file >= 0) closeSync(file);
  return null;
}
