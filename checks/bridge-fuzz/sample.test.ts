/** Some of the attacks; all of them: `npm run check:bridge-fuzz`. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { toNixBase32 } from "../../core/nix-compat/index.ts";
import { attack } from "./cases.ts";
import { Host, secret } from "./host.ts";
import { joined } from "./mutate.ts";

let host: Host;
beforeAll(async () => void (host = await Host.open(2)));
afterAll(() => host.remove());

test("900 attacks: each is right or refused as it should be", async () => {
  const writing = host.writing();
  for (let index = 0; index < 900; index++) await attack(host, writing, 2, index);
});

test("links that somebody has left in the store's folder lead nowhere", async () => {
  const asked = host.good.paths.filter((path) => path.startsWith("0".repeat(32)) || path.includes("abab"));
  expect(asked).toHaveLength(4);
  for (const path of asked) {
    const answer = await host.reading(new Request(`http://h/${path}`));
    const text = await answer.text();
    expect([answer.status, text]).toEqual([
      500,
      expect.stringContaining("is a symbolic link, where a file belongs"),
    ]);
    expect(text).not.toContain(secret);
  }
});

test("a NAR that says it is huge costs no memory", async () => {
  const claim = new Uint8Array(8);
  new DataView(claim.buffer).setBigUint64(0, 2n ** 52n, true);
  const text = (word: string): Uint8Array => {
    const bytes = new Uint8Array(8 + 8 * Math.ceil(word.length / 8));
    bytes[0] = word.length;
    bytes.set(Buffer.from(word), 8);
    return bytes;
  };
  const words = ["nix-archive-1", "(", "type", "regular", "contents"].map(text);
  const before = process.memoryUsage();
  const body = joined(...words, claim, new Uint8Array(1000));
  const name = toNixBase32(new Uint8Array(32));
  const answer = await host.writing()(new Request(`http://h/nar/${name}.nar`, { method: "PUT", body }));
  expect(answer.status).toBe(400);
  const after = process.memoryUsage();
  expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(64e6);
});
