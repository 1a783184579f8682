/** The layout of a node's NAR, fetched page by page: a few at a time for the table, all of it for the picture. */
import { createSignal, onCleanup, type Accessor } from "solid-js";
import type { NarSegment, NodeRef, StoreFailure } from "../../../../workers/index.ts";
import type { ExplorerClient } from "../../run/explorer-client.ts";
import { createPages, type Pages } from "../table/index.ts";
import { LayoutIndex } from "./layout-index.ts";

export interface Layout {
  /** Grows while it is fetched; read {@link version} to be told. */
  index: LayoutIndex;
  version: Accessor<number>;
  running: Accessor<boolean>;
  failure: Accessor<StoreFailure | null>;
  segments: Pages<NarSegment>;
  again: () => void;
  stop: () => void;
}

/** Segments asked for at once. */
const pageSize = 5000;
/** Pages after which the picture is drawn anew: each time costs as much as all that is there. */
const pagesPerVersion = 8;

/** Begins to fetch it; call inside a reactive root, which ends it. */
export function createLayout(client: Pick<ExplorerClient, "narLayout">, node: NodeRef): Layout {
  const index = new LayoutIndex();
  const [version, setVersion] = createSignal(0);
  const [running, setRunning] = createSignal(true);
  const [failure, setFailure] = createSignal<StoreFailure | null>(null);
  let latest = 0;

  const run = async (): Promise<void> => {
    const mine = ++latest;
    setRunning(true);
    setFailure(null);
    for (let page = 1; !index.complete; page++) {
      const answer = await client.narLayout(node, index.count, pageSize);
      if (mine !== latest) return;
      if (answer.type === "ok" && answer.value.segments.length > 0) {
        index.add(answer.value.segments, answer.value.total, answer.value.narSize);
      } else {
        if (answer.type === "failed") setFailure(answer.failure);
        break;
      }
      if (page === 1 || page % pagesPerVersion === 0) setVersion((it) => it + 1);
    }
    setVersion((it) => it + 1);
    setRunning(false);
  };
  void run();
  onCleanup(() => void latest++);
  const segments = createPages<NarSegment>(async (from, count) => {
    const answer = await client.narLayout(node, from, count);
    if (answer.type !== "ok") return answer;
    return { type: "ok", value: { total: answer.value.total, items: answer.value.segments } };
  });
  return {
    index,
    version,
    running,
    failure: () => failure() ?? segments.failure(),
    segments,
    again: () => {
      segments.again();
      void run();
    },
    stop: () => {
      latest++;
      setRunning(false);
    },
  };
}
