/** Things to look into, made for the explorer's tests. */
import { deflateSync } from "node:zlib";
import { NarWriter } from "../core/nix-compat/index.ts";

/** A tree: texts, bytes, links, folders. */
export type Made =
  | string
  | Uint8Array
  | { link: string }
  | { executable: string | Uint8Array }
  | { folder: Readonly<Record<string, Made>> };

/** The NAR of a tree. */
export function narOf(tree: Made): Buffer {
  const parts: Buffer[] = [];
  const nar = new NarWriter((chunk) => void parts.push(Buffer.from(chunk)));
  put(nar, tree);
  nar.end();
  return Buffer.concat(parts);
}

function put(nar: NarWriter, it: Made): void {
  if (typeof it === "string" || it instanceof Uint8Array) return putFile(nar, it, false);
  if ("executable" in it) return putFile(nar, it.executable, true);
  if ("link" in it) return nar.symlink(it.link);
  nar.startDirectory();
  for (const name of Object.keys(it.folder).sort()) {
    nar.entry(name);
    put(nar, it.folder[name]!);
  }
  nar.endDirectory();
}

function putFile(nar: NarWriter, content: string | Uint8Array, executable: boolean): void {
  const bytes = Buffer.from(content);
  nar.file(bytes.length, executable);
  nar.write(bytes);
}

/** Some entries in one folder. */
export function manyFiles(count: number): Readonly<Record<string, Made>> {
  const name = (i: number): string => `file-${String(i).padStart(6, "0")}.txt`;
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [name(i), `${i}\n`]));
}

/** A picture of one colour. */
export function png(width: number, height: number): Buffer {
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(width * 3, Buffer.from([0x2f, 0x52, 0xc4]))]);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // 8 bits for each of red, green and blue.
  header.set([8, 2, 0, 0, 0], 8);
  const pixels = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)));
  const magic = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
  return Buffer.concat([magic, chunk("IHDR", header), chunk("IDAT", pixels), chunk("IEND", Buffer.alloc(0))]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

export interface ElfMeant {
  interpreter: string;
  needed: readonly string[];
  runpath: string;
}

/** A small ELF file (64 bits, x86-64) that needs libraries; there is no code in it. */
export function elf({ interpreter, needed, runpath }: ElfMeant): Buffer {
  const strings = Buffer.from(`\0${[interpreter, ...needed, runpath].map((it) => `${it}\0`).join("")}`);
  const at = (text: string): number => strings.indexOf(`\0${text}\0`) + 1;
  const [dynamicAt, stringsAt] = [0x200, 0x400];
  const entries: [tag: number, value: number][] = [
    ...needed.map((name): [number, number] => [1, at(name)]),
    [29, at(runpath)],
    [5, stringsAt],
    [10, strings.length],
    [0, 0],
  ];
  const file = Buffer.alloc(stringsAt + strings.length);
  file.write("\x7fELF\x02\x01\x01", "latin1");
  file.writeUInt16LE(3, 16);
  file.writeUInt16LE(62, 18);
  file.writeUInt32LE(1, 20);
  file.writeBigUInt64LE(0x1000n, 24);
  file.writeBigUInt64LE(64n, 32);
  file.writeUInt16LE(64, 52);
  file.writeUInt16LE(56, 54);
  file.writeUInt16LE(3, 56);
  file.writeUInt16LE(64, 58);
  const segment = (i: number, type: number, offset: number, size: number): void => {
    const head = 64 + 56 * i;
    file.writeUInt32LE(type, head);
    file.writeUInt32LE(4, head + 4);
    for (const [field, value] of [offset, offset, offset, size, size, 8].entries()) {
      file.writeBigUInt64LE(BigInt(value), head + 8 + 8 * field);
    }
  };
  segment(0, 1, 0, file.length);
  segment(1, 2, dynamicAt, entries.length * 16);
  segment(2, 3, stringsAt + at(interpreter), interpreter.length + 1);
  for (const [i, [tag, value]] of entries.entries()) {
    file.writeBigUInt64LE(BigInt(tag), dynamicAt + 16 * i);
    file.writeBigUInt64LE(BigInt(value), dynamicAt + 16 * i + 8);
  }
  strings.copy(file, stringsAt);
  return file;
}

/** A tree with a file of each kind. */
export const mixed: Made = {
  folder: {
    bin: {
      folder: {
        hello: {
          executable: elf({
            interpreter: "/nix/store/10s5j3mfdg22k1597x580qrhprnzcjwb-glibc-2.33/lib/ld-linux-x86-64.so.2",
            needed: ["libgreet.so.1", "libc.so.6"],
            runpath: "$ORIGIN/../lib:/nix/store/10s5j3mfdg22k1597x580qrhprnzcjwb-glibc-2.33/lib",
          }),
        },
        "hello-wrapped": { executable: '#!/bin/sh\n# Says hello.\nexec "$(dirname "$0")/hello" "$@"\n' },
        hi: { link: "hello" },
        out: { link: "../../elsewhere" },
      },
    },
    lib: { folder: { "libgreet.so.1": Buffer.from([0x7f, 0x45, 0x4c, 0x46, 1, 2, 3]) } },
    share: {
      folder: {
        doc: {
          folder: {
            "data.bin": Buffer.from(Array.from({ length: 100_000 }, (_, i) => (i * 7) & 255)),
            "default.nix":
              '# A needle is here.\n{ pkgs ? import <nixpkgs> { } }:\nlet\n  greeting = "hello ${pkgs.system}";\nin\npkgs.runCommand "x" { } "echo ${greeting}"\n',
            empty: "",
            "icon.svg":
              '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><script>window.hacked = 1</script><circle cx="20" cy="20" r="18" fill="#a3330c"/></svg>',
            "lines.txt": Array.from(
              { length: 20_000 },
              (_, i) => `line ${i + 1}${i === 15_000 ? " with the needle" : ""}\n`,
            ).join(""),
            "logo.png": png(120, 60),
          },
        },
      },
    },
  },
};
