/**
 * The site's own mounts, which are those of all workspaces: its list is read once the page is at rest, each tree's index when some file names it. What a
 * visitor mounts under the same name, or switches off, stays as it is.
 */
import { createEffect, createSignal, type Accessor } from "solid-js";
import type { KeptTree, Mount, StoreAnswer } from "../../../workers/index.ts";
import { messageOf, problemOf } from "./imports.ts";
import { withTree, without } from "./edits.ts";
import { parseSiteMounts, type SiteMount } from "./site-list.ts";
import type { MountsDeps } from "./types.ts";

/**
 * `idle`: comes when it is needed; `yours`: the visitor's own mount has that name; `failed`: could not be had, but may
 * be there from an earlier visit.
 */
export type SiteMountStatus =
  { type: "idle" | "fetching" | "mounted" | "off" | "yours" } | { type: "failed"; message: string };

export interface SiteMounts {
  list: Accessor<readonly SiteMount[]>;
  status(name: string): SiteMountStatus;
  /** Mounts it now, or takes it away for good. */
  switch(name: string, on: boolean): void;
}

export interface SiteMountsDeps extends Pick<MountsDeps, "store" | "report" | "mentions"> {
  /** The text of `mounts.json`; null where there is none. */
  read: () => Promise<string | null>;
  /** The page's URL. */
  base: string;
  /** Where the visitor's choices are kept; null where they can't be. */
  memory: Storage | null;
}

const key = "tvix-playground.site-mounts";

/** What is remembered: names that are switched off, and where each name's tree came from. */
interface Remembered {
  off: string[];
  given: Record<string, string>;
}

/** Call inside a reactive root. */
export function createSiteMounts(deps: SiteMountsDeps): SiteMounts {
  const { store } = deps;
  const remembered = recall(deps.memory);
  const [list, setList] = createSignal<readonly SiteMount[]>([]);
  const [off, setOff] = createSignal<ReadonlySet<string>>(new Set(remembered.off));
  const [work, setAllWork] = createSignal<ReadonlyMap<string, SiteMountStatus>>(new Map());
  const begun = new Set<string>();
  const given = new Map(Object.entries(remembered.given));
  let queue = Promise.resolve();

  const setWork = (name: string, status: SiteMountStatus): void =>
    void setAllWork((all) => new Map(all).set(name, status));
  const remember = (): void => {
    try {
      const value: Remembered = { off: [...off()], given: Object.fromEntries(given) };
      deps.memory?.setItem(key, JSON.stringify(value));
    } catch {
      // Then it is as on a first visit the next time.
    }
  };
  const mounts = (): Mount[] => store.state()?.mounts ?? [];
  const mountOf = (name: string): Mount | undefined => mounts().find((it) => it.name === name);
  const isGiven = (mount: Mount): boolean =>
    mount.url !== null && (mount.url === given.get(mount.name) || mount.url === find(mount.name)?.url);
  const find = (name: string): SiteMount | undefined => list().find((it) => it.name === name);

  const status = (name: string): SiteMountStatus => {
    const mount = mountOf(name);
    if (mount !== undefined && !isGiven(mount)) return { type: "yours" };
    const doing = work().get(name);
    if (off().has(name)) return { type: "off" };
    if (doing?.type === "fetching" || doing?.type === "failed") return doing;
    return { type: mount === undefined ? "idle" : "mounted" };
  };

  const setSwitch = (name: string, on: boolean): void => {
    const next = new Set(off());
    if (on) next.delete(name);
    else next.add(name);
    setOff(next);
    remember();
  };

  /** Fetches a tree's index and mounts it; a tree that this site gave before under that name makes room. */
  const bring = async ({ name, url }: SiteMount): Promise<void> => {
    // What is kept is known only then.
    await store.open();
    if (!["idle", "mounted", "failed"].includes(status(name).type)) return;
    setWork(name, { type: "fetching" });
    const tree = await store.import({ type: "published", url }, () => undefined).answer;
    const before = mountOf(name);
    const wanted = !off().has(name) && (before === undefined || isGiven(before));
    if (tree.type !== "ok") {
      // Offline, what is here from an earlier visit is used.
      const isUsed = before !== undefined;
      return setWork(name, isUsed ? { type: "mounted" } : { type: "failed", message: problemOf(tree) });
    }
    given.set(name, url);
    remember();
    if (wanted && before?.root !== tree.value.root) {
      const changed = await replace(name, tree.value, before);
      if (changed.type !== "ok") return setWork(name, { type: "failed", message: problemOf(changed) });
    }
    setWork(name, { type: "mounted" });
  };

  const replace = async (
    name: string,
    tree: KeptTree,
    before: Mount | undefined,
  ): Promise<StoreAnswer<null>> => {
    const changed = await store.setMounts(withTree(mounts(), name, tree));
    if (changed.type !== "ok" || before === undefined) return changed;
    // One that is here whole was imported by the visitor.
    const kept = store.state()?.trees.find(({ root }) => root === before.root);
    const unused = kept?.url === before.url && !mounts().some(({ root }) => root === before.root);
    return unused ? store.removeTree(before.root) : changed;
  };

  const start = (mount: SiteMount): void => {
    begun.add(mount.name);
    queue = queue
      .then(() => bring(mount))
      .catch((error: unknown) => setWork(mount.name, { type: "failed", message: messageOf(error) }));
  };

  createEffect(() => {
    for (const mount of list()) {
      if (!begun.has(mount.name) && !off().has(mount.name) && deps.mentions(mount.name)) start(mount);
    }
  });
  // Unmounting one in the panel switches it off.
  createEffect<ReadonlySet<string>>((before) => {
    const now = new Set(list().flatMap(({ name }) => (status(name).type === "mounted" ? [name] : [])));
    for (const name of before) if (mountOf(name) === undefined && !off().has(name)) setSwitch(name, false);
    return now;
  }, new Set());

  deps
    .read()
    .then((text) => setList(text === null ? [] : parseSiteMounts(text, deps.base)))
    .catch((error: unknown) => deps.report(messageOf(error)));

  return {
    list,
    status,
    switch(name, on) {
      const mount = find(name);
      if (mount === undefined) return;
      setSwitch(name, on);
      if (on) return start(mount);
      const current = mountOf(name);
      if (current === undefined || !isGiven(current)) return;
      void store.setMounts(without(mounts(), name)).then((answer) => {
        if (answer.type !== "ok") deps.report(problemOf(answer));
      });
    },
  };
}

function recall(memory: Storage | null): Remembered {
  try {
    const found = JSON.parse(memory?.getItem(key) ?? "{}") as Partial<Remembered>;
    const texts = (values: unknown[]): string[] => values.filter((it) => typeof it === "string");
    const given = Object.entries(found.given ?? {}).filter(([, url]) => typeof url === "string");
    return { off: texts(Array.isArray(found.off) ? found.off : []), given: Object.fromEntries(given) };
  } catch {
    // What is not as it was written is as if it were not there.
    return { off: [], given: {} };
  }
}

/** Reads the file beside the page; null where there is none. */
export async function readSiteMounts(base: string): Promise<string | null> {
  if (!navigator.onLine) return null;
  try {
    const answer = await fetch(new URL("mounts.json", base), { cache: "no-cache" });
    return answer.ok ? await answer.text() : null;
  } catch {
    // Nobody answers: what was mounted earlier is still there.
    return null;
  }
}
