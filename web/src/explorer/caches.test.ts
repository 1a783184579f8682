import { describe, expect, it } from "vitest";
import { createCaches, defaultCaches, keyProblem, readCaches } from "./caches.ts";

describe("the list of caches", () => {
  it("is the default one until another is kept", () => {
    expect(readCaches(null)).toBe(defaultCaches);
    expect(readCaches("{")).toBe(defaultCaches);
    expect(readCaches("[]")).toEqual([]);
  });

  it("takes of a kept list what makes sense", () => {
    const key = defaultCaches[0]!.trustedKeys[0]!;
    const kept = [
      { url: "https://a.example", trustedKeys: [key, "wrong", 3] },
      { url: "javascript:alert(1)", trustedKeys: [] },
      { url: "https://b.example" },
      null,
    ];
    expect(readCaches(JSON.stringify(kept))).toEqual([{ url: "https://a.example", trustedKeys: [key] }]);
  });

  it("trusts no key for a cache that is not in it", () => {
    const caches = createCaches({ read: () => null, write: () => undefined });
    expect(caches.of("https://cache.nixos.org/")).toEqual(defaultCaches[0]);
    expect(caches.of("https://other.example")).toEqual({ url: "https://other.example", trustedKeys: [] });
  });

  it("tells good keys from bad ones", () => {
    expect(keyProblem(defaultCaches[0]!.trustedKeys[0])).toBeNull();
    expect(keyProblem("cache.nixos.org-1:short=")).not.toBeNull();
  });
});
