/** Writing stored trees as tar archives, always the same bytes for the same tree. */
import { toBytes } from "../../nix-compat/index.ts";
import type { CallOptions } from "../blob-service.ts";
import { readFile, missingBlob, wrongSize } from "../file-content.ts";
import type { FileNode, Node } from "../node.ts";
import { piecesOf, streamOfGenerator } from "../streams.ts";
import type { Stores } from "../tree-writer.ts";
import { walkTree } from "../walk.ts";

export interface ExportOptions extends CallOptions {
  /** The name everything stands below: a byte string without `/`. */
  readonly top: string;
}

const blockSize = 512;
/** The time Nix's stores give all files, in seconds since 1970. */
const modified = 1;
/** Largest number of 11 octal digits. */
const maxOctal = 8 ** 11 - 1;
/** Files up to this size are read whole. */
const wholeUpTo = 1 << 18;

/**
 * A tree as a tar archive (ustar; pax records where that is too narrow): directories 0755, files 0644 or 0755, owner
 * 0, time 1, names ascending.
 * @throws CastoreError through the stream (`missing`, `corrupt`) naming the path
 */
export function exportTar(stores: Stores, root: Node, options: ExportOptions): ReadableStream<Uint8Array> {
  return streamOfGenerator(tarPieces(stores, root, options));
}

async function* tarPieces(
  stores: Stores,
  root: Node,
  { top, ...options }: ExportOptions,
): AsyncGenerator<Uint8Array, void> {
  for await (const step of walkTree(stores.directories, root, options)) {
    if (step.kind === "leave") continue;
    const { node, path } = step;
    const name = path === "" ? top : `${top}/${path}`;
    if (node.kind === "directory") yield header(`${name}/`, "5", 0o755, 0, "");
    else if (node.kind === "symlink") yield header(name, "2", 0o777, 0, node.target);
    else {
      yield header(name, "0", node.executable ? 0o755 : 0o644, node.size, "");
      yield* contentPieces(stores, node, path, options);
      const rest = node.size % blockSize;
      if (rest > 0) yield new Uint8Array(blockSize - rest);
    }
  }
  yield new Uint8Array(2 * blockSize);
}

/** A file's bytes, exactly as many as its node says. @throws CastoreError */
export async function* contentPieces(
  stores: Stores,
  file: FileNode,
  path: string,
  options: CallOptions,
): AsyncGenerator<Uint8Array, void> {
  if (file.size <= wholeUpTo) {
    yield await readFile(stores.blobs, file, path, options);
    return;
  }
  const stream = await stores.blobs.openRead(file.digest, options);
  if (stream === null) throw missingBlob(file, path);
  let total = 0;
  for await (const piece of piecesOf(stream, options.signal)) {
    total += piece.length;
    if (total > file.size) throw wrongSize(file, path, total);
    yield piece;
  }
  if (total !== file.size) throw wrongSize(file, path, total);
}

/** The header of an entry, after pax records for what does not fit. */
function header(name: string, type: string, mode: number, size: number, target: string): Uint8Array {
  const place = splitName(name);
  const records: [string, string][] = [];
  if (place === null || /[^\x20-\x7e]/.test(name)) records.push(["path", name]);
  if (target.length > 100 || /[^\x20-\x7e]/.test(target)) records.push(["linkpath", target]);
  if (size > maxOctal) records.push(["size", String(size)]);
  const short = place ?? { prefix: "", name: name.slice(0, 100) };
  const own = block(short, type, mode, Math.min(size, maxOctal), target.slice(0, 100));
  if (records.length === 0) return own;
  const text = toBytes(records.map(paxRecord).join(""));
  const padded = Math.ceil(text.length / blockSize) * blockSize;
  const whole = new Uint8Array(2 * blockSize + padded);
  whole.set(block({ prefix: "", name: "pax" }, "x", 0o644, text.length, ""));
  whole.set(text, blockSize);
  whole.set(own, blockSize + padded);
  return whole;
}

/** `length key=value\n`, the length counting its own digits. */
function paxRecord([key, value]: [string, string]): string {
  const rest = ` ${key}=${value}\n`;
  let length = rest.length + 1;
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
  return `${length}${rest}`;
}

/** A name as ustar's two fields; null when it is too long for them. */
function splitName(name: string): { prefix: string; name: string } | null {
  if (name.length <= 100) return { prefix: "", name };
  const slash = name.indexOf("/", name.length - 101);
  if (slash <= 0 || slash > 155 || slash === name.length - 1) return null;
  return { prefix: name.slice(0, slash), name: name.slice(slash + 1) };
}

function block(
  place: { prefix: string; name: string },
  type: string,
  mode: number,
  size: number,
  target: string,
): Uint8Array {
  const bytes = new Uint8Array(blockSize);
  const put = (at: number, text: string): void => bytes.set(toBytes(text), at);
  const octal = (value: number, digits: number): string => `${value.toString(8).padStart(digits, "0")}\0`;
  put(0, place.name);
  put(100, octal(mode, 7));
  put(108, octal(0, 7));
  put(116, octal(0, 7));
  put(124, octal(size, 11));
  put(136, octal(modified, 11));
  put(148, "        ");
  put(156, type);
  put(157, target);
  put(257, "ustar\x0000");
  put(345, place.prefix);
  let sum = 0;
  for (const byte of bytes) sum += byte;
  put(148, `${octal(sum, 6)} `);
  return bytes;
}
