/** Store paths: `<store directory>/<32 nixbase32 digits>-<name>`, and how they are made (Nix manual, "Store Path Specification"). */
import { toBase16 } from "./encodings.ts";
import { digestText, hashText, hashTextBase16, type HashAlgorithm } from "./hash.ts";
import { nixBase32Digits, toNixBase32 } from "./nixbase32.ts";

/** Where Nix keeps its store unless told otherwise. */
export const defaultStoreDir = "/nix/store";

/** Digits of a store path's hash part: 20 bytes in nixbase32. */
export const hashPartLength = 32;

/** Longest allowed name, in bytes. */
export const maxNameLength = 211;

/** A text that is no store path, or a name that can't be part of one. */
export class StorePathError extends Error {}

/** A store path's two parts. */
export interface StorePath {
  /** 32 nixbase32 digits. */
  hash: string;
  name: string;
}

/**
 * Checks the name part of a store path.
 * @param reservedDots - whether `.` and `..`, and names that begin with one of them and a dash, are refused (since Nix 2.21)
 * @throws StorePathError
 */
export function checkStorePathName(name: string, reservedDots = true): void {
  if (name === "") throw new StorePathError("store path name must not be empty");
  if (name.length > maxNameLength) {
    throw new StorePathError(`name '${name}' must be no longer than ${maxNameLength} characters`);
  }
  if (reservedDots && name.charCodeAt(0) === 0x2e && /^\.\.?(-|$)/.test(name)) {
    throw new StorePathError(`name '${name}' is not valid`);
  }
  const bad = /[^A-Za-z0-9+\-._?=]/.exec(name);
  if (bad !== null) throw new StorePathError(`name '${name}' contains illegal character '${bad[0]}'`);
}

const hashPart = new RegExp(`^[${nixBase32Digits}]{${hashPartLength}}$`);

/** The parts of `hash-name`. @throws StorePathError */
export function parseStorePathBase(base: string): StorePath {
  if (base.length < hashPartLength + 2 || base[hashPartLength] !== "-") {
    throw new StorePathError(`'${base}' is not a store path: it must be a 32-digit hash, '-' and a name`);
  }
  const hash = base.slice(0, hashPartLength);
  if (!hashPart.test(hash)) {
    throw new StorePathError(`'${base}' is not a store path: '${hash}' is not a nixbase32 hash`);
  }
  const name = base.slice(hashPartLength + 1);
  checkStorePathName(name);
  return { hash, name };
}

/** The parts of an absolute store path. @throws StorePathError when it is none, or leads below one */
export function parseStorePath(path: string, storeDir: string = defaultStoreDir): StorePath {
  if (!path.startsWith(`${storeDir}/`)) {
    throw new StorePathError(`path '${path}' is not in the store directory '${storeDir}'`);
  }
  return parseStorePathBase(path.slice(storeDir.length + 1));
}

/** Whether a text is an absolute store path. */
export function isStorePath(path: string, storeDir: string = defaultStoreDir): boolean {
  try {
    parseStorePath(path, storeDir);
    return true;
  } catch (error) {
    if (error instanceof StorePathError) return false;
    throw error;
  }
}

/** A path at or below a store path as that store path and the rest (`""` or `/…`); null outside the store. */
export function splitStorePath(
  path: string,
  storeDir: string = defaultStoreDir,
): { storePath: string; rest: string } | null {
  if (!path.startsWith(storeDir) || path.charCodeAt(storeDir.length) !== 0x2f) return null;
  const end = path.indexOf("/", storeDir.length + 1);
  if (path.length === storeDir.length + 1) return null;
  return end < 0 ? { storePath: path, rest: "" } : { storePath: path.slice(0, end), rest: path.slice(end) };
}

/** Folds a digest to `size` bytes by xor. */
export function compressHash(digest: Uint8Array, size: number): Uint8Array {
  const result = new Uint8Array(size);
  for (let i = 0; i < digest.length; i++) result[i % size]! ^= digest[i]!;
  return result;
}

/** Bytes of a store path's hash part. */
const foldedSize = 20;

/** Where digests are folded to store paths, one at a time. */
const folded = new Uint8Array(foldedSize);

