/** What somebody means who types or pastes a text. */
import { CastoreError, type Digest, digestFromHex, type Node, parseDigest } from "../castore/index.ts";
import { defaultStoreDir, parseStorePathBase, splitStorePath, StorePathError } from "../nix-compat/index.ts";
import { parseNodeRef } from "./node-ref.ts";
import { fileKind } from "./what-is-it.ts";

/** A text taken apart. */
export type TypedText =
  /** A store path; `cache`: the URL of a binary cache that stood beside it. */
  | { type: "path"; path: string; cache: string | null }
  /** The hash part of a store path. */
  | { type: "hash"; hash: string; cache: string | null }
  | { type: "paths"; paths: string[] }
  | { type: "digest"; digest: Digest }
  /** `url`: where a nar-bridge has it; null for a node alone. */
  | { type: "node"; node: Node; url: string | null }
  | { type: "url"; url: string }
  /** The content of a small file: a derivation, a narinfo, a listing. */
  | { type: "content"; text: string };

/** A text that means nothing here. */
export class TypedTextError extends Error {}

/** A node of castore in URLs: `Entry` in base64url; that of the shortest file has 38 bytes. */
const nodeText = /^[A-Za-z0-9_-]{4,6000}$/;
const hashText = /^[0-9abcdfghijklmnpqrsvwxyz]{32}$/;

/** @throws TypedTextError saying what can be typed */
export function readTyped(text: string): TypedText {
  const kind = fileKind(new TextEncoder().encode(text.slice(0, 1024).trimStart()));
  if (kind === "derivation" || kind === "narinfo" || kind === "listing") {
    return { type: "content", text: kind === "derivation" ? text.trim() : `${text.trim()}\n` };
  }
  const words = text.split(/[\s,'"`;]+/).filter((word) => word !== "");
  const [first, second] = words;
  if (first === undefined)
    throw new TypedTextError("there is nothing to open: type a store path, a digest or a URL");
  if (words.length === 1) return readWord(first);
  if (words.length === 2 && isUrl(first) !== isUrl(second!)) {
    const [cache, what] = isUrl(first) ? [first, second!] : [second!, first];
    const known = readWord(what);
    if (known.type === "path" || known.type === "hash") return { ...known, cache };
  }
  const paths = words.map((word) => storePathOf(word));
  if (paths.every((path) => path !== null)) return { type: "paths", paths: [...new Set(paths)] };
  const wrong = words.find((word) => storePathOf(word) === null)!;
  throw new TypedTextError(`'${shortened(wrong)}' is no store path: several words must all be store paths`);
}

function readWord(word: string): TypedText {
  if (isUrl(word)) return readUrl(word);
  const path = storePathOf(word);
  if (path !== null) return { type: "path", path, cache: null };
  if (hashText.test(word)) return { type: "hash", hash: word, cache: null };
  const digest = digestIn(word);
  if (digest !== null) return { type: "digest", digest };
  const node = nodeOfText(word);
  if (node !== null) return { type: "node", node, url: null };
  if (word.startsWith(`${defaultStoreDir}/`)) {
    throw new TypedTextError(`'${shortened(word)}' is no store path: ${pathFault(word)}`);
  }
  throw new TypedTextError(
    `'${shortened(word)}' is nothing that can be opened: a store path, a castore digest ('blake3-…'), a URL, or the text of a ` +
      "derivation, narinfo or listing can",
  );
}

function readUrl(word: string): TypedText {
  let url: URL;
  try {
    url = new URL(word);
  } catch {
    throw new TypedTextError(`'${shortened(word)}' is no URL`);
  }
  const inStore = /^(.*?)(\/nix\/store\/[^/]+)/.exec(decoded(url.pathname));
  if (inStore !== null && storePathOf(inStore[2]!) !== null) {
    return { type: "path", path: storePathOf(inStore[2]!)!, cache: `${url.origin}${inStore[1]!}` };
  }
  const bare = /^(.*)\/([0-9abcdfghijklmnpqrsvwxyz]{32})\/?$/.exec(url.pathname);
  if (bare !== null) return { type: "hash", hash: bare[2]!, cache: `${url.origin}${bare[1]!}` };
  const byNode = /\/nar\/(?:snix|tvix)-castore\/([A-Za-z0-9_-]+)$/.exec(url.pathname);
  const node = byNode === null ? null : nodeOfText(byNode[1]!);
  if (node !== null) return { type: "node", node, url: url.href };
  return { type: "url", url: url.href };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function isUrl(word: string): boolean {
  return /^https?:\/\//i.test(word);
}

/** The store path that a word is, or leads below. */
function storePathOf(word: string): string | null {
  const path = splitStorePath(word)?.storePath ?? (word.includes("/") ? null : `${defaultStoreDir}/${word}`);
  return path !== null && pathFault(path) === null ? path : null;
}

function pathFault(path: string): string | null {
  try {
    const { storePath } = splitStorePath(path)!;
    parseStorePathBase(storePath.slice(defaultStoreDir.length + 1));
    return null;
  } catch (error) {
    if (error instanceof StorePathError) return error.message;
    throw error;
  }
}

function digestIn(word: string): Digest | null {
  try {
    return /^[0-9a-fA-F]{64}$/.test(word) ? digestFromHex(word) : parseDigest(word);
  } catch (error) {
    if (error instanceof CastoreError) return null;
    throw error;
  }
}

function nodeOfText(word: string): Node | null {
  if (!nodeText.test(word)) return null;
  try {
    return parseNodeRef(word);
  } catch (error) {
    if (error instanceof CastoreError) return null;
    throw error;
  }
}

function shortened(word: string): string {
  return word.length > 80 ? `${word.slice(0, 80)}…` : word;
}
