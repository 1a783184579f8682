/** Errors of formats (NARs, narinfos, hashes, keys) as commands end with them. */
import {
  ExportError,
  HashError,
  ListingError,
  NarError,
  NarInfoError,
  SigningKeyError,
  StorePathError,
} from "../core/nix-compat/index.ts";
import { NixError } from "../core/eval/index.ts";

const formatErrors = [
  ExportError,
  HashError,
  ListingError,
  NarError,
  NarInfoError,
  SigningKeyError,
  StorePathError,
];

/**
 * Runs a part of a command; bad input found by the formats' readers and writers ends it with a plain message.
 * @param where - what is read, for the message
 */
export function withFormatErrors<T>(where: string | null, run: () => T): T {
  try {
    return run();
  } catch (error) {
    for (const type of formatErrors) {
      if (error instanceof type) {
        const { message } = error;
        throw new NixError("value", where === null ? message : `${where}: ${message}`);
      }
    }
    throw error;
  }
}
