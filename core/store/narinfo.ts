/** Path infos as binary caches write them: `.narinfo` files. */
import { CastoreError, type Node } from "../castore/index.ts";
import {
  defaultStoreDir,
  HashError,
  parseStorePath,
  parseStorePathBase,
  StorePathError,
  type Hash,
} from "../nix-compat/index.ts";
import { formatContentAddress, noQuirks, parseContentAddress, type NarInfo } from "../nix-compat/index.ts";
import { checkPathInfo, type PathContentAddress, type PathInfo } from "./path-info.ts";

/** The file that holds a NAR. */
export interface NarFileInfo {
  /** Relative to the cache. */
  readonly url: string;
  /** `xz`, `zstd`, …; null for none. */
  readonly compression: string | null;
  /** Of the compressed file. */
  readonly fileHash: Hash | null;
  /** Bytes of the compressed file. */
  readonly fileSize: number | null;
}

/**
 * The path info that a narinfo tells of. Where the NAR is, the system and unknown lines are not part of it.
 * @param node - the content, which a narinfo does not name
 * @throws CastoreError (`invalid`) where path infos can't say it
 */
export function pathInfoOfNarInfo(
  narInfo: NarInfo,
  node: Node,
  storeDir: string = defaultStoreDir,
): PathInfo {
  const fault = (message: string): CastoreError =>
    new CastoreError("invalid", `narinfo of '${narInfo.storePath}': ${message}`);
  if (narInfo.narHash.algorithm !== "sha256") throw fault(`the NAR's hash is a ${narInfo.narHash.algorithm}`);
  try {
    const info: PathInfo = {
      storePath: parseStorePath(narInfo.storePath, storeDir),
      node,
      references: narInfo.references.map(parseStorePathBase),
      narSize: narInfo.narSize,
      narSha256: narInfo.narHash.digest,
      signatures: narInfo.signatures,
      deriver: narInfo.deriver === null ? null : parseStorePathBase(narInfo.deriver.replace(/\.drv$/, "")),
      contentAddress: narInfo.ca === null ? null : contentAddressOf(narInfo.ca),
    };
    checkPathInfo(info);
    return info;
  } catch (error) {
    if (error instanceof StorePathError || error instanceof HashError) throw fault(error.message);
    throw error;
  }
}

function contentAddressOf(text: string): PathContentAddress {
  const { method, algorithm, digest } = parseContentAddress(text);
  if (algorithm === "blake3")
    throw new HashError(`content address '${text}' has the unknown algorithm blake3`);
  return { method, algorithm, digest };
}

/** The narinfo of a path whose NAR is in some file. @throws CastoreError (`invalid`) */
export function narInfoOf(info: PathInfo, file: NarFileInfo, storeDir: string = defaultStoreDir): NarInfo {
  checkPathInfo(info);
  const { storePath, deriver, contentAddress } = info;
  return {
    storePath: `${storeDir}/${storePath.hash}-${storePath.name}`,
    ...file,
    narHash: { algorithm: "sha256", digest: info.narSha256 },
    narSize: info.narSize,
    references: info.references.map(({ hash, name }) => `${hash}-${name}`),
    deriver: deriver && `${deriver.hash}-${deriver.name}.drv`,
    system: null,
    signatures: [...info.signatures],
    ca: contentAddress && formatContentAddress(contentAddress),
    unknown: [],
    quirks: noQuirks,
  };
}
