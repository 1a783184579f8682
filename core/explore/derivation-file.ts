/** Derivations as store objects: text files whose path follows from what is in them. */
import { digestOf, type FileNode } from "../castore/index.ts";
import {
  type Derivation,
  defaultStoreDir,
  DerivationError,
  drvPathOf,
  hashBytes,
  hashText,
  NarWriter,
  parseDerivation,
  parseStorePath,
  StorePathError,
  checkStorePathName,
  toBytes,
} from "../nix-compat/index.ts";
import type { PathInfo } from "../store/index.ts";

/** Largest text of a derivation that is taken. */
export const maxDerivation = 64 << 20;

/** A derivation and what the store is to know of it. */
export interface DerivationObject {
  drv: Derivation;
  path: string;
  content: Uint8Array;
  info: PathInfo;
}

/**
 * The store object that a derivation's text makes.
 * @param text - a byte string
 * @param name - without `.drv`
 * @throws DerivationError, StorePathError
 */
export function derivationObject(text: string, name: string, storeDir = defaultStoreDir): DerivationObject {
  const drv = parseDerivation(text);
  checkStorePathName(`${name}.drv`);
  const path = drvPathOf(drv, name, text, storeDir);
  const content = toBytes(text);
  const references = [...new Set([...drv.inputDrvs.keys(), ...drv.inputSrcs])].sort();
  const node: FileNode = { kind: "file", digest: digestOf(content), size: content.length, executable: false };
  const info: PathInfo = {
    storePath: parseStorePath(path, storeDir),
    node,
    references: references.map((reference) => parseStorePath(reference, storeDir)),
    ...narOfText(content),
    signatures: [],
    deriver: null,
    contentAddress: { method: "text", algorithm: "sha256", digest: hashText("sha256", text) },
  };
  return { drv, path, content, info };
}

function narOfText(content: Uint8Array): { narSize: number; narSha256: Uint8Array } {
  const pieces: Uint8Array[] = [];
  const writer = new NarWriter((piece) => void pieces.push(piece.slice()));
  writer.file(content.length, false);
  writer.write(content);
  const narSize = writer.end();
  const nar = new Uint8Array(narSize);
  let at = 0;
  for (const piece of pieces) {
    nar.set(piece, at);
    at += piece.length;
  }
  return { narSize, narSha256: hashBytes("sha256", nar) };
}

/** What a derivation's file tells of its name, and how far that can be trusted. */
export interface NamedDerivation {
  object: DerivationObject;
  /** In words for people; null when there is nothing to say. */
  warning: string | null;
}

/**
 * A derivation that came as a file: its name is part of its path, but not of its text.
 * @param fileName - what the file is called; a store path's base name tells the most
 * @returns null where no name can be had
 * @throws DerivationError
 */
export function derivationOfFile(
  text: string,
  fileName: string,
  storeDir = defaultStoreDir,
): NamedDerivation | null {
  const drv = parseDerivation(text);
  const base = fileName.slice(fileName.lastIndexOf("/") + 1);
  const said = /^([0-9abcdfghijklmnpqrsvwxyz]{32})-(.+)\.drv$/.exec(base);
  const names = [said?.[2], nameInside(drv), /^(.+)\.drv$/.exec(base)?.[1]];
  for (const name of names) {
    if (name === undefined || !isName(name)) continue;
    const object = derivationObject(text, name, storeDir);
    if (said === null || object.info.storePath.hash === said[1]) return { object, warning: null };
    const warning = `the file's name says ${storeDir}/${base}, but its content gives ${object.path}`;
    return { object, warning };
  }
  return null;
}

/** The name that a derivation's environment tells. */
export function nameInside({ env }: Derivation): string | undefined {
  const name = env.get("name");
  if (name !== undefined) return name;
  try {
    const json: unknown = JSON.parse(env.get("__json") ?? "null");
    const inner = typeof json === "object" && json !== null ? (json as { name?: unknown }).name : undefined;
    return typeof inner === "string" ? inner : undefined;
  } catch {
    // Text that is no JSON tells no name.
    return undefined;
  }
}

function isName(name: string): boolean {
  try {
    checkStorePathName(`${name}.drv`);
    return true;
  } catch (error) {
    if (error instanceof StorePathError) return false;
    throw error;
  }
}

/** The derivation in a text. @throws DerivationError naming its path */
export function parseDerivationAt(path: string, text: string): Derivation {
  try {
    return parseDerivation(text);
  } catch (error) {
    if (!(error instanceof DerivationError)) throw error;
    throw new DerivationError(`${path}: ${error.message}`, error.offset);
  }
}
