/** What a binary cache says of a store object (`.narinfo` files), and how that is signed. */
import { toBytes } from "../bytes.ts";
import { formatHash, type Hash } from "../hash-text.ts";
import { isSignedBy, signWith, type PublicKey, type SecretKey, type Signature } from "./keys.ts";

/** A narinfo that can't be read: what is wrong, and in which line (from 1). */
export class NarInfoError extends Error {
  constructor(
    readonly reason: string,
    readonly line: number,
  ) {
    super(`bad narinfo, line ${line}: ${reason}`);
    this.name = "NarInfoError";
  }
}

/** Oddities of a narinfo's text that don't change what it says, but its bytes. */
export interface NarInfoQuirks {
  /** No `Compression` line, which means bzip2. */
  compressionMissing: boolean;
  /** No `References` line. */
  referencesMissing: boolean;
  /** `Deriver: unknown-deriver`, which means none. */
  unknownDeriver: boolean;
  /** `NarHash` in base 16. */
  narHashHex: boolean;
  /** `FileHash` in base 16. */
  fileHashHex: boolean;
  /** References that don't ascend; writing keeps their order. */
  referencesUnsorted: boolean;
  /** Lines in another order than Nix's; writing doesn't keep it. */
  linesUnsorted: boolean;
}

/** What a narinfo without oddities has. */
export const noQuirks: NarInfoQuirks = {
  compressionMissing: false,
  referencesMissing: false,
  unknownDeriver: false,
  narHashHex: false,
  fileHashHex: false,
  referencesUnsorted: false,
  linesUnsorted: false,
};

/** A narinfo. Texts are byte strings, sizes are in bytes. */
export interface NarInfo {
  /** Absolute. */
  storePath: string;
  /** Of the file that holds the NAR, relative to the cache. */
  url: string;
  /** `xz`, `zstd`, …; null for none. */
  compression: string | null;
  /** Of the compressed file. */
  fileHash: Hash | null;
  fileSize: number | null;
  /** SHA-256. */
  narHash: Hash;
  narSize: number;
  /** Names in the store directory. */
  references: readonly string[];
  /** Name of a `.drv` in the store directory. */
  deriver: string | null;
  system: string | null;
  signatures: readonly Signature[];
  /** See `parseContentAddress`. */
  ca: string | null;
  /** Lines with tags that nobody knows. */
  unknown: readonly { tag: string; value: string }[];
  quirks: NarInfoQuirks;
}

/** The directory a narinfo's paths are in. */
function storeDirOf(info: NarInfo): string {
  return info.storePath.slice(0, info.storePath.lastIndexOf("/"));
}

/** What is signed: `1;path;sha256:hash;size;references`, these absolute and in ascending order. */
export function narInfoFingerprint(info: NarInfo): string {
  const storeDir = storeDirOf(info);
  const references = [...new Set(info.references)].sort().map((name) => `${storeDir}/${name}`);
  const hash = formatHash(info.narHash, "nix32");
  return `1;${info.storePath};${info.narHash.algorithm}:${hash};${info.narSize};${references.join(",")}`;
}

/** The narinfo with a signature by this key, instead of others by a key of that name. */
export function signNarInfo(info: NarInfo, key: SecretKey): NarInfo {
  const signature = signWith(key, toBytes(narInfoFingerprint(info)));
  const others = info.signatures.filter(({ name }) => name !== key.name);
  return { ...info, signatures: [...others, signature] };
}

/** What verifying found: the name of the key that signed; or the names of keys whose signature is wrong. */
export type NarInfoVerdict =
  | { status: "ok"; key: string }
  | { status: "bad signature"; keys: readonly string[] }
  | { status: "no key matches" };

/** Whether one of some keys signed a narinfo; one good signature is enough. */
export function verifyNarInfo(info: NarInfo, keys: readonly PublicKey[]): NarInfoVerdict {
  const message = toBytes(narInfoFingerprint(info));
  const bad: string[] = [];
  for (const signature of info.signatures) {
    for (const key of keys) {
      if (key.name !== signature.name) continue;
      if (isSignedBy(key, signature, message)) return { status: "ok", key: key.name };
      bad.push(key.name);
    }
  }
  return bad.length > 0 ? { status: "bad signature", keys: [...new Set(bad)] } : { status: "no key matches" };
}
