/** A value written as a text, as it is shown and as it is copied. */
import type { EvaluateError, OutputFormat, RenderedText, ValueId } from "../../../../workers/index.ts";
import { isCancelled, type Operations } from "../operation.ts";
import type { ValueClient } from "../types.ts";
import { layOut } from "./layout.ts";
import { allOf, keptText, localText, TextGone, type TextSource } from "./source.ts";

/** Texts up to this many UTF-16 units are laid out in lines; larger ones are shown as they are. */
const mostLaidOut = 256 * 1024;

/** What is to be written. */
export interface Writing {
  id: ValueId;
  format: OutputFormat;
  strict: boolean;
  /** The text, where the evaluation wrote it already. */
  rendered: RenderedText | null;
}

/** What came of it; `none` where it was stopped or the value is gone. */
export type Written =
  | { type: "text"; format: OutputFormat; raw: TextSource; shown: TextSource }
  | { type: "error"; error: EvaluateError }
  | { type: "none" };

/** What formats are called. */
export const formatNames = { nix: "Nix", json: "JSON", xml: "XML" };

/** Writes a value, or takes the text that is there. */
export async function write(
  { rendered, ...asked }: Writing,
  client: Pick<ValueClient, "render" | "textPart">,
  operations: Pick<Operations, "run">,
): Promise<Written> {
  let kept = rendered;
  if (kept === null) {
    const answer = await operations.run(`Writing ${formatNames[asked.format]}`, () => client.render(asked));
    if (answer.type === "stale" || isCancelled(answer)) return { type: "none" };
    if (answer.type === "failed") return { type: "error", error: answer.error };
    kept = answer.value;
  }
  const { format } = asked;
  const raw = keptText(kept, client);
  if (format === "xml" || raw.total > mostLaidOut) return { type: "text", format, raw, shown: raw };
  try {
    const whole = (await allOf(raw)).join("");
    return { type: "text", format, raw: localText(whole), shown: localText(layOut(whole, format)) };
  } catch (error) {
    if (!(error instanceof TextGone)) throw error;
    return { type: "none" };
  }
}
