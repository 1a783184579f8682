/** Where the libraries that an ELF file needs are: in the store paths of its rpath, as far as they are here. */
import { joined, parentOf, toByteString } from "../byte-strings.ts";
import type { ExplorerUi } from "../types.ts";

export type FoundLibrary =
  /** In the same tree. */
  | { type: "here"; raw: string }
  | { type: "stored"; path: string; raw: string }
  /** Its store path is not here. */
  | { type: "missing"; path: string };

const inStore = /^(\/nix\/store\/[0-9a-df-np-sv-z]{32}-[A-Za-z0-9+\-._?=]+)(?:\/(.*?))?\/*$/;

/**
 * The first place, in the order in which the loader looks, that has a library; a store path that may have it where
 * only one is not here; null where there is none.
 */
export async function findLibrary(
  ui: Pick<ExplorerUi, "client">,
  wanted: { name: string; searched: readonly string[]; raw: string; root: string },
): Promise<FoundLibrary | null> {
  const missing: string[] = [];
  for (const folder of wanted.searched) {
    const own = ownFolder(folder, wanted.raw);
    if (own !== null) {
      const raw = joined(own, toByteString(wanted.name));
      const found = await ui.client.at(wanted.root, raw);
      if (found.type === "ok") return { type: "here", raw };
      continue;
    }
    const [, path, below = ""] = inStore.exec(folder) ?? [];
    if (path === undefined) continue;
    const root = await ui.client.root({ type: "path", path, from: null });
    if (root.type !== "ok") {
      missing.push(path);
      continue;
    }
    const raw = joined(toByteString(below), toByteString(wanted.name));
    const found = await ui.client.at(root.value.node, raw);
    if (found.type === "ok") return { type: "stored", path, raw };
  }
  const [only] = missing;
  return only !== undefined && missing.length === 1 ? { type: "missing", path: only } : null;
}

/** `$ORIGIN/../lib` as a path below the root; null for other folders. */
function ownFolder(folder: string, raw: string): string | null {
  const [, below] = /^(?:\$ORIGIN|\$\{ORIGIN\})(.*)$/.exec(folder) ?? [];
  if (below === undefined) return null;
  const parts = parentOf(raw)
    .split("/")
    .filter((part) => part !== "");
  for (const part of toByteString(below).split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return null;
  }
  return parts.join("/");
}
