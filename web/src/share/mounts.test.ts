import { describe, expect, it } from "vitest";
import type { Mount } from "../../../workers/index.ts";
import { LinkError } from "./errors.ts";
import { decodeLink, encodeLink } from "./link.ts";
import { mountsUsed, readMounts } from "./mounts.ts";
import { seal } from "./testing/mutate.ts";
import { unsaidSettings, type SharedMount } from "./types.ts";

const rootA = `blake3-${"A".repeat(43)}=`;
const rootB = `blake3-${"B".repeat(42)}A=`;
const mount = (name: string, root: string, more: Partial<Mount> = {}): Mount => ({
  name,
  root,
  source: "tree.tar",
  url: null,
  ...more,
});
describe("mounts of a link", () => {
  it("are those that the files name", () => {
    const mounts = [mount("nixpkgs", rootA), mount("lib", rootB), mount("home-manager", rootA)];
    const names = (text: string): string[] =>
      mountsUsed(mounts, { "main.nix": text, "x.png": new Uint8Array([60]) }).map(({ name }) => name);
    expect(names("import <nixpkgs> { }")).toEqual(["nixpkgs"]);
    expect(names("import <lib/a.nix> + <home-manager>")).toEqual(["lib", "home-manager"]);
    expect(names("<libs> nixpkgs")).toEqual([]);
    expect(names("builtins.nixPath")).toHaveLength(3);
  });

  it("say where a tree may be had, unless that may be a secret", () => {
    const url = (more: Partial<Mount>): string | undefined =>
      mountsUsed([mount("a", rootA, more)], { x: "<a>" })[0]?.url;
    expect(url({})).toBeUndefined();
    expect(url({ url: "https://host/tree/" })).toBe("https://host/tree/");
    expect(url({ source: "https://host/a.tar.gz" })).toBe("https://host/a.tar.gz");
    for (const source of ["https://host/a.tar?token=1", "https://me:pw@host/a.tar", "file:///a.tar"]) {
      expect(url({ source })).toBeUndefined();
    }
  });

  it("travel in links, and links without them are as they were", async () => {
    const workspace = {
      name: "One",
      files: { "main.nix": "<a>" },
      open: ["main.nix"],
      active: "main.nix",
    };
    const mounts: SharedMount[] = [{ name: "a", root: rootA, url: "https://host/" }];
    const shared = { workspace, settings: unsaidSettings, mounts };
    expect(await decodeLink(await encodeLink(shared))).toEqual(shared);
    const plain = { workspace, settings: unsaidSettings };
    expect(await encodeLink({ ...plain, mounts: [] })).toBe(await encodeLink(plain));
  });

  it("are refused when they can't be mounts", async () => {
    const good = { name: "a", root: rootA };
    for (const mounts of [
      {},
      "a",
      null,
      [1],
      [null],
      [{ name: "a" }],
      [{ root: rootA }],
      [{ ...good, name: "../a" }],
      [{ ...good, name: "a/b" }],
      [{ ...good, name: "" }],
      [{ ...good, name: "x".repeat(65) }],
      [{ ...good, root: "blake3-" }],
      [{ ...good, root: rootA.replace("A=", "B=") }],
      [{ ...good, root: rootA.replace("blake3", "sha256") }],
      [{ ...good, url: "javascript:alert(1)" }],
      [{ ...good, url: "https://user:pw@host/" }],
      [{ ...good, url: `https://host/${"x".repeat(3000)}` }],
      [{ ...good, url: 7 }],
      [good, good],
      Array.from({ length: 65 }, (_, i) => ({ ...good, name: `a${i}` })),
    ]) {
      const link = await seal(JSON.stringify({ files: { a: "" }, mounts }));
      await expect(decodeLink(link), JSON.stringify(mounts).slice(0, 99)).rejects.toThrow(LinkError);
    }
    expect(readMounts([{ ...good, more: 1 }], "link")).toEqual([good]);
  });
});
