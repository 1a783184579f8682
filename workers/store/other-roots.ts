/** What is kept besides trees and snapshots: by the explorer, by what is known of store paths, and by uploads. */
import type { IdbStore, Node } from "../../core/castore/index.ts";
import { IdbPathInfos } from "../../core/store/index.ts";

/** @param counted - names of pins that are counted elsewhere */
export async function otherRoots(store: IdbStore, counted: (pin: string) => boolean): Promise<Node[]> {
  const roots = (await store.pins()).filter(({ name }) => !counted(name)).map(({ node }) => node);
  for await (const { node } of new IdbPathInfos(store).list()) roots.push(node);
  roots.push(...(await store.uploads.roots()));
  return roots;
}
