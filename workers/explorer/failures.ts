/** What goes wrong in the explorer, in words for the page. */
import { TooLargeError, TypedTextError } from "../../core/explore/index.ts";
import {
  DerivationError,
  ExportError,
  HashError,
  ListingError,
  NarError,
  NarInfoError,
  SigningKeyError,
  StorePathError,
} from "../../core/nix-compat/index.ts";
import type { StoreAnswer } from "../store-protocol.ts";
import { answerOf, StoreProblem } from "../store/failure.ts";

const invalid = [
  DerivationError,
  ExportError,
  HashError,
  ListingError,
  NarError,
  NarInfoError,
  SigningKeyError,
  StorePathError,
  TypedTextError,
] as const;

/** Runs something for the page. Never rejects. */
export function explored<T>(signal: AbortSignal, run: () => Promise<T>): Promise<StoreAnswer<T>> {
  return answerOf(signal, async () => {
    try {
      return await run();
    } catch (error) {
      throw problemOf(error);
    }
  });
}

function problemOf(error: unknown): unknown {
  if (error instanceof TooLargeError) {
    const message =
      `it unpacks to more than ${gigabytes(error.limit)}, which is all there is room for in this browser: ` +
      "forget what is not needed and collect garbage, or look into it elsewhere";
    return new StoreProblem("quota", message, { cause: error });
  }
  if (invalid.some((kind) => error instanceof kind)) {
    return new StoreProblem("invalid", (error as Error).message, { cause: error });
  }
  return error;
}

function gigabytes(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.max(1, Math.round(bytes / 1e6))} MB`;
}
