import { spawnSync } from "node:child_process";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { concatenate, streamOfBytes } from "../castore/index.ts";
import { gather, headSize, peel, TooLargeError } from "./peel.ts";

const text = new TextEncoder().encode("content of a file\n".repeat(5000));

async function peeled(
  bytes: Uint8Array,
  limit = 1e9,
): Promise<{ layers: string[]; head: Uint8Array; content: Uint8Array }> {
  const { layers, head, pieces } = await peel(streamOfBytes(bytes), limit);
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return { layers, head, content: concatenate(all) };
}

function packed(command: string, bytes: Uint8Array): Uint8Array | null {
  const { status, stdout } = spawnSync(command, ["-c"], { input: bytes, maxBuffer: 1e9 });
  return status === 0 ? new Uint8Array(stdout) : null;
}

test("takes off every compression, any number of times", async () => {
  for (const [command, name] of [
    ["gzip", "gzip"],
    ["xz", "xz"],
    ["bzip2", "bzip2"],
    ["zstd", "zstd"],
  ] as const) {
    const once = packed(command, text);
    if (once === null) continue;
    const { layers, head, content } = await peeled(once);
    expect(layers).toEqual([name]);
    expect(content).toEqual(text);
    expect(head).toEqual(text.subarray(0, headSize));
    expect((await peeled(packed(command, once)!)).layers).toEqual([name, name]);
  }
});

test("leaves what is not compressed as it is", async () => {
  for (const plain of ["", "x", "BZh is how bzip2 begins", "BZh9", "\x1f", "x".repeat(headSize * 3)]) {
    const bytes = new TextEncoder().encode(plain);
    expect(await peeled(bytes)).toMatchObject({
      layers: [],
      content: bytes,
      head: bytes.subarray(0, headSize),
    });
  }
});

test("stops bombs", async () => {
  const bomb = new Uint8Array(gzipSync(new Uint8Array(50_000_000)));
  await expect(peeled(bomb, 1_000_000)).rejects.toBeInstanceOf(TooLargeError);
  await expect(peeled(new Uint8Array(gzipSync(bomb)), 1_000_000)).rejects.toBeInstanceOf(TooLargeError);
  const zstd = packed("zstd", new Uint8Array(50_000_000));
  if (zstd !== null) await expect(peeled(zstd, 1_000_000)).rejects.toBeInstanceOf(TooLargeError);
  await expect(peeled(text, 1000)).rejects.toBeInstanceOf(TooLargeError);
});

test("damage is no content", async () => {
  const bytes = new Uint8Array(gzipSync(text));
  await expect(peeled(bytes.subarray(0, bytes.length - 5))).rejects.toThrow("ends in the middle");
  bytes[30]! ^= 255;
  await expect(peeled(bytes)).rejects.toThrow();
});

test("gathers no more than it may", async () => {
  const { pieces } = await peel(streamOfBytes(text), 1e9);
  await expect(gather(pieces, 100, "a narinfo")).rejects.toThrow("a narinfo with more than 100 bytes");
});
