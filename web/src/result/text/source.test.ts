import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Answer, TextPart } from "../../../../workers/index.ts";
import { TextGone, allOf, keptText, localText, wholeText } from "./source.ts";

describe("texts read part by part", () => {
  it("put together are the whole, no pair cut", async () => {
    const unit = fc.constantFrom("a", "\n", "é", "😀");
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit, maxLength: 60 }),
        fc.integer({ min: 1, max: 9 }),
        async (text, step) => {
          const source = localText(text);
          let out = "";
          for (let from = 0; from < source.total; from += step) {
            const part = await source.part(from, from + step);
            expect(() => encodeURIComponent(part)).not.toThrow();
            out += part;
          }
          expect(out).toBe(text);
        },
      ),
    );
  });

  it("ask the worker only for what it did not send at once", async () => {
    const text = "x".repeat(3 * 2 ** 20);
    const asked: number[] = [];
    const client = {
      textPart(_: number, from: number, to: number): Promise<Answer<TextPart>> {
        asked.push(from);
        return Promise.resolve({ type: "ok", value: { text: text.slice(from, to), total: text.length } });
      },
    };
    const kept = { text: 1, first: { text: text.slice(0, 100), total: text.length } };
    expect((await wholeText(kept, client)).join("") === text).toBe(true);
    expect(asked).toEqual([0, 2 ** 20, 2 ** 21]);
    expect(await allOf(keptText({ text: 2, first: { text: "ab", total: 2 } }, client))).toEqual(["ab"]);
    expect(asked.length).toBe(3);
  });

  it("say when they are gone", async () => {
    const client = { textPart: () => Promise.resolve<Answer<TextPart>>({ type: "stale" }) };
    const source = keptText({ text: 1, first: { text: "", total: 10 } }, client);
    await expect(source.part(0, 5)).rejects.toThrow(TextGone);
  });
});
