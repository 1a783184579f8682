import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foldPieces, markInput, type HashedPiece } from "./hashed.ts";

const digest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const path = "/nix/store/6xg259477c90a229xwmb53pdfkn6ig3g-hello";
const textOf = (pieces: readonly HashedPiece[]): string => pieces.map(({ text }) => text).join("");

describe("what is hashed", () => {
  it("has what earlier steps gave, digests and paths marked", () => {
    const pieces = markInput(`output:out:sha256:${digest}:/nix/store:x ${"0".repeat(64)} ${path}`, [
      { step: 1, output: "x" },
      { step: 2, output: digest },
    ]);
    expect(pieces.filter(({ kind }) => kind !== "plain")).toEqual([
      { text: digest, kind: "flow", step: 2 },
      { text: "0".repeat(64), kind: "digest", step: 0 },
      { text: path, kind: "path", step: 0 },
    ]);
  });

  it("stays the same text", () => {
    const part = fc.oneof(fc.string(), fc.constantFrom(digest, path, "a.b*c(d+e", `${digest}0`));
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const input = parts.join("");
        expect(
          textOf(
            markInput(input, [
              { step: 1, output: "a.b*c(d+e" },
              { step: 2, output: digest },
            ]),
          ),
        ).toBe(input);
      }),
    );
  });
});

describe("folding", () => {
  it("leaves nothing out of short texts", () => {
    expect(foldPieces(markInput("short", []))).toBeNull();
  });

  it("keeps both ends and what earlier steps gave, and counts the rest", () => {
    const long = `${"a".repeat(5000)}${digest}${"b".repeat(5000)}`;
    const folded = foldPieces(markInput(long, [{ step: 1, output: digest }]))!;
    expect(folded.filter((it) => "gap" in it)).toHaveLength(2);
    expect(folded.some((it) => "kind" in it && it.kind === "flow" && it.text === digest)).toBe(true);
  });

  it("makes no link of half a path", () => {
    const paths = Array.from({ length: 100 }, () => path).join(" ");
    const folded = foldPieces(markInput(paths, []))!;
    expect(folded.every((it) => "gap" in it || it.kind !== "path" || it.text === path)).toBe(true);
  });

  it("is the text but for the gaps", () => {
    const pieces = fc.array(
      fc.record({
        text: fc.nat(900).map((length) => "x".repeat(length + 1)),
        kind: fc.constantFrom("flow" as const, "plain" as const, "path" as const),
        step: fc.constant(1),
      }),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(pieces, (list) => {
        const folded = foldPieces(list);
        if (folded === null) return;
        const length = folded.reduce((sum, it) => sum + ("gap" in it ? it.gap : it.text.length), 0);
        expect(length).toBe(textOf(list).length);
        expect(folded.every((it) => "gap" in it || it.text !== "")).toBe(true);
      }),
    );
  });
});
