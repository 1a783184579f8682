import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LinkError, decodeLink, encodeLink } from "./link.ts";

describe("share links", () => {
  it("carry any text there and back", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", maxLength: 2000 }), async (text) => {
        expect(await decodeLink(await encodeLink({ text, view: "json" }))).toEqual({ text, view: "json" });
      }),
    );
  });

  it("are short for ordinary texts and safe in an address", async () => {
    const link = await encodeLink({ text: "let x = 1; in x\n".repeat(200) });
    expect(link).toMatch(/^#n1\.[0-9a-f]{8}\.[A-Za-z0-9_-]+$/);
    expect(link.length).toBeLessThan(150);
  });

  it("never open as something else when damaged", async () => {
    const shared = { text: "{ a = 1; b = [ 2 3 ]; }", profile: "2.8" };
    const link = await encodeLink(shared);
    let told = 0;
    for (let i = link.indexOf(".") + 1; i < link.length; i++) {
      if (link[i] === ".") continue;
      const flipped = link.slice(0, i) + (link[i] === "a" ? "b" : "a") + link.slice(i + 1);
      for (const damaged of [flipped, link.slice(0, i)]) {
        // The last bits of the data carry nothing: changing them is no damage.
        const opened = await decodeLink(damaged).catch((error: unknown) => error);
        if (opened instanceof LinkError) told++;
        else expect(opened).toEqual(shared);
      }
    }
    expect(told).toBeGreaterThan(link.length);
    await expect(decodeLink("#n1")).rejects.toThrow(/damaged/);
    await expect(decodeLink("#n1.00000000.")).rejects.toThrow(/damaged/);
  });

  it("tell other versions and other fragments", async () => {
    await expect(decodeLink("#n2.x.y")).rejects.toThrow(/newer version/);
    await expect(decodeLink("#section")).rejects.toThrow(/no shared text/);
    expect(await decodeLink("#")).toBeNull();
    expect(await decodeLink("")).toBeNull();
  });

  it("do not unfold without end", async () => {
    const link = await encodeLink({ text: "x".repeat(17 * 2 ** 20) });
    await expect(decodeLink(link)).rejects.toThrow(LinkError);
  });
});
