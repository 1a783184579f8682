/** NARs and the narinfos that tell of them, whichever is opened first: together they are a store path. */
import type { IdbStore } from "../../core/castore/index.ts";
import { parseNodeRef } from "../../core/explore/index.ts";
import {
  fromBytes as byteString,
  type NarInfo,
  NarInfoError,
  parseNarInfo,
  parsePublicKey,
  toBase16,
  verifyNarInfo,
} from "../../core/nix-compat/index.ts";
import { pathInfoOfNarInfo } from "../../core/store/index.ts";
import type { Opened, Subject } from "../explorer-protocol.ts";
import { type KnownPaths, refusal } from "./known-paths.ts";
import type { OpenContext } from "./open-file.ts";
import type { OpenedThings } from "./opened-things.ts";

/** What came of putting two and two together. */
interface Paired {
  subject: Subject;
  warnings: string[];
  /** Paths that are known by that. */
  brought: string[];
}

export class NarsAndNarInfos {
  constructor(
    private readonly things: OpenedThings,
    private readonly paths: KnownPaths,
  ) {}

  /** The subject and the warnings of what was just opened, with what was opened before taken into account. */
  async pair(
    store: IdbStore,
    { subject, warnings, name }: Opened,
    narSha256: string | null,
    { trustedKeys }: OpenContext,
  ): Promise<Paired> {
    const alone: Paired = { subject, warnings, brought: [] };
    if (subject.type === "node" && narSha256 !== null) {
      const narInfos = await this.narInfos();
      const narInfo = narInfos.find((it) => toBase16(it.narHash.digest) === narSha256);
      if (narInfo === undefined) {
        return { ...alone, warnings: [...warnings, ...misnamed(narInfos, name, narSha256)] };
      }
      const put = await this.put(store, narInfo, subject.node, trustedKeys);
      if (put.refused) return { ...alone, warnings: [...warnings, refusal(narInfo.storePath)] };
      const path: Subject = { type: "path", path: narInfo.storePath, from: null };
      return { subject: path, warnings: [...warnings, ...put.warnings], brought: put.brought };
    }
    if (subject.type !== "document" || subject.kind !== "narinfo") return alone;
    const narInfo = await this.read(subject.node);
    if (narInfo === null) return alone;
    const nar = (await this.things.records()).find(
      (it) => it.narSha256 === toBase16(narInfo.narHash.digest) && it.opened.subject.type === "node",
    );
    const node = nar?.opened.subject.type === "node" ? nar.opened.subject.node : null;
    if (node === null)
      return { ...alone, warnings: [...warnings, ...signatureWarnings(narInfo, trustedKeys)] };
    const put = await this.put(store, narInfo, node, trustedKeys);
    const said = put.refused ? [refusal(narInfo.storePath)] : [];
    return { subject, warnings: [...warnings, ...put.warnings, ...said], brought: put.brought };
  }

  /** Notes the path down that a narinfo and the NAR it tells of make. */
  private async put(
    store: IdbStore,
    narInfo: NarInfo,
    node: string,
    trustedKeys: readonly string[],
  ): Promise<{ warnings: string[]; brought: string[]; refused: boolean }> {
    const info = pathInfoOfNarInfo(narInfo, parseNodeRef(node));
    const { status } = verifyNarInfo(narInfo, trustedKeys.map(parsePublicKey));
    const { fresh, refused } = await this.paths.put(store, [{ info, proven: status === "ok" }]);
    const warnings = signatureWarnings(narInfo, trustedKeys);
    return { warnings, brought: fresh, refused: refused.length > 0 };
  }

  /** The narinfos that were opened. */
  private async narInfos(): Promise<NarInfo[]> {
    const found: NarInfo[] = [];
    for (const { opened } of await this.things.records()) {
      const { subject } = opened;
      if (subject.type !== "document" || subject.kind !== "narinfo") continue;
      const narInfo = await this.read(subject.node);
      if (narInfo !== null) found.push(narInfo);
    }
    return found;
  }

  private async read(ref: string): Promise<NarInfo | null> {
    const node = parseNodeRef(ref);
    if (node.kind !== "file") return null;
    try {
      return parseNarInfo(byteString(await this.paths.content(node, "narinfo")));
    } catch (error) {
      if (error instanceof NarInfoError) return null;
      throw error;
    }
  }
}

/** What is to be said where a narinfo names a file of this name, but tells of another NAR. */
function misnamed(narInfos: readonly NarInfo[], file: string, narSha256: string): string[] {
  const last = (path: string): string => path.replace(/[?#].*$/, "").replace(/^.*\//, "");
  const narInfo = narInfos.find(({ url }) => last(url) === last(file));
  if (narInfo === undefined) return [];
  return [
    `the narinfo of ${narInfo.storePath} names this file, but tells of another NAR: sha256 ` +
      `${toBase16(narInfo.narHash.digest)}, not ${narSha256}`,
  ];
}

/** As the view of narinfos says it, which tells it once. */
const unsigned = "there is no signature: Nix takes it only from a cache it trusts blindly";

/** What is to be said of a narinfo's signatures; nothing where no keys were given. */
export function signatureWarnings(narInfo: NarInfo, trustedKeys: readonly string[]): string[] {
  const verdict = verifyNarInfo(narInfo, trustedKeys.map(parsePublicKey));
  switch (verdict.status) {
    case "ok":
      return [];
    case "bad signature":
      return [
        `the signature by ${verdict.keys.join(", ")} is wrong: the narinfo was changed after it was signed`,
      ];
    case "no key matches": {
      if (trustedKeys.length === 0 && narInfo.signatures.length > 0) return [];
      const by = narInfo.signatures.map(({ name }) => name).join(", ");
      return [by === "" ? unsigned : `it is signed by ${by}, not by a key you trust`];
    }
  }
}
