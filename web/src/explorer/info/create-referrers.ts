/** Who refers to a store path: nobody keeps that, so all paths of the store are asked. */
import { createSignal, onCleanup, type Accessor } from "solid-js";
import type { StoreFailure } from "../../../../workers/index.ts";
import type { ExplorerClient } from "../../run/explorer-client.ts";

export interface Referrers {
  /** Null until it was asked for. */
  found: Accessor<readonly string[] | null>;
  running: Accessor<boolean>;
  /** How many paths were asked, and how many there are. */
  done: Accessor<{ asked: number; total: number }>;
  failure: Accessor<StoreFailure | null>;
  begin: () => void;
  cancel: () => void;
}

/** Paths asked for at once. */
const pageSize = 500;
/** Path infos asked for at once. */
const ahead = 16;

export function createReferrers(
  client: Pick<ExplorerClient, "paths" | "pathInfo">,
  path: Accessor<string>,
): Referrers {
  const [found, setFound] = createSignal<readonly string[] | null>(null);
  const [running, setRunning] = createSignal(false);
  const [done, setDone] = createSignal({ asked: 0, total: 0 });
  const [failure, setFailure] = createSignal<StoreFailure | null>(null);
  let latest = 0;

  const begin = async (): Promise<void> => {
    const mine = ++latest;
    const wanted = path();
    const referrers: string[] = [];
    setRunning(true);
    setFailure(null);
    setFound([]);
    for (let from = 0, total = 1; from < total; from += pageSize) {
      const page = await client.paths(from, pageSize, "");
      if (mine !== latest) return;
      if (page.type !== "ok") {
        if (page.type === "failed") setFailure(page.failure);
        break;
      }
      total = page.value.total;
      const { paths } = page.value;
      for (let i = 0; i < paths.length; i += ahead) {
        const infos = await Promise.all(paths.slice(i, i + ahead).map((it) => client.pathInfo(it.path)));
        if (mine !== latest) return;
        for (const info of infos) {
          const value = info.type === "ok" ? info.value : null;
          if (value !== null && value.path !== wanted && value.references.includes(wanted))
            referrers.push(value.path);
        }
        setFound([...referrers]);
        setDone({ asked: Math.min(total, from + i + ahead), total });
      }
    }
    setRunning(false);
  };
  const cancel = (): void => {
    latest++;
    setRunning(false);
  };
  onCleanup(cancel);
  return { found, running, done, failure, begin: () => void begin(), cancel };
}
