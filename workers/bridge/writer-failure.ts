/** Errors of writing, on their way from the store worker to the service worker. */
import { CastoreError } from "../../core/castore/index.ts";
import { NarError } from "../../core/nix-compat/index.ts";
import { BridgeRefusal } from "../../core/store/index.ts";
import type { WriterFailure } from "./writer-protocol.ts";

/** There is nobody who could write: no page is open, or it does not answer. */
export class NoWriterError extends BridgeRefusal {
  constructor(message: string) {
    super(503, message, { "retry-after": "5" });
  }
}

/** An error as it is sent. */
export function failureOfError(error: unknown): WriterFailure {
  if (error instanceof NarError) return { kind: "nar", reason: error.reason, offset: error.offset };
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof CastoreError) return { kind: "castore", castore: error.kind, message };
  // What the browser itself throws when there is no room.
  if (error instanceof Error && error.name === "QuotaExceededError")
    return { kind: "castore", castore: "quota", message: "the browser's storage for this site is full" };
  return { kind: "other", message };
}

/** The error that was sent. */
export function errorOfFailure(failure: WriterFailure): Error {
  switch (failure.kind) {
    case "nar":
      return new NarError(failure.reason, failure.offset);
    case "castore":
      return new CastoreError(failure.castore, failure.message);
    case "other":
      return new Error(failure.message);
  }
}
