/** Writing stored trees as zip archives, always the same bytes for the same tree: nothing is compressed. */
import { toBytes } from "../../nix-compat/index.ts";
import { Crc32 } from "../archive/crc.ts";
import type { Node } from "../node.ts";
import { streamOfGenerator } from "../streams.ts";
import type { Stores } from "../tree-writer.ts";
import { walkTree } from "../walk.ts";
import { contentPieces, type ExportOptions } from "./tar.ts";

/** 1980-01-01, the earliest there is. */
const dosDate = 0x21;
/** Names in UTF-8, sizes and check sum after the content. */
const flags = 0x0808;
const max32 = 0xffffffff;

interface Written {
  readonly name: Uint8Array;
  readonly mode: number;
  readonly crc: number;
  readonly size: number;
  readonly at: number;
}

/**
 * A tree as a zip archive, with Unix modes and links.
 * @throws CastoreError through the stream (`missing`, `corrupt`) naming the path
 */
export function exportZip(stores: Stores, root: Node, options: ExportOptions): ReadableStream<Uint8Array> {
  return streamOfGenerator(zipPieces(stores, root, options));
}

async function* zipPieces(
  stores: Stores,
  root: Node,
  { top, ...options }: ExportOptions,
): AsyncGenerator<Uint8Array, void> {
  const entries: Written[] = [];
  let at = 0;
  for await (const step of walkTree(stores.directories, root, options)) {
    if (step.kind === "leave") continue;
    const { node, path } = step;
    const text = path === "" ? top : `${top}/${path}`;
    const name = toBytes(node.kind === "directory" ? `${text}/` : text);
    const mode =
      node.kind === "directory"
        ? 0o040755
        : node.kind === "symlink"
          ? 0o120777
          : node.executable
            ? 0o100755
            : 0o100644;
    const crc = new Crc32();
    let size = 0;
    const large = node.kind === "file" && node.size >= max32;
    const local = localHeader(name, large);
    yield local;
    const content =
      node.kind === "symlink"
        ? [toBytes(node.target)]
        : node.kind === "file"
          ? contentPieces(stores, node, path, options)
          : [];
    for await (const piece of content) {
      crc.update(piece);
      size += piece.length;
      yield piece;
    }
    const trailer = descriptor(crc.value, size, large);
    yield trailer;
    entries.push({ name, mode, crc: crc.value, size, at });
    at += local.length + size + trailer.length;
  }
  let directorySize = 0;
  for (const entry of entries) {
    const bytes = centralHeader(entry);
    directorySize += bytes.length;
    yield bytes;
  }
  yield endOfDirectory(entries.length, at, directorySize);
}

/** Numbers of given widths, the lowest byte first. */
function numbers(...fields: readonly [value: number, width: 2 | 4 | 8][]): Uint8Array {
  const bytes = new Uint8Array(fields.reduce((size, [, width]) => size + width, 0));
  let at = 0;
  for (const [value, width] of fields) {
    for (let i = 0, rest = value; i < width; i++, rest = Math.floor(rest / 256)) bytes[at++] = rest % 256;
  }
  return bytes;
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function localHeader(name: Uint8Array, large: boolean): Uint8Array {
  // The extra field says that the sizes after the content have 8 bytes.
  const extra = large ? numbers([1, 2], [16, 2], [0, 8], [0, 8]) : new Uint8Array(0);
  const size = large ? max32 : 0;
  return join(
    numbers([0x04034b50, 4], [large ? 45 : 20, 2], [flags, 2], [0, 2], [0, 2], [dosDate, 2], [0, 4]),
    numbers([size, 4], [size, 4], [name.length, 2], [extra.length, 2]),
    name,
    extra,
  );
}

function descriptor(crc: number, size: number, large: boolean): Uint8Array {
  const width = large ? 8 : 4;
  return numbers([0x08074b50, 4], [crc, 4], [size, width], [size, width]);
}

function centralHeader({ name, mode, crc, size, at }: Written): Uint8Array {
  const wide: [number, 8][] = [];
  if (size >= max32) wide.push([size, 8], [size, 8]);
  if (at >= max32) wide.push([at, 8]);
  const extra = wide.length === 0 ? new Uint8Array(0) : numbers([1, 2], [8 * wide.length, 2], ...wide);
  const narrow = Math.min(size, max32);
  return join(
    // 3 in the upper byte: made on Unix.
    numbers([0x02014b50, 4], [0x0300 | 45, 2], [wide.length > 0 ? 45 : 20, 2], [flags, 2], [0, 2]),
    numbers([0, 2], [dosDate, 2], [crc, 4], [narrow, 4], [narrow, 4], [name.length, 2], [extra.length, 2]),
    numbers([0, 2], [0, 2], [0, 2], [mode * 65536, 4], [Math.min(at, max32), 4]),
    name,
    extra,
  );
}

function endOfDirectory(count: number, at: number, size: number): Uint8Array {
  const plain = numbers(
    [0x06054b50, 4],
    [0, 2],
    [0, 2],
    [Math.min(count, 0xffff), 2],
    [Math.min(count, 0xffff), 2],
    [Math.min(size, max32), 4],
    [Math.min(at, max32), 4],
    [0, 2],
  );
  if (count < 0xffff && at < max32 && size < max32) return plain;
  const large = numbers(
    [0x06064b50, 4],
    [44, 8],
    [45, 2],
    [45, 2],
    [0, 4],
    [0, 4],
    [count, 8],
    [count, 8],
    [size, 8],
    [at, 8],
  );
  const locator = numbers([0x07064b50, 4], [0, 4], [at + size, 8], [1, 4]);
  return join(large, locator, plain);
}
