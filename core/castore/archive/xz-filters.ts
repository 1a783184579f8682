/** What xz does to a block's bytes besides LZMA2: filters, and checks of the result. */
import { createHasher } from "../../nix-compat/index.ts";
import { UnfilterX86 } from "./bcj-x86.ts";
import { Crc32, Crc64 } from "./crc.ts";
import { littleEndian } from "./decoder.ts";
import type { ByteSink } from "./window.ts";

/** Sizes of checks by their numbers. */
export const checkSizes = [0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64];

const filterNames: Record<number, string> = {
  0x05: "PowerPC",
  0x06: "IA-64",
  0x07: "ARM",
  0x08: "ARM Thumb",
  0x09: "SPARC",
  0x0a: "ARM64",
  0x0b: "RISC-V",
};

/** A filter as a block's header names it. */
export interface XzFilter {
  readonly id: number;
  readonly properties: Uint8Array;
}

/** Takes a block's bytes on their way. */
export interface XzStage {
  push: ByteSink;
  end: () => void;
}

/** The check over a block. */
export interface XzCheck {
  update(bytes: Uint8Array): void;
  /** Whether the check sum at an offset is that of all so far. Kinds that nobody knows always match. */
  matches(bytes: Uint8Array, at: number): boolean;
}

/** Adds to each byte the one that stands a distance before it. */
function undelta(distance: number, sink: ByteSink): XzStage {
  const last = new Uint8Array(distance);
  let at = 0;
  return {
    push(piece) {
      const bytes = piece.slice();
      for (let i = 0; i < bytes.length; i++) {
        bytes[i] = last[at] = (bytes[i]! + last[at]!) & 0xff;
        at = at + 1 === distance ? 0 : at + 1;
      }
      sink(bytes);
    },
    end: () => {},
  };
}

/** Filters in a row, the first to undo first; or what is wrong about one. */
export function xzFilters(filters: readonly XzFilter[], sink: ByteSink): XzStage | string {
  let stage: XzStage = { push: sink, end: () => {} };
  for (const { id, properties } of [...filters].reverse()) {
    const next: XzStage = stage;
    if (id === 0x03) {
      const delta = undelta((properties[0] ?? 0) + 1, (bytes) => next.push(bytes));
      stage = { push: delta.push, end: () => next.end() };
    } else if (id === 0x04) {
      const x86 = new UnfilterX86((bytes) => next.push(bytes));
      stage = {
        push: (bytes) => x86.push(bytes),
        end: () => {
          x86.end();
          next.end();
        },
      };
    } else {
      const name = filterNames[id];
      return `the filter ${name === undefined ? `number ${id}` : `for ${name} code`} is not supported`;
    }
  }
  return stage;
}

/** The check of a kind. */
export function xzCheck(kind: number): XzCheck {
  if (kind === 1) {
    const crc = new Crc32();
    return {
      update: (bytes) => void crc.update(bytes),
      matches: (bytes, at) => littleEndian(bytes, at) === crc.value,
    };
  }
  if (kind === 4) {
    const crc = new Crc64();
    return {
      update: (bytes) => void crc.update(bytes),
      matches: (bytes, at) => littleEndian(bytes, at) === crc.low && littleEndian(bytes, at + 4) === crc.high,
    };
  }
  if (kind === 10) {
    const hasher = createHasher("sha256");
    return {
      update: (bytes) => hasher.update(bytes),
      matches: (bytes, at) => hasher.digest().every((byte, i) => bytes[at + i] === byte),
    };
  }
  return { update: () => {}, matches: () => true };
}
