import fc from "fast-check";
import { createRoot } from "solid-js";
import { describe, expect, it } from "vitest";
import { hexLines, hexOffset, readable } from "./marked-bytes.ts";
import { createPages } from "./pages.ts";

describe("hex", () => {
  it("has a line for each sixteen bytes", () => {
    const lines = hexLines(
      Uint8Array.from({ length: 18 }, (_, i) => 0x40 + i),
      0x20,
    );
    expect(lines).toEqual([
      { offset: 0x20, hex: "40 41 42 43 44 45 46 47  48 49 4a 4b 4c 4d 4e 4f", text: "@ABCDEFGHIJKLMNO" },
      { offset: 0x30, hex: "50 51", text: "PQ" },
    ]);
    expect(hexLines(new Uint8Array([0, 200]), 0, 8)[0]!.text).toBe("··");
    expect(hexOffset(255)).toBe("0x0000ff");
  });

  it("tells names that are no UTF-8 byte by byte", () => {
    expect(readable("a\xc3\xa9")).toBe("aé");
    expect(readable("a\xff\n")).toBe("a\\xff\\x0a");
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => typeof readable(String.fromCharCode(...bytes)) === "string"),
    );
  });
});

describe("pages", () => {
  const items = Array.from({ length: 25 }, (_, i) => i);
  const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

  it("are fetched as they are looked at, each once", async () => {
    const asked: number[] = [];
    const pages = createRoot(() =>
      createPages(async (from, count) => {
        asked.push(from);
        return { type: "ok", value: { total: items.length, items: items.slice(from, from + count) } };
      }, 10),
    );
    expect(pages.total()).toBeNull();
    await settle();
    expect(pages.total()).toBe(25);
    expect(pages.get(3)).toBe(3);
    expect(pages.get(24)).toBeUndefined();
    expect(pages.get(20)).toBeUndefined();
    await settle();
    expect(pages.get(24)).toBe(24);
    expect(asked).toEqual([0, 20]);
  });

  it("that failed are asked for again when that is wished for", async () => {
    let fails = true;
    const pages = createRoot(() =>
      createPages<number>(async () => {
        if (fails) return { type: "failed", failure: { kind: "network", message: "gone" } };
        return { type: "ok", value: { total: 1, items: [7] } };
      }),
    );
    await settle();
    expect(pages.failure()?.message).toBe("gone");
    fails = false;
    expect(pages.get(0)).toBeUndefined();
    pages.again();
    await settle();
    expect([pages.failure(), pages.get(0)]).toEqual([null, 7]);
  });
});
