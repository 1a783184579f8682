import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { useHashEngine } from "../nix-compat/index.ts";
import { StreamHasher } from "./index.ts";

test("digests of streams, by WebAssembly or by the host, one after the other", async () => {
  const text = new TextEncoder().encode("some text");
  const wanted = new Uint8Array(createHash("sha256").update(text).digest());
  const hashed = async (): Promise<Uint8Array> => {
    const hasher = await StreamHasher.open("sha256");
    for (const byte of text) hasher.update(Uint8Array.of(byte));
    return hasher.digest();
  };
  expect(await hashed()).toEqual(wanted);
  let made = 0;
  useHashEngine({
    hashText: () => null,
    hashTextsBase16: () => null,
    hashBytes: () => null,
    create(algorithm) {
      if (algorithm !== "sha256") return null;
      made++;
      const hash = createHash("sha256");
      return { update: (data) => void hash.update(data), digest: () => hash.digest() };
    },
  });
  // Those of WebAssembly that are idle are still good.
  const opened = await Promise.all([1, 2, 3].map(() => StreamHasher.open("sha256")));
  for (const hasher of opened) {
    hasher.update(text);
    expect(hasher.digest()).toEqual(wanted);
  }
  expect(made).toBeGreaterThan(0);
  expect(await hashed()).toEqual(wanted);
  const other = await StreamHasher.open("sha256");
  other.update(text);
  other.release();
  expect(() => other.digest()).toThrow("the hasher has ended");
});
