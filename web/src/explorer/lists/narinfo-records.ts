/** Narinfos of a text: read, and what is odd about each. */
import {
  formatHash,
  HashError,
  NarInfoError,
  narInfoFingerprint,
  parseNarInfo,
  splitNarInfos,
  type NarInfo,
} from "../../../../core/nix-compat/index.ts";
import { explainAddress } from "../info/content-address.ts";
import { narinfoLines, type NarinfoLine } from "./narinfo-lines.ts";

export interface NarinfoRecord {
  lines: NarinfoLine[];
  /** Null where it can't be read; {@link fault} then says why. */
  info: NarInfo | null;
  fault: { message: string; line: number } | null;
  /** The very text that is signed. */
  fingerprint: string;
  /** What is odd or missing, a sentence each. */
  oddities: string[];
}

/** Takes a text of one or more narinfos apart; byte string. */
export function readNarinfos(text: string): NarinfoRecord[] {
  return [...splitNarInfos(text.replaceAll("\r\n", "\n"))].map(({ text: record, line }) => {
    const lines = narinfoLines(record, line);
    try {
      const info = parseNarInfo(record, storeDirOf(lines), line);
      const oddities = odditiesOf(info);
      return { lines, info, fault: null, fingerprint: narInfoFingerprint(info), oddities };
    } catch (error) {
      if (!(error instanceof NarInfoError) && !(error instanceof HashError)) throw error;
      const at = error instanceof NarInfoError ? error.line : line;
      const message = error instanceof NarInfoError ? error.reason : error.message;
      return { lines, info: null, fault: { message, line: at }, fingerprint: "", oddities: [] };
    }
  });
}

/** Absolute, for use as a path's directory: other stores than /nix/store have narinfos too. */
function storeDirOf(lines: readonly NarinfoLine[]): string {
  const path = lines.find(({ tag }) => tag === "StorePath")?.value ?? "";
  const slash = path.lastIndexOf("/");
  return slash > 0 ? path.slice(0, slash) : "/nix/store";
}

/** What Nix would stumble over, or what a careful reader would ask about. */
export function odditiesOf(info: NarInfo): string[] {
  const { quirks } = info;
  const odd: string[] = [];
  const add = (when: boolean, words: string): void => void (when && odd.push(words));
  add(
    info.signatures.length === 0 && info.ca === null,
    "There is no signature: Nix takes it only from a cache it trusts blindly.",
  );
  add(quirks.compressionMissing, "Compression is missing, which means bzip2, not none.");
  add(quirks.referencesMissing, "References is missing; it is taken as none.");
  add(quirks.unknownDeriver, "The deriver is written as unknown-deriver; newer Nix leaves the line out.");
  add(quirks.narHashHex, "NarHash is in hex; Nix writes it in its own base 32.");
  add(quirks.fileHashHex, "FileHash is in hex; Nix writes it in its own base 32.");
  add(quirks.referencesUnsorted, "References are not in order; what is signed has them in order.");
  add(quirks.linesUnsorted, "The lines are in another order than Nix writes them.");
  add(new Set(info.references).size < info.references.length, "A reference is named twice.");
  add(info.fileHash === null, "FileHash is missing: the download can only be checked once it is unpacked.");
  add(info.fileSize === null, "FileSize is missing: nobody can tell how much is to be downloaded.");
  for (const { tag } of info.unknown) odd.push(`${tag} is a field that Nix does not know; it is ignored.`);
  if (info.compression === null) {
    const differ = info.fileHash !== null && hex(info.fileHash) !== hex(info.narHash);
    add(differ, "It is not compressed, yet FileHash and NarHash differ: one of them is wrong.");
    const sizes = info.fileSize !== null && info.fileSize !== info.narSize;
    add(sizes, "It is not compressed, yet FileSize and NarSize differ: one of them is wrong.");
  }
  add(info.narSize % 8 !== 0, "NarSize is no multiple of 8, as the size of every NAR is.");
  const named = /(?:^|\/)([0-9a-df-np-sv-z]{52})\.nar/.exec(info.url)?.[1];
  if (named !== undefined && info.fileHash !== null && named !== formatHash(info.fileHash, "nix32")) {
    odd.push("The URL names another hash than FileHash does.");
  }
  if (info.ca !== null) {
    const dir = info.storePath.slice(0, info.storePath.lastIndexOf("/"));
    const references = info.references.map((name) => `${dir}/${name}`);
    const explained = explainAddress(info.ca, info.storePath, references, hex(info.narHash));
    add(!explained.matches, `CA: ${explained.words}`);
  }
  return odd;
}

function hex(hash: NarInfo["narHash"]): string {
  return formatHash(hash, "base16");
}
