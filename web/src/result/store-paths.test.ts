import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shortenMiddle, shortenStorePath, splitAtStorePaths, storePathName } from "./store-paths.ts";

const hash = "6xg259477c90a229xwmb53pdfkn6ig3g";

describe("store paths in texts", () => {
  it("are found, what lies below them left out", () => {
    const path = `/nix/store/${hash}-hello-2.12`;
    expect(splitAtStorePaths(`"PATH=${path}/bin:${path}"`)).toEqual([
      { text: '"PATH=', path: null },
      { text: path, path },
      { text: "/bin:", path: null },
      { text: path, path },
      { text: '"', path: null },
    ]);
    expect(splitAtStorePaths("/nix/store/short-x")).toEqual([{ text: "/nix/store/short-x", path: null }]);
    expect(splitAtStorePaths("")).toEqual([{ text: "", path: null }]);
  });

  it("lose nothing of the text", () => {
    const part = fc.constantFrom("a", " ", "/nix/store/", hash, `/nix/store/${hash}-x`, "-", "é", "/");
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const text = parts.join("");
        expect(
          splitAtStorePaths(text)
            .map((piece) => piece.text)
            .join(""),
        ).toBe(text);
      }),
    );
  });

  it("are shortened in the middle, other texts not", () => {
    expect(shortenStorePath(`/nix/store/${hash}-hello-2.12.drv`)).toBe("/nix/store/6xg259…-hello-2.12.drv");
    expect(shortenStorePath("/etc/passwd")).toBe("/etc/passwd");
    const long = shortenStorePath(`/nix/store/${hash}-${"a".repeat(90)}.drv`);
    expect(long.endsWith(".drv")).toBe(true);
    expect(long.length).toBeLessThan(72);
  });

  it("have a name", () => {
    expect(storePathName(`/nix/store/${hash}-hello-2.12`)).toBe("hello-2.12");
    expect(storePathName("hello")).toBe("hello");
  });

  it("shortening keeps both ends and the length asked for", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), fc.integer({ min: 3, max: 40 }), (text, most) => {
        const short = shortenMiddle(text, most);
        expect(short.length).toBe(Math.min(text.length, most));
        expect(short[0]).toBe(text[0]);
        expect(short.at(-1)).toBe(text.at(-1));
      }),
    );
  });
});
