/** What a store knows about a store path. */
import { CastoreError, nodeFault, quoteBytes, type Node } from "../castore/index.ts";
import {
  checkStorePathName,
  digestSizes,
  fromNixBase32,
  StorePathError,
  type HashAlgorithm,
  type StorePath,
} from "../nix-compat/index.ts";

/** A signature over a path info's fingerprint. */
export interface Signature {
  /** The key's name: printable ASCII without spaces and colons. */
  readonly name: string;
  /** 64 bytes (Ed25519). */
  readonly signature: Uint8Array;
}

/** How a path follows from its content. */
export interface PathContentAddress {
  /** What was hashed: the NAR, the bytes of a plain file, or the bytes of a text with its references. */
  readonly method: "nar" | "flat" | "text";
  readonly algorithm: Exclude<HashAlgorithm, "blake3">;
  readonly digest: Uint8Array;
}

/** A store path's content and metadata. */
export interface PathInfo {
  readonly storePath: StorePath;
  /** The content. */
  readonly node: Node;
  /** Paths that the content refers to, perhaps itself. */
  readonly references: readonly StorePath[];
  /** Bytes of the content's NAR. */
  readonly narSize: number;
  /** 32 bytes. */
  readonly narSha256: Uint8Array;
  readonly signatures: readonly Signature[];
  /** The derivation that made it, its name without `.drv`; null when none is known. */
  readonly deriver: StorePath | null;
  /** Null for paths that depend on what they were made of. */
  readonly contentAddress: PathContentAddress | null;
}

/** Bytes of a signature. */
export const signatureSize = 64;

/** The combinations that exist, in the order of their numbers in the protocol. */
export const contentAddressKinds = [
  ["nar", "sha256"],
  ["nar", "sha1"],
  ["nar", "sha512"],
  ["nar", "md5"],
  ["text", "sha256"],
  ["flat", "sha1"],
  ["flat", "md5"],
  ["flat", "sha256"],
  ["flat", "sha512"],
] as const;

/** @throws CastoreError (`invalid`) naming the path and what is wrong about it */
export function checkPathInfo(info: PathInfo): void {
  const fault = pathInfoFault(info);
  if (fault === null) return;
  const { hash, name } = info.storePath;
  throw new CastoreError("invalid", `path info of ${quoteBytes(`${hash}-${name}`)}: ${fault}`);
}

function pathInfoFault(info: PathInfo): string | null {
  const { node, narSize, narSha256, signatures, contentAddress } = info;
  const faultOfNode = nodeFault(node);
  if (faultOfNode !== null) return `the node ${faultOfNode}`;
  for (const path of [info.storePath, ...info.references, ...(info.deriver === null ? [] : [info.deriver])]) {
    const fault = storePathFault(path);
    if (fault !== null) return fault;
  }
  if (!Number.isSafeInteger(narSize) || narSize < 0) return `the NAR has the size ${narSize}`;
  if (narSha256.length !== digestSizes.sha256) {
    return `the NAR's SHA-256 has ${narSha256.length} bytes instead of ${digestSizes.sha256}`;
  }
  for (const { name, signature } of signatures) {
    if (!/^[!-9;-~]+$/.test(name)) return `a signature has the key name ${quoteBytes(name)}`;
    if (signature.length !== signatureSize) {
      return `the signature by ${quoteBytes(name)} has ${signature.length} bytes instead of ${signatureSize}`;
    }
  }
  return contentAddress === null ? null : contentAddressFault(contentAddress);
}

function contentAddressFault({ method, algorithm, digest }: PathContentAddress): string | null {
  if (!contentAddressKinds.some(([m, a]) => m === method && a === algorithm)) {
    return `the content address has the unknown kind ${method}, ${algorithm}`;
  }
  const size = digestSizes[algorithm];
  return digest.length === size
    ? null
    : `the content address has a ${algorithm} digest of ${digest.length} bytes instead of ${size}`;
}

function storePathFault({ hash, name }: StorePath): string | null {
  if (hash.length !== 32 || fromNixBase32(hash) === null) {
    return `${quoteBytes(hash)} is no hash of a store path`;
  }
  try {
    checkStorePathName(name);
    return null;
  } catch (error) {
    if (error instanceof StorePathError) return error.message;
    throw error;
  }
}
