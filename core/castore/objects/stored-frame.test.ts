import { decompress } from "fzstd";
import fc from "fast-check";
import { expect, test } from "vitest";
import { concatenate } from "../streams.ts";
import { storedFrame, unpackStored } from "./stored-frame.ts";

const same = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i]);

test("what is stored comes back, by zstd and without it", () => {
  for (const size of [0, 1, 255, 256, 65_791, 65_792, 131_071, 131_072, 131_073, 400_000]) {
    const content = new Uint8Array(size).map((_, i) => (i * i) >> 3);
    const frame = storedFrame(content);
    const into = new Uint8Array(size);
    expect([unpackStored(frame, into), same(into, content)]).toEqual([true, true]);
    expect(same(decompress(frame), content)).toBe(true);
    expect(unpackStored(frame, new Uint8Array(size + 1))).toBe(false);
    if (size > 0) expect(unpackStored(frame, new Uint8Array(size - 1))).toBe(false);
    expect(unpackStored(frame.subarray(0, -1), into)).toBe(false);
    expect(unpackStored(concatenate([frame, Uint8Array.of(0)]), into)).toBe(false);
  }
});

test("whatever comes ends, and nothing is written outside", () => {
  const frame = storedFrame(new Uint8Array(300).fill(7));
  fc.assert(
    fc.property(fc.nat(20), fc.nat(255), (at, byte) => {
      const damaged = Uint8Array.from(frame);
      damaged[at] = byte;
      const room = new Uint8Array(400);
      unpackStored(damaged, room.subarray(0, 300));
      expect(room.subarray(300).every((one) => one === 0)).toBe(true);
    }),
  );
});
