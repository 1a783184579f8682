/** Damaging bytes, texts and requests in ways that matter to their readers. */
import type { RandomSource } from "../../core/nix-compat/nar/testing/random-tree.ts";

export const below = (random: RandomSource, end: number): number => Math.floor(random() * end);

export function oneOf<T>(random: RandomSource, all: readonly T[]): T {
  return all[below(random, all.length)]!;
}

/** Sizes that readers trip over. */
const sizes = [
  0n,
  1n,
  7n,
  8n,
  255n,
  4096n,
  2n ** 31n,
  2n ** 32n,
  2n ** 40n,
  2n ** 53n,
  2n ** 63n - 1n,
  2n ** 64n - 1n,
];

/** One to four damages: flipped bits, numbers, cuts, parts repeated, moved, removed, or of another input. */
export function damage(random: RandomSource, bytes: Uint8Array, other: Uint8Array): Uint8Array {
  let result = new Uint8Array(bytes);
  for (let left = 1 + below(random, 4); left > 0; left--) result = damageOnce(random, result, other);
  return result;
}

function damageOnce(random: RandomSource, bytes: Uint8Array, other: Uint8Array): Uint8Array<ArrayBuffer> {
  const at = below(random, bytes.length + 1);
  const to = Math.min(bytes.length, at + below(random, 200));
  switch (below(random, 8)) {
    case 0: {
      const result = new Uint8Array(bytes);
      if (bytes.length > 0) result[at % bytes.length]! ^= 1 << below(random, 8);
      return result;
    }
    case 1: {
      // A number of a NAR, if it hits one: they stand at multiples of eight.
      const result = new Uint8Array(bytes);
      const place = at - (at % 8);
      if (place + 8 <= bytes.length)
        new DataView(result.buffer).setBigUint64(place, oneOf(random, sizes), true);
      return result;
    }
    case 2:
      return bytes.slice(0, at);
    case 3:
      return joined(bytes.subarray(0, at), bytes.subarray(to));
    case 4:
      return joined(bytes.subarray(0, to), bytes.subarray(at));
    case 5:
      return joined(bytes.subarray(0, at), noise(random, below(random, 40)), bytes.subarray(at));
    case 6: {
      const from = below(random, other.length + 1);
      return joined(
        bytes.subarray(0, at),
        other.subarray(from, from + below(random, 400)),
        bytes.subarray(to),
      );
    }
    default:
      return joined(bytes, noise(random, below(random, 40)));
  }
}

export function noise(random: RandomSource, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => below(random, 256));
}

export function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    result.set(part, at);
    at += part.length;
  }
  return result;
}

/** The same for text of lines: also whole lines are repeated, removed, and get values of others. */
export function damageText(random: RandomSource, text: string, other: string): string {
  const lines = text.split("\n");
  const others = other.split("\n");
  switch (below(random, 6)) {
    case 0:
      lines.splice(below(random, lines.length), 1);
      return lines.join("\n");
    case 1:
      lines.splice(below(random, lines.length), 0, oneOf(random, lines));
      return lines.join("\n");
    case 2: {
      const i = below(random, lines.length);
      const [tag = ""] = lines[i]!.split(": ");
      lines[i] = `${tag}: ${oneOf(random, oddValues)}`;
      return lines.join("\n");
    }
    case 3:
      lines.splice(below(random, lines.length), 1, oneOf(random, others));
      return lines.join("\n");
    default:
      return latin1(damage(random, bytesOf(text), bytesOf(other)));
  }
}

const oddValues = [
  "",
  " ",
  "-1",
  "1e9",
  "0x10",
  "99999999999999999999",
  "/etc/passwd",
  "../../etc/passwd",
  "/nix/store/../../etc/passwd",
  "\0",
  "\xff\xfe",
  "x".repeat(5000),
  "sha256:",
  "sha256:zzzz",
  "md5:d41d8cd98f00b204e9800998ecf8427e",
  "fixed:r:sha256:0",
  "a:b:c",
  "__proto__",
  "key:AAAA",
  "none",
];

export const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "latin1"));
export const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");

/** Ways out of a folder, and what servers stumble over. */
const traps = [
  "..",
  "%2e%2e",
  ".%2E",
  "%2e%2e%2f",
  "..%2f..%2f",
  "%252e%252e",
  "..%5c",
  "..;",
  "....//",
  "%00",
  "%0d%0a",
  "%",
  "%zz",
  "%c0%ae%c0%ae",
  "//",
  "/",
  "~root",
  "C:",
  "etc/passwd",
  "infos",
  "uploads",
  "?",
  "#",
  "\\",
  "*",
  "__proto__",
  "a".repeat(3000),
];

/** A path made of parts of good ones and of traps. */
export function damagePath(random: RandomSource, good: readonly string[]): string {
  let path = oneOf(random, good);
  for (let left = below(random, 4); left > 0; left--) {
    const at = below(random, path.length + 1);
    const trap = random() < 0.7 ? oneOf(random, traps) : oneOf(random, good);
    const between = random() < 0.5 ? "/" : "";
    path =
      path.slice(0, at) + between + trap + between + path.slice(random() < 0.5 ? at : at + below(random, 30));
  }
  // What no request line can hold.
  return `/${path.replace(/^\//, "")}`.replace(/[\0- \x7f-\xff]/g, "_").slice(0, 14_000);
}
