/** The files of pure evaluation: none but those in the store (manual, `pure-eval`). */
import { type FileKind, NixError } from "../core/eval/index.ts";
import type { EvalIO, FileReceiver } from "../core/glue/index.ts";

/** {@link EvalIO} that refuses paths outside of the store. All methods throw a `NixError` for those. */
export class RestrictedFiles implements EvalIO {
  constructor(
    private readonly files: EvalIO,
    private readonly storeDir: string,
  ) {}

  private allowed(path: string): string {
    if (path.startsWith(`${this.storeDir}/`)) return path;
    throw new NixError(
      "restricted",
      `access to absolute path '${path}' is forbidden in pure evaluation mode (use '--impure' to override)`,
    );
  }

  kind(path: string): FileKind | null {
    return this.files.kind(this.allowed(path));
  }

  read(path: string): string {
    return this.files.read(this.allowed(path));
  }

  readDir(path: string): Map<string, FileKind> {
    return this.files.readDir(this.allowed(path));
  }

  readLink(path: string): string {
    return this.files.readLink(this.allowed(path));
  }

  readInto(path: string, receiver: FileReceiver): void {
    this.files.readInto(this.allowed(path), receiver);
  }
}
