/** `/HASH.narinfo` and `/HASH.ls`. */
import { CastoreError, nodesEqual, piecesOf, concatenate, type Node } from "../../castore/index.ts";
import {
  cacheMediaTypes,
  formatCachePath,
  fromBytes,
  isSignedBy,
  NarInfoError,
  narInfoFingerprint,
  noQuirks,
  parseNarInfo,
  signNarInfo,
  toBase16,
  toBytes,
  writeNarInfo,
  type NarInfo,
} from "../../nix-compat/index.ts";
import { contentFault, isProven } from "../content-address-check.ts";
import { renderListing } from "../nar-listing.ts";
import { narInfoOf, pathInfoOfNarInfo } from "../narinfo.ts";
import { narUrlOfNode } from "../node-url.ts";
import type { PathInfo } from "../path-info.ts";
import { bytesAnswer, hasCurrent, notModified, tagOf, type Answer } from "./answers.ts";
import { Refusal } from "./errors.ts";
import type { Asked } from "./request.ts";
import type { Services } from "./services.ts";

/** Largest narinfo that is taken. */
const maxNarInfo = 2 << 20;

/** Paths can become known, and signatures be added. */
const changing = "no-cache";

/** The narinfo of a path. */
export async function getNarInfo(services: Services, hash: string, asked: Asked): Promise<Answer> {
  const found = await services.lookup.find(hash, asked.signal);
  if (found === null) throw unknownPath(hash);
  const narInfo = found.where === "here" ? rendered(found.info) : relayed(found.narInfo, hash);
  const body = toBytes(writeNarInfo(signed(services, narInfo)));
  const etag = tagOf(body);
  const headers = { "content-type": cacheMediaTypes.narinfo, "cache-control": changing, etag };
  if (hasCurrent(asked.headers, etag)) return notModified(headers);
  return bytesAnswer(200, body, headers);
}

function unknownPath(hash: string): Refusal {
  return new Refusal(404, `there is no path with the hash ${hash}`);
}

function rendered(info: PathInfo): NarInfo {
  return narInfoOf(info, {
    url: narUrlOfNode(info.node, info.narSize),
    compression: null,
    fileHash: { algorithm: "sha256", digest: info.narSha256 },
    fileSize: info.narSize,
  });
}

/** What an upstream says; the NAR will be brought, and be had here, when it is asked for. */
function relayed(narInfo: NarInfo, hash: string): NarInfo {
  const { narHash: fileHash, narSize: fileSize } = narInfo;
  const url = `${formatCachePath({ kind: "nar", digest: fileHash.digest, compression: "" })}?path=${hash}`;
  return { ...narInfo, url, compression: null, fileHash, fileSize, quirks: noQuirks };
}

/** With a good signature by the bridge's key, if it has one. */
function signed({ options: { sign } }: Services, narInfo: NarInfo): NarInfo {
  if (sign === null) return narInfo;
  const key = { name: sign.name, key: sign.publicKey };
  const message = toBytes(narInfoFingerprint(narInfo));
  const isSigned = narInfo.signatures.some((one) => isSignedBy(key, one, message));
  return isSigned ? narInfo : signNarInfo(narInfo, sign);
}

/** What is in a path's NAR, and where. */
export async function getListing(services: Services, hash: string, asked: Asked): Promise<Answer> {
  const info = await services.lookup.get(hash, asked.signal);
  if (info === null) throw unknownPath(hash);
  const etag = `"ls-${tagOf(toBytes(narUrlOfNode(info.node, 0))).slice(1)}`;
  const headers = { "content-type": cacheMediaTypes.listing, "cache-control": changing, etag };
  if (hasCurrent(asked.headers, etag)) return notModified(headers);
  const { directories } = services.options.stores;
  const body = renderListing(directories, info.node, { signal: asked.signal });
  return { status: 200, headers, body, compressible: true };
}

/**
 * Takes a narinfo: what it says must hold of a NAR that was uploaded, or of what is known of the path already.
 * @throws Refusal (400, 409, 413) saying what is wrong
 */
export async function putNarInfo(services: Services, hash: string, asked: Asked): Promise<Answer> {
  const { options, writer } = services;
  const { signal } = asked;
  const narInfo = readNarInfo(await bodyOf(asked, maxNarInfo));
  const known = await services.lookup.here(hash, signal);
  const info = await withContent(services, hash, narInfo, known, signal);
  const fault = await contentFault(options.stores, info, { signal });
  if (fault !== null) throw new Refusal(400, `${narInfo.storePath}: ${fault}`);
  if (known !== null && !saysTheSame(info, known) && !isProven(info)) {
    const what = `of ${narInfo.storePath} another content, or other references, are known here already and kept`;
    throw new Refusal(409, `${what}: only a content address that the path follows from could replace them`);
  }
  await writer!.putPathInfo(known === null ? info : withSignatures(info, known), { signal });
  services.space.claimed(toBase16(info.narSha256), known === null ? info.narSize : 0);
  return { status: 200, headers: { "content-length": "0" }, body: null };
}

function readNarInfo(bytes: Uint8Array): NarInfo {
  try {
    return parseNarInfo(fromBytes(bytes));
  } catch (error) {
    if (error instanceof NarInfoError) throw new Refusal(400, error.message);
    throw error;
  }
}

/** The path info with the node that its NAR is known to be of. */
async function withContent(
  { options }: Services,
  hash: string,
  narInfo: NarInfo,
  known: PathInfo | null,
  signal: AbortSignal,
): Promise<PathInfo> {
  const placeholder: Node = { kind: "symlink", target: "x" };
  let info: PathInfo;
  try {
    info = pathInfoOfNarInfo(narInfo, placeholder);
  } catch (error) {
    if (error instanceof CastoreError) throw new Refusal(400, error.message);
    throw error;
  }
  const { storePath, narSize, narSha256 } = info;
  if (storePath.hash !== hash) {
    throw new Refusal(400, `the narinfo is of ${narInfo.storePath}, but the URL says ${hash}`);
  }
  const narHash = toBase16(narSha256);
  const isKnown = known !== null && toBase16(known.narSha256) === narHash;
  const uploaded = isKnown ? known : await options.uploads.get(narHash, { signal });
  if (uploaded === null) {
    throw new Refusal(400, `no NAR with the hash ${narHash} was uploaded: upload the NAR before the narinfo`);
  }
  if (uploaded.narSize !== narSize) {
    throw new Refusal(400, `NarSize is ${narSize}, but the NAR has ${uploaded.narSize} bytes`);
  }
  return { ...info, node: uploaded.node };
}

/** Whether two agree in all that signatures are of. */
function saysTheSame(info: PathInfo, known: PathInfo): boolean {
  const file = { url: "", compression: null, fileHash: null, fileSize: null };
  const print = (one: PathInfo): string => narInfoFingerprint(narInfoOf(one, file));
  return nodesEqual(info.node, known.node) && print(info) === print(known);
}

/** Signatures of what was known stay, if they are of the same. */
function withSignatures(info: PathInfo, known: PathInfo): PathInfo {
  if (!saysTheSame(info, known)) return info;
  const names = new Set(info.signatures.map(({ name }) => name));
  const others = known.signatures.filter(({ name }) => !names.has(name));
  return { ...info, signatures: [...info.signatures, ...others] };
}

/** A body at once. @throws Refusal (413) */
async function bodyOf({ body, signal }: Asked, limit: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  if (body !== null) {
    for await (const piece of piecesOf(body, signal)) {
      size += piece.length;
      if (size > limit) throw new Refusal(413, `this is larger than ${limit} bytes`);
      pieces.push(piece);
    }
  }
  return concatenate(pieces);
}
