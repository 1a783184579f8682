/**
 * Path infos in protobuf, package `store.v1` (MIT-licensed schema of Tvix and Snix):
 *
 *     message PathInfo { castore.v1.Entry entry = 1; repeated bytes references = 2; NARInfo narinfo = 3; }
 *     message NARInfo  { uint64 nar_size = 1; bytes nar_sha256 = 2; repeated Signature signatures = 3;
 *                        repeated string reference_names = 4; StorePath deriver = 5; CA ca = 6; }
 *     message Signature { string name = 1; bytes data = 2; }
 *     message StorePath { string name = 1; bytes digest = 2; }
 *     message CA        { Hash type = 1; bytes digest = 2; }
 */
import {
  bytesEqual,
  CastoreError,
  checkCanonical,
  decodeNode,
  encodeNode,
  MessageReader,
  MessageWriter,
  quoteBytes,
} from "../castore/index.ts";
import {
  fromBytes,
  fromNixBase32,
  parseStorePathBase,
  StorePathError,
  toBytes,
  toNixBase32,
  type StorePath,
} from "../nix-compat/index.ts";
import {
  checkPathInfo,
  contentAddressKinds,
  type PathContentAddress,
  type PathInfo,
  type Signature,
} from "./path-info.ts";

/** The encoding of a path info. @throws CastoreError (`invalid`) */
export function encodePathInfo(info: PathInfo): Uint8Array {
  checkPathInfo(info);
  const { storePath, deriver, contentAddress } = info;
  const writer = new MessageWriter().item(1, encodeNode(info.node, baseOf(storePath)));
  for (const reference of info.references) writer.item(2, digestOfPath(reference));
  writer.message(3, (narInfo) => {
    narInfo.unsigned(1, info.narSize).bytes(2, info.narSha256);
    for (const { name, signature } of info.signatures) {
      narInfo.message(3, (message) => message.bytes(1, toBytes(name)).bytes(2, signature));
    }
    for (const reference of info.references) narInfo.item(4, toBytes(baseOf(reference)));
    if (deriver !== null) {
      narInfo.message(5, (path) => path.bytes(1, toBytes(deriver.name)).bytes(2, digestOfPath(deriver)));
    }
    if (contentAddress !== null) {
      narInfo.message(6, (ca) => ca.unsigned(1, kindNumber(contentAddress)).bytes(2, contentAddress.digest));
    }
  });
  return writer.finish();
}

/**
 * Reads an encoded path info; only the canonical encoding of a valid one is accepted.
 * @throws CastoreError (`invalid`)
 */
export function decodePathInfo(bytes: Uint8Array): PathInfo {
  const what = "path info";
  const reader = new MessageReader(bytes, what);
  let entry: ReturnType<typeof decodeNode> | null = null;
  let narInfo: NarInfo | null = null;
  const digests: Uint8Array[] = [];
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) entry = decodeNode(reader.bytes(), "named");
    else if (field === 2) digests.push(reader.bytes());
    else if (field === 3) narInfo = readNarInfo(reader.bytes());
    else throw reader.unknown();
  }
  if (entry === null) throw reader.fault("there is no node");
  if (narInfo === null) throw reader.fault("there is no NAR info");
  const { referenceNames, ...rest } = narInfo;
  if (digests.length !== referenceNames.length) {
    throw reader.fault(`there are ${digests.length} references, but ${referenceNames.length} names of them`);
  }
  const references = referenceNames.map((name, i) => {
    const path = parseBase(name, what);
    if (!bytesEqual(digestOfPath(path), digests[i]!)) {
      throw reader.fault(`the reference named ${quoteBytes(name)} has another digest`);
    }
    return path;
  });
  const info = { storePath: parseBase(entry.name, what), node: entry.node, references, ...rest };
  checkCanonical(what, bytes, encodePathInfo(info));
  return info;
}

type NarInfo = Omit<PathInfo, "storePath" | "node" | "references"> & { readonly referenceNames: string[] };

function readNarInfo(bytes: Uint8Array): NarInfo {
  const reader = new MessageReader(bytes, "NAR info");
  let narSize = 0;
  let narSha256: Uint8Array = new Uint8Array(0);
  const signatures: Signature[] = [];
  const referenceNames: string[] = [];
  let deriver: StorePath | null = null;
  let contentAddress: PathContentAddress | null = null;
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) narSize = reader.unsigned();
    else if (field === 2) narSha256 = reader.bytes().slice();
    else if (field === 3) signatures.push(readSignature(reader.bytes()));
    else if (field === 4) referenceNames.push(fromBytes(reader.bytes()));
    else if (field === 5) deriver = readDeriver(reader.bytes());
    else if (field === 6) contentAddress = readContentAddress(reader.bytes());
    else throw reader.unknown();
  }
  return { narSize, narSha256, signatures, referenceNames, deriver, contentAddress };
}

/** A message of a text or number and some bytes, as three of them are. */
function readPair<T>(
  bytes: Uint8Array,
  what: string,
  first: T,
  readFirst: (reader: MessageReader) => T,
): [T, Uint8Array] {
  const reader = new MessageReader(bytes, what);
  let second: Uint8Array = new Uint8Array(0);
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) first = readFirst(reader);
    else if (field === 2) second = reader.bytes().slice();
    else throw reader.unknown();
  }
  return [first, second];
}

function readSignature(bytes: Uint8Array): Signature {
  const [name, signature] = readPair(bytes, "signature", "", (reader) => fromBytes(reader.bytes()));
  return { name, signature };
}

function readDeriver(bytes: Uint8Array): StorePath {
  const [name, digest] = readPair(bytes, "deriver", "", (reader) => fromBytes(reader.bytes()));
  return { hash: toNixBase32(digest), name };
}

function readContentAddress(bytes: Uint8Array): PathContentAddress {
  const [number, digest] = readPair(bytes, "content address", 0, (reader) => reader.unsigned());
  const kind = contentAddressKinds[number];
  if (kind === undefined) throw new CastoreError("invalid", `content address: the type ${number} is unknown`);
  return { method: kind[0], algorithm: kind[1], digest };
}

function kindNumber({ method, algorithm }: PathContentAddress): number {
  return contentAddressKinds.findIndex(([m, a]) => m === method && a === algorithm);
}

function baseOf({ hash, name }: StorePath): string {
  return `${hash}-${name}`;
}

function digestOfPath({ hash }: StorePath): Uint8Array {
  return fromNixBase32(hash)!;
}

function parseBase(base: string, what: string): StorePath {
  try {
    return parseStorePathBase(base);
  } catch (error) {
    if (!(error instanceof StorePathError)) throw error;
    throw new CastoreError("invalid", `${what}: ${quoteBytes(base)} is no store path`, { cause: error });
  }
}
