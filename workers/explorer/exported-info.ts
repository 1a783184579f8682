/** What an export stream tells of a store object, and how far the object proves it itself. */
import type { FileNode, IdbStore } from "../../core/castore/index.ts";
import { maxDerivation } from "../../core/explore/index.ts";
import type { IngestedObject } from "../../core/explore/index.ts";
import {
  defaultStoreDir,
  fromBytes as byteString,
  hashText,
  isDerivationName,
  makeFixedOutputPath,
  makeTextPath,
  parseStorePath,
} from "../../core/nix-compat/index.ts";
import type { PathInfo } from "../../core/store/index.ts";

export interface ExportedInfo {
  info: PathInfo;
  /** Whether the path follows from the content: then nobody need vouch for it. */
  proven: boolean;
  warning: string | null;
}

/** What is noted down of an object whose content was stored. */
export async function exportedInfo(store: IdbStore, { object, nar }: IngestedObject): Promise<ExportedInfo> {
  const { path, deriver } = object;
  const references = [...object.references].sort();
  const storePath = parseStorePath(path);
  const from = deriver === null ? null : parseStorePath(deriver);
  const info: PathInfo = {
    storePath,
    ...nar,
    references: references.map((reference) => parseStorePath(reference)),
    signatures: [],
    deriver: from && { hash: from.hash, name: from.name.replace(/\.drv$/, "") },
    contentAddress: null,
  };
  const asSource = sourcePath(storePath.name, path, references, nar.narSha256);
  if (asSource === path) {
    const contentAddress = { method: "nar", algorithm: "sha256", digest: nar.narSha256 } as const;
    return { info: { ...info, contentAddress }, proven: true, warning: null };
  }
  const { node } = nar;
  if (node.kind === "file" && !node.executable && node.size <= maxDerivation) {
    const text = await textOf(store, node);
    const asText = makeTextPath(storePath.name, text, references);
    if (asText === path) {
      const contentAddress = {
        method: "text",
        algorithm: "sha256",
        digest: hashText("sha256", text),
      } as const;
      return { info: { ...info, contentAddress }, proven: true, warning: null };
    }
    if (isDerivationName(path)) {
      return { info, proven: false, warning: `the stream says ${path}, but its content gives ${asText}` };
    }
  }
  return { info, proven: false, warning: null };
}

/** The path as a source; one that refers to itself is hashed with its own hash part left out, which is not tried. */
function sourcePath(
  name: string,
  path: string,
  references: readonly string[],
  digest: Uint8Array,
): string | null {
  if (references.includes(path)) return null;
  const address = { recursive: true, algorithm: "sha256", digest } as const;
  return makeFixedOutputPath(name, address, { others: references, self: false }, defaultStoreDir);
}

async function textOf(store: IdbStore, node: FileNode): Promise<string> {
  return byteString((await store.blobs.read(node.digest))!);
}
