/** Everything that is kept, by what people call it. */
import type { SharingRoot } from "../../core/explore/index.ts";
import type { TabStore } from "../store/tab-store.ts";
import type { KnownPaths } from "./known-paths.ts";
import { pinPrefix } from "./subject-key.ts";

/** Roots of mounted trees, of what was opened, and of store paths. */
export async function keptRoots(tab: TabStore, known: KnownPaths): Promise<SharingRoot[]> {
  const store = await tab.store();
  const names = new Map<string, string>();
  for (const { root, source } of await tab.records.trees()) names.set(`tree ${root}`, source);
  for (const { key, opened } of await tab.records.opened()) names.set(pinPrefix + key, opened.name);
  const pinned = (await store.pins()).flatMap(({ name, node }): SharingRoot[] => {
    const called = names.get(name);
    return called === undefined ? [] : [{ name: called, node }];
  });
  const paths = (await known.all()).map(({ path, node }): SharingRoot => ({ name: path, node }));
  return [...pinned, ...paths];
}
