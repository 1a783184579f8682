/** Files behind `http:` and `https:`, kept in a cache as Nix keeps them. */
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Download, FetchFailure, immutableLink } from "../core/glue/index.ts";
import { fromBytes } from "./bytes.ts";
import { cacheDirectory, digestName } from "./cache-directory.ts";
import { download, type DownloadLimits } from "./download.ts";

/** Seconds for which a downloaded file is used again without asking, Nix's `tarball-ttl`. */
const timeToLive = 3600;

/** What is kept of a downloaded file besides its bytes. */
interface CacheEntry {
  url: string;
  etag: string | null;
  immutableUrl: string | null;
}

/** A file elsewhere, and its copy in the cache. */
export class HttpFile {
  private readonly bytesFile: string;
  private readonly entryFile: string;

  constructor(
    private readonly url: string,
    private readonly limits: DownloadLimits,
  ) {
    if (!/^https?:/i.test(url)) {
      throw new FetchFailure("unsupported", `only 'http:', 'https:' and 'file:' URLs can be downloaded`);
    }
    const name = join(cacheDirectory("downloads"), digestName(url));
    this.bytesFile = `${name}.bytes`;
    this.entryFile = `${name}.json`;
  }

  /** The file as it is now, or was a short time ago. @throws FetchFailure */
  get(): Download {
    const entry = this.entry();
    if (entry !== null && Date.now() - statSync(this.entryFile).mtimeMs < timeToLive * 1000) {
      return { bytes: readFileSync(this.bytesFile), ...entry };
    }
    const folder = mkdtempSync(join(process.getBuiltinModule("node:os").tmpdir(), "tvix-fetch-"));
    try {
      return this.bring(join(folder, "file"), entry);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  private entry(): CacheEntry | null {
    try {
      if (!existsSync(this.bytesFile)) return null;
      return JSON.parse(readFileSync(this.entryFile, "utf8")) as CacheEntry;
    } catch {
      return null;
    }
  }

  private bring(file: string, known: CacheEntry | null): Download {
    const task = { url: fromBytes(this.url), file, etag: known?.etag ?? null, ...this.limits };
    const { status, url, etag, link, words } = download(task);
    if (status === 304 && known !== null) {
      this.keep(null, known);
      return { bytes: readFileSync(this.bytesFile), ...known };
    }
    if (status === 404 || status === 410) throw new FetchFailure("not-found", `HTTP error ${status}`);
    if (status < 200 || status > 299) {
      throw new FetchFailure("refused", `HTTP error ${status}${words === "" ? "" : ` (${words})`}`);
    }
    const entry = { url, etag, immutableUrl: immutableLink(link) };
    const bytes = readFileSync(file);
    this.keep(bytes, entry);
    return { bytes, ...entry };
  }

  /** Puts a file into the cache; null: the bytes there are still right. */
  private keep(bytes: Uint8Array | null, entry: CacheEntry): void {
    const write = (file: string, contents: Uint8Array | string): void => {
      const temporary = `${file}.${process.pid}`;
      writeFileSync(temporary, contents);
      renameSync(temporary, file);
    };
    try {
      if (bytes !== null) write(this.bytesFile, bytes);
      write(this.entryFile, JSON.stringify(entry));
    } catch {
      // A cache that can't be written is none.
    }
  }
}
