/** Whether store paths follow from the content that they say they are addressed by. */
import { CastoreError, missingBlob, piecesOf, type CallOptions, type Stores } from "../castore/index.ts";
import {
  createHasher,
  defaultStoreDir,
  makeFixedOutputPath,
  makeStorePath,
  parseStorePath,
  StorePathError,
  toBase16,
} from "../nix-compat/index.ts";
import { renderNar } from "./nar-render.ts";
import type { PathInfo } from "./path-info.ts";

/** NARs are hashed by other algorithms than SHA-256 up to this size: some of them have to be kept in memory. */
const largestOther = 64 << 20;

/** What is wrong with a content address as it is written: the path does not follow from it; null for nothing. */
export function addressFault(info: PathInfo, storeDir: string = defaultStoreDir): string | null {
  const { contentAddress, storePath, references, narSha256 } = info;
  if (contentAddress === null) return null;
  const { method, algorithm, digest } = contentAddress;
  const self = references.some(({ hash }) => hash === storePath.hash);
  const others = references
    .filter(({ hash }) => hash !== storePath.hash)
    .map(({ hash, name }) => `${storeDir}/${hash}-${name}`)
    .sort();
  // With references to itself, what was hashed is the NAR without those.
  if (method === "nar" && algorithm === "sha256" && !self && toBase16(digest) !== toBase16(narSha256)) {
    return "the content address is not that of the NAR";
  }
  let made: string;
  try {
    if (method === "text") {
      if (self) return "a text can't refer to itself";
      made = makeStorePath(["text", ...others].join(":"), toBase16(digest), storePath.name, storeDir);
    } else {
      const address = { recursive: method === "nar", algorithm, digest };
      made = makeFixedOutputPath(storePath.name, address, { others, self }, storeDir);
    }
  } catch (error) {
    if (error instanceof StorePathError) return error.message;
    throw error;
  }
  return parseStorePath(made, storeDir).hash === storePath.hash
    ? null
    : "the path does not follow from its content address";
}

/**
 * What is wrong with a content address: as {@link addressFault}, or the content has another hash; null for nothing, and
 * for content that can't be checked: NARs that refer to themselves, large ones hashed by other algorithms.
 * @throws CastoreError (`missing`, `corrupt`)
 */
export async function contentFault(
  stores: Stores,
  info: PathInfo,
  options: CallOptions & { readonly storeDir?: string } = {},
): Promise<string | null> {
  const fault = addressFault(info, options.storeDir);
  const { contentAddress, node, narSize } = info;
  if (fault !== null || contentAddress === null) return fault;
  const { method, algorithm, digest } = contentAddress;
  let content: ReadableStream<Uint8Array>;
  if (method === "nar") {
    // The NAR's SHA-256 has been compared already.
    if (algorithm === "sha256" || narSize > largestOther) return null;
    content = renderNar(stores, node, options);
  } else {
    if (node.kind !== "file" || node.executable) {
      return `only plain files are addressed by the hash of their ${method === "text" ? "text" : "bytes"}`;
    }
    if (algorithm !== "sha256" && narSize > largestOther) return null;
    const stream = await stores.blobs.openRead(node.digest, options);
    if (stream === null) throw missingBlob(node, info.storePath.name);
    content = stream;
  }
  const hasher = createHasher(algorithm);
  for await (const piece of piecesOf(content, options.signal)) hasher.update(piece);
  return toBase16(hasher.digest()) === toBase16(digest)
    ? null
    : "the content has another hash than its address";
}

/** Whether a path info that {@link contentFault} finds no fault with is thereby proven: nobody need vouch for it. */
export function isProven({ contentAddress, references, storePath, narSize }: PathInfo): boolean {
  if (contentAddress === null) return false;
  if (references.some(({ hash }) => hash === storePath.hash)) return false;
  return contentAddress.algorithm === "sha256" || narSize <= largestOther;
}

/** @throws CastoreError (`corrupt`) for what {@link addressFault} finds */
export function checkAddress(info: PathInfo, what: string, storeDir: string): void {
  const fault = addressFault(info, storeDir);
  if (fault !== null) throw new CastoreError("corrupt", `${what}: ${fault}`);
}
