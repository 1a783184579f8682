/** Binary caches over HTTP: the names of their files, and media types (Nix manual, "HTTP Binary Cache Store"). */
import { fromNixBase32, nixBase32Length, toNixBase32 } from "./nixbase32.ts";

/** Media types by the kind of file. */
export const cacheMediaTypes = {
  info: "text/x-nix-cache-info",
  narinfo: "text/x-nix-narinfo",
  nar: "application/x-nix-nar",
  listing: "application/json",
} as const;

/** Where a cache tells about itself. */
export const cacheInfoName = "nix-cache-info";

/** A file of a cache. */
export type CacheFile =
  | { kind: "info" }
  /** Facts about the store path with this hash part: 32 nixbase32 digits. */
  | { kind: "narinfo"; hashPart: string }
  /** The files inside its NAR. */
  | { kind: "listing"; hashPart: string }
  /** A NAR, named by the SHA-256 of the file. `compression` is its suffix, e.g. `xz`; "" for none. */
  | { kind: "nar"; digest: Uint8Array; compression: string };

const digits = "[0-9a-df-np-sv-z]";
const byPath = new RegExp(`^(${digits}{32})\\.(narinfo|ls)$`);
const nar = new RegExp(`^nar/(${digits}{${nixBase32Length(32)}})\\.nar(?:\\.([a-z0-9]{1,16}))?$`);

/**
 * The file that a path within a cache names (without a slash before it).
 * @returns null for all others, also for digests whose left-over bits are not zero
 */
export function parseCachePath(path: string): CacheFile | null {
  if (path === cacheInfoName) return { kind: "info" };
  const info = byPath.exec(path);
  if (info !== null) return { kind: info[2] === "ls" ? "listing" : "narinfo", hashPart: info[1]! };
  const file = nar.exec(path);
  if (file === null) return null;
  const digest = fromNixBase32(file[1]!);
  return digest === null ? null : { kind: "nar", digest, compression: file[2] ?? "" };
}

/** The path of a file within a cache. */
export function formatCachePath(file: CacheFile): string {
  switch (file.kind) {
    case "info":
      return cacheInfoName;
    case "narinfo":
      return `${file.hashPart}.narinfo`;
    case "listing":
      return `${file.hashPart}.ls`;
    case "nar":
      return `nar/${toNixBase32(file.digest)}.nar${file.compression === "" ? "" : `.${file.compression}`}`;
  }
}
