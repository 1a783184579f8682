import { expect, it } from "vitest";
import type { Answer, RenderedText } from "../../../../workers/index.ts";
import { write, type Writing, type Written } from "./written.ts";

const asked: Writing = { id: 0, format: "json", strict: true, rendered: null };
const text = '{"a":1}';

function writing(answer: Answer<RenderedText>, rest: string | null = null): Promise<Written> {
  const client = {
    render: () => Promise.resolve(answer),
    textPart: (_: number, from: number, to: number) =>
      Promise.resolve(
        rest === null
          ? ({ type: "stale" } as const)
          : ({ type: "ok", value: { text: rest.slice(from, to), total: rest.length } } as const),
      ),
  };
  return write(asked, client, { run: (_, ask) => ask() });
}

const whole = (result: Written): Promise<string> =>
  result.type === "text" ? result.raw.part(0, result.raw.total) : Promise.resolve(result.type);

it("takes a text that came whole, or in parts", async () => {
  const here: Answer<RenderedText> = { type: "ok", value: { text: 1, first: { text, total: text.length } } };
  expect(await whole(await writing(here))).toBe(text);
  const part: Answer<RenderedText> = {
    type: "ok",
    value: { text: 1, first: { text: "", total: text.length } },
  };
  expect(await whole(await writing(part, text))).toBe(text);
});

it("says that a value or the rest of its text is gone", async () => {
  expect(await writing({ type: "stale" })).toEqual({ type: "none" });
  const part: Answer<RenderedText> = {
    type: "ok",
    value: { text: 1, first: { text: "", total: text.length } },
  };
  expect(await writing(part)).toEqual({ type: "none" });
});
