/** Small files whose text means something, read whole. */
import { fromBytes } from "../../../../core/nix-compat/index.ts";
import type { NodeRef, StoreAnswer, WorkReport } from "../../../../workers/index.ts";
import type { ExplorerClient } from "../../run/explorer-client.ts";
import type { StoreJob } from "../../run/store-client.ts";

/** Bytes that one question may ask for. */
const part = 1 << 20;
/** Bytes of the longest document that is read: a listing of a million files. */
export const longestDocument = 128 << 20;

/** Reads a file as a byte string, in parts. */
export function readDocument(
  client: Pick<ExplorerClient, "read">,
  node: NodeRef,
  size: number,
  progress: (report: WorkReport) => void,
): StoreJob<string> {
  let cancelled = false;
  const read = async (): Promise<StoreAnswer<string>> => {
    if (size > longestDocument) {
      const message = `the file has ${size} bytes; documents of up to ${longestDocument} are read`;
      return { type: "failed", failure: { kind: "invalid", message } };
    }
    const texts: string[] = [];
    for (let from = 0; from < size; from += part) {
      const answer = await client.read(node, from, Math.min(size, from + part));
      if (cancelled) return { type: "cancelled" };
      if (answer.type !== "ok") return answer;
      texts.push(fromBytes(answer.value));
      progress({ done: Math.min(size, from + part), total: size });
    }
    return { type: "ok", value: texts.join("") };
  };
  return { answer: read(), cancel: () => void (cancelled = true) };
}
