/** Failures of formats and files as the evaluator's errors. */
import { type ErrorKind, NixError } from "../eval/index.ts";

/** Runs something; what it throws becomes a NixError of this kind, its message after `prefix`. */
export function asNixError<T>(kind: ErrorKind, run: () => T, prefix = ""): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof NixError) throw error;
    throw new NixError(kind, prefix + (error instanceof Error ? error.message : String(error)));
  }
}

/** {@link asNixError} for a value that makes no sense. */
export function asValueError<T>(run: () => T, prefix = ""): T {
  return asNixError("value", run, prefix);
}

/** {@link asNixError} for what can't be read. */
export function asIoError<T>(run: () => T, prefix = ""): T {
  return asNixError("io", run, prefix);
}
