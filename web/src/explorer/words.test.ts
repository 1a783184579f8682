import { describe, expect, it } from "vitest";
import { fileName, labelOf, openNumbers, openPart } from "./words.ts";

describe("the explorer's words", () => {
  it("name downloads after what they are made of", () => {
    expect(fileName("hello-2.12", "nar")).toBe("hello-2.12.nar");
    expect(fileName("mini-1.0.nar.xz", "tar")).toBe("mini-1.0.tar");
    expect(fileName("share/doc/a b.txt", "file")).toBe("a b.txt");
    expect(fileName("", "zip")).toBe("tree.zip");
    expect(fileName('a"\n<b', "file")).toBe("a___b");
  });

  it("tell what is opened", () => {
    const path = "/nix/store/10s5j3mfdg22k1597x580qrhprnzcjwb-hello-2.12";
    const subject = { type: "path" as const, path, from: "https://cache.nixos.org" };
    expect(labelOf({ type: "subject", subject })).toBe("hello-2.12 from cache.nixos.org");
    expect(labelOf({ type: "text", text: `StorePath: ${"x".repeat(100)}\nURL: y` })).toHaveLength(60);
  });

  it("tell how far an opening is", () => {
    expect(openNumbers({ phase: "fetching", read: 2048, total: 4096, files: 0 })).toBe(
      "2.0 KiB of 4.0 KiB fetched",
    );
    expect(openNumbers({ phase: "reading", read: 2048, total: null, files: 3 })).toBe(
      "2.0 KiB read, 3 files",
    );
    expect(openPart({ phase: "reading", read: 1, total: 2, files: 0 })).toBe(0.5);
    expect(openPart({ phase: "finishing", read: 1, total: 2, files: 0 })).toBeNull();
  });
});
