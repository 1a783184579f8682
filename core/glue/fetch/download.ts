/** Bringing a file: those of the evaluation's own world by `file:`, others through the fetcher. */
import { NixError } from "../../eval/index.ts";
import { type EvalIO, readBytes } from "../eval-io.ts";
import { FetchFailure, type Download, type Fetcher } from "./fetcher.ts";

/** The path of a `file:` URL; null for any other. @throws NixError when it names a host */
export function pathOfFileUrl(url: string): string | null {
  const match = /^file:(?:\/\/([^/?#]*))?([^?#]*)/i.exec(url);
  if (match === null) return null;
  const host = match[1] ?? "";
  if (host !== "" && host !== "localhost") {
    throw new NixError("value", `file:// URL '${url}' has unexpected authority '${host}'`);
  }
  return match[2]!.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

const failureKinds = {
  "not-found": "io",
  refused: "io",
  network: "io",
  limit: "memory",
  cancelled: "stopped",
  unsupported: "unsupported",
} as const;

/** A failed fetch as the evaluator's error, its message after `prefix`. Errors of other kinds are thrown on. */
export function fetchError(error: unknown, prefix: string): NixError {
  if (error instanceof FetchFailure) return new NixError(failureKinds[error.reason], prefix + error.message);
  throw error;
}

/** Downloads files for one evaluator; what was once downloaded stays the same for all of its evaluation. */
export class Downloads {
  private readonly known = new Map<string, Download>();

  /** @param io - for `file:` URLs */
  constructor(
    private readonly fetcher: Fetcher,
    private readonly io: EvalIO,
    private readonly cancelled: () => boolean,
  ) {}

  /** Brings the file at a URL. @throws NixError */
  get(url: string): Download {
    let download = this.known.get(url);
    if (download === undefined) this.known.set(url, (download = this.bring(url)));
    return download;
  }

  /** Forgets the bytes of a file that nobody will ask for again. */
  forget(url: string): void {
    this.known.delete(url);
  }

  private bring(url: string): Download {
    const path = pathOfFileUrl(url);
    if (path !== null) return { bytes: this.local(url, path), url, etag: null, immutableUrl: null };
    if (!/^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(url)) {
      throw new NixError(
        "io",
        `unable to download '${url}': URL using bad/illegal format or missing URL (3)`,
      );
    }
    try {
      return this.fetcher.get(url, { cancelled: this.cancelled });
    } catch (error) {
      throw fetchError(error, `unable to download '${url}': `);
    }
  }

  private local(url: string, path: string): Uint8Array {
    try {
      return readBytes(this.io, path);
    } catch (error) {
      if (error instanceof NixError) throw error;
      throw new NixError("io", `unable to download '${url}': Couldn't read a file:// file (37)`);
    }
  }
}
