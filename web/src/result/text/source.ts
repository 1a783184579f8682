/** Texts that may be large, read part by part. */
import type { RenderedText } from "../../../../workers/index.ts";
import type { ValueClient } from "../types.ts";

/** UTF-16 units that are asked for at once when a whole text is wanted. */
const wholeStep = 2 ** 20;

/** A text that is read part by part. */
export interface TextSource {
  /** UTF-16 units of the whole text. */
  total: number;
  /** A part; cuts are moved so that no surrogate pair is cut. @throws TextGone */
  part(from: number, to: number): Promise<string>;
}

/** The evaluator that kept a text is gone, or evaluates something else. */
export class TextGone extends Error {
  constructor() {
    super("this text is no longer kept: evaluate again");
  }
}

/** A text that is here. */
export function localText(text: string): TextSource {
  const cut = (at: number): number => (isLowSurrogate(text, at) ? at - 1 : at);
  return {
    total: text.length,
    part: (from, to) => Promise.resolve(text.slice(cut(from), cut(Math.min(to, text.length)))),
  };
}

/** A text that the worker keeps. */
export function keptText(kept: RenderedText, client: Pick<ValueClient, "textPart">): TextSource {
  const { first, text } = kept;
  return {
    total: first.total,
    async part(from, to) {
      if (first.text.length === first.total) return localText(first.text).part(from, to);
      const answer = await client.textPart(text, from, Math.min(to, first.total));
      if (answer.type !== "ok") throw new TextGone();
      return answer.value.text;
    },
  };
}

/** All of a text that the worker keeps, in pieces: put together they may be too much for one moment. @throws TextGone */
export async function wholeText(
  kept: RenderedText,
  client: Pick<ValueClient, "textPart">,
): Promise<string[]> {
  return allOf(keptText(kept, client));
}

/** All of a text, in pieces. @throws TextGone */
export async function allOf(source: TextSource): Promise<string[]> {
  const pieces: string[] = [];
  for (let from = 0; from < source.total; from += wholeStep) {
    pieces.push(await source.part(from, Math.min(from + wholeStep, source.total)));
  }
  return pieces;
}

function isLowSurrogate(text: string, at: number): boolean {
  return at > 0 && at < text.length && (text.charCodeAt(at) & 0xfc00) === 0xdc00;
}