/** The hash part of a store path: a digest, a byte string, folded, in nixbase32. */
function hashPartOf(digest: string): string {
  folded.fill(0);
  for (let i = 0; i < digest.length; i++) folded[i % foldedSize]! ^= digest.charCodeAt(i);
  return toNixBase32(folded);
}

/**
 * The store path of a fingerprint `type:sha256:inner:storeDir:name`.
 * @param inner - the inner SHA-256 digest in base 16
 */
export function makeStorePath(type: string, inner: string, name: string, storeDir: string): string {
  const digest = digestText("sha256", `${type}:sha256:${inner}:${storeDir}:${name}`);
  return `${storeDir}/${hashPartOf(digest)}-${name}`;
}

/** The fingerprint's type with the paths referred to, which must be sorted. */
function withReferences(type: string, references: readonly string[], self = false): string {
  const refs = references.length === 0 ? "" : `:${references.join(":")}`;
  return `${type}${refs}${self ? ":self" : ""}`;
}

/**
 * The path of a text file (`builtins.toFile`, `.drv` files).
 * @param references - absolute store paths, sorted
 */
export function makeTextPath(
  name: string,
  text: string,
  references: readonly string[],
  storeDir: string = defaultStoreDir,
): string {
  return makeStorePath(withReferences("text", references), hashTextBase16("sha256", text), name, storeDir);
}

/** How a store object's content was hashed. */
export interface ContentAddress {
  /** Whether the digest is of the NAR; else of the bytes of a plain file. */
  recursive: boolean;
  algorithm: HashAlgorithm;
  digest: Uint8Array;
}

/**
 * The path of a content-addressed object: a source, or the output of a fixed-output derivation.
 * @param references - sorted; only objects addressed by their NAR's SHA-256 may have any
 * @throws StorePathError for references where none may be
 */
export function makeFixedOutputPath(
  name: string,
  { recursive, algorithm, digest }: ContentAddress,
  references: { others: readonly string[]; self: boolean } = { others: [], self: false },
  storeDir: string = defaultStoreDir,
): string {
  if (recursive && algorithm === "sha256") {
    const type = withReferences("source", references.others, references.self);
    return makeStorePath(type, toBase16(digest), name, storeDir);
  }
  if (references.others.length > 0 || references.self) {
    throw new StorePathError(
      `'${name}' can't have references: only objects addressed by the SHA-256 of their NAR can`,
    );
  }
  const inner = `fixed:out:${recursive ? "r:" : ""}${algorithm}:${toBase16(digest)}:`;
  return makeStorePath("output:out", hashTextBase16("sha256", inner), name, storeDir);
}

/** The name of an output's store path: that of the derivation, with `-output` unless it is `out`. */
export function outputPathName(drvName: string, output: string): string {
  return output === "out" ? drvName : `${drvName}-${output}`;
}

/**
 * The path of an output addressed by what goes into it.
 * @param modulo - the derivation's hash modulo in base 16, its own output paths left empty
 */
export function makeOutputPath(
  drvName: string,
  output: string,
  modulo: string,
  storeDir: string = defaultStoreDir,
): string {
  return makeStorePath(`output:${output}`, modulo, outputPathName(drvName, output), storeDir);
}

/** What stands for a derivation's own output path before it is known (`builtins.placeholder`). */
export function outputPlaceholder(output: string): string {
  return `/${toNixBase32(hashText("sha256", `nix-output:${output}`))}`;
}

/** What stands for an output of a derivation whose outputs are addressed by content, until that is built. */
export function upstreamPlaceholder(drvPath: string, output: string, storeDir: string): string {
  const { hash, name } = parseStorePath(drvPath, storeDir);
  const clear = `nix-upstream-output:${hash}:${outputPathName(name.replace(/\.drv$/, ""), output)}`;
  return `/${toNixBase32(hashText("sha256", clear))}`;
}

/** What stands for an output of a derivation that itself is the output behind a placeholder (`builtins.outputOf`). */
export function computedPlaceholder(placeholderDigest: Uint8Array, output: string): string {
  const inner = toNixBase32(compressHash(placeholderDigest, 20));
  return `/${toNixBase32(hashText("sha256", `nix-computed-output:${inner}:${output}`))}`;
}

/** Whether a store path or name is that of a derivation. */
export function isDerivationName(path: string): boolean {
  return path.endsWith(".drv");
}
