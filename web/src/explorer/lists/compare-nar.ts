/** A NAR file beside its narinfo: opened, hashed, compared with what the narinfo says. */
import { formatHash, type NarInfo } from "../../../../core/nix-compat/index.ts";
import type { NarHashes, Opened, StoreAnswer, WorkReport } from "../../../../workers/index.ts";
import { formatCount } from "../../format.ts";
import type { ExplorerClient } from "../../run/explorer-client.ts";
import type { StoreJob } from "../../run/store-client.ts";

export interface Comparison {
  name: string;
  says: string;
  has: string;
  equal: boolean;
}

export interface ComparedNar {
  opened: Opened;
  comparisons: Comparison[];
}

/** Compares what a file turned out to be with what a narinfo says of it. */
export function compareNar(
  info: NarInfo,
  { origin }: Pick<Opened, "origin">,
  hashes: NarHashes,
): Comparison[] {
  const found: Comparison[] = [];
  const add = (name: string, says: string, has: string): void =>
    void found.push({ name, says, has, equal: says === has });
  add("NarHash", formatHash(info.narHash, "base16"), hashes.sha256);
  add("NarSize", formatCount(info.narSize), formatCount(hashes.narSize));
  if (info.fileHash?.algorithm === "sha256" && origin.sha256 !== null) {
    add("FileHash", formatHash(info.fileHash, "base16"), origin.sha256);
  }
  if (info.fileSize !== null && origin.size !== null) {
    add("FileSize", formatCount(info.fileSize), formatCount(origin.size));
  }
  return found;
}

/** Opens a file and compares it. */
export function openAndCompare(
  client: Pick<ExplorerClient, "open" | "root" | "narHashes">,
  info: NarInfo,
  file: File,
  progress: (report: WorkReport) => void,
): StoreJob<ComparedNar> {
  let stop: () => void = () => undefined;
  let stopped = false;
  const run = async (): Promise<StoreAnswer<ComparedNar>> => {
    const request = { source: { type: "file" as const, file, name: file.name }, caches: [] };
    const opening = client.open(request, ({ read, total }) => progress({ done: read, total }));
    stop = opening.cancel;
    const opened = await opening.answer;
    if (opened.type !== "ok") return opened;
    const root = await client.root(opened.value.subject);
    if (root.type !== "ok") return root;
    if (stopped) return { type: "cancelled" };
    const hashing = client.narHashes(root.value.node, progress);
    stop = hashing.cancel;
    const hashes = await hashing.answer;
    if (hashes.type !== "ok") return hashes;
    const comparisons = compareNar(info, opened.value, hashes.value);
    return { type: "ok", value: { opened: opened.value, comparisons } };
  };
  return {
    answer: run(),
    cancel: () => {
      stopped = true;
      stop();
    },
  };
}
