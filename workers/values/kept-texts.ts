/** The texts that the page reads part by part. */
import type { Answer, RenderedText, TextId, TextPart } from "../values-protocol.ts";
import { KeptText } from "./kept-text.ts";

/** UTF-16 units of the first part. */
const firstPart = 2 ** 16;

/** Texts kept whose bytes come to more than this make the oldest go, but for the last. */
const maxBytes = 2 ** 28;

interface Entry {
  text: KeptText;
  bytes: number;
}

export class KeptTexts {
  private readonly texts = new Map<TextId, Entry>();
  private bytes = 0;

  /** @param nextId - a number that nothing else has */
  constructor(private readonly nextId: () => number) {}

  /** Keeps a byte string. */
  keep(bytes: string): RenderedText {
    const id = this.nextId();
    const text = new KeptText(bytes);
    this.texts.set(id, { text, bytes: bytes.length });
    this.bytes += bytes.length;
    for (const [old, { bytes: size }] of this.texts) {
      if (this.bytes <= maxBytes || old === id) break;
      this.texts.delete(old);
      this.bytes -= size;
    }
    return { text: id, first: text.part(0, firstPart) };
  }

  /** What {@link keep} answered for a text; null when it is not kept any more. */
  find(id: TextId): RenderedText | null {
    const entry = this.texts.get(id);
    return entry === undefined ? null : { text: id, first: entry.text.part(0, firstPart) };
  }

  part(id: TextId, from: number, to: number): Answer<TextPart> {
    const entry = this.texts.get(id);
    return entry === undefined ? { type: "stale" } : { type: "ok", value: entry.text.part(from, to) };
  }
}
