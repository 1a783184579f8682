/** Errors that are of the moment. */
import type { NixError } from "../../core/eval/index.ts";

/** Whether an error says nothing of the value: it may be had another time. */
export function isTransient({ kind }: NixError): boolean {
  return kind === "stopped" || kind === "memory" || kind === "call-depth" || kind === "internal";
}
