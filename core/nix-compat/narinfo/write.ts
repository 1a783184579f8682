/** Writes narinfos. */
import { formatHash, type Hash } from "../hash-text.ts";
import { formatSignature } from "./keys.ts";
import type { NarInfo } from "./narinfo.ts";

/** The lines of a narinfo in Nix's order; oddities it was read with are kept (see `NarInfoQuirks`). */
export function writeNarInfo(info: NarInfo): string {
  const { quirks } = info;
  let text = "";
  const line = (tag: string, value: string | number | null): void => {
    if (value !== null) text += `${tag}: ${value}\n`;
  };
  line("StorePath", info.storePath);
  line("URL", info.url);
  if (!quirks.compressionMissing || info.compression !== "bzip2") {
    line("Compression", info.compression ?? "none");
  }
  line("FileHash", info.fileHash && hashText(info.fileHash, quirks.fileHashHex));
  line("FileSize", info.fileSize);
  line("NarHash", hashText(info.narHash, quirks.narHashHex));
  line("NarSize", info.narSize);
  if (!quirks.referencesMissing || info.references.length > 0) line("References", info.references.join(" "));
  line("Deriver", info.deriver ?? (quirks.unknownDeriver ? "unknown-deriver" : null));
  line("System", info.system);
  for (const signature of info.signatures) line("Sig", formatSignature(signature));
  line("CA", info.ca);
  for (const { tag, value } of info.unknown) line(tag, value);
  return text;
}

function hashText(hash: Hash, hex: boolean): string {
  return `${hash.algorithm}:${formatHash(hash, hex ? "base16" : "nix32")}`;
}
