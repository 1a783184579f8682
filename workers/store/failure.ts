/** Failures of the store as the page gets them. */
import { ArchiveError, CastoreError, type CastoreErrorKind } from "../../core/castore/index.ts";
import type { StoreAnswer, StoreFailure } from "../store-protocol.ts";

/** A failure that says itself what the page is told. */
export class StoreProblem extends Error {
  constructor(
    readonly kind: StoreFailure["kind"],
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

const kinds: Record<CastoreErrorKind, StoreFailure["kind"]> = {
  invalid: "invalid",
  missing: "missing",
  corrupt: "corrupt",
  range: "invalid",
  quota: "quota",
  "read-only": "internal",
};

/** What the page is told of a failure. */
export function failureOf(error: unknown): StoreFailure {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof StoreProblem) return { kind: error.kind, message };
  if (error instanceof ArchiveError) return { kind: "invalid", message };
  if (error instanceof CastoreError) {
    // What a browser's fetch fails with.
    if (error.cause instanceof TypeError) return { kind: "network", message };
    return { kind: kinds[error.kind], message };
  }
  if (error instanceof Error && error.name === "QuotaExceededError") {
    const advice = "remove a tree and collect garbage, or free disk space";
    return { kind: "quota", message: `the browser's storage for this site is full: ${advice}` };
  }
  if (error instanceof Error && error.name === "NotReadableError") {
    return { kind: "invalid", message: `the file can't be read any more: choose it again (${message})` };
  }
  return { kind: "internal", message };
}

/** Runs something for the page. Never rejects. */
export async function answerOf<T>(signal: AbortSignal, run: () => Promise<T>): Promise<StoreAnswer<T>> {
  try {
    return { type: "ok", value: await run() };
  } catch (error) {
    if (signal.aborted) return { type: "cancelled" };
    return { type: "failed", failure: failureOf(error) };
  }
}
