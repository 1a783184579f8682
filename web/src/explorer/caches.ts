/** The binary caches that may be asked for store paths that are not here. */
import { createSignal, type Accessor } from "solid-js";
import type { CacheSetting } from "../../../workers/index.ts";

export const defaultCaches: readonly CacheSetting[] = [
  {
    url: "https://cache.nixos.org",
    trustedKeys: ["cache.nixos.org-1:6NCHdD59X431o0gWypbMrAURkbJ16ZPMQFGspcDShjY="],
  },
];

/** `name:` and 32 bytes in base 64 (Nix manual, "trusted-public-keys"). */
const keyPattern = /^[^\s:]+:[A-Za-z0-9+/]{43}=$/;

export interface Caches {
  list: Accessor<readonly CacheSetting[]>;
  set: (list: readonly CacheSetting[]) => void;
  /** The one a URL names, with the keys that are trusted for it; without any where it is not in the list. */
  of: (url: string) => CacheSetting;
}

/** @param memory - reads and keeps a text across visits */
export function createCaches(memory: { read: () => string | null; write: (text: string) => void }): Caches {
  const [list, setList] = createSignal(readCaches(memory.read()));
  return {
    list,
    set(next) {
      setList(next);
      memory.write(JSON.stringify(next));
    },
    of: (url) => list().find((cache) => isSameCache(cache.url, url)) ?? { url, trustedKeys: [] },
  };
}

/** Takes what makes sense of a kept list; the default one where nothing was kept. */
export function readCaches(text: string | null): readonly CacheSetting[] {
  let kept: unknown = null;
  try {
    kept = JSON.parse(text ?? "null");
  } catch {
    // Damaged: the default.
  }
  if (!Array.isArray(kept)) return defaultCaches;
  return kept.flatMap((item: unknown): CacheSetting[] => {
    if (typeof item !== "object" || item === null) return [];
    const { url, trustedKeys } = item as Record<string, unknown>;
    if (typeof url !== "string" || cacheProblem(url) !== null || !Array.isArray(trustedKeys)) return [];
    return [{ url, trustedKeys: trustedKeys.filter((key): key is string => keyProblem(key) === null) }];
  });
}

/** What is wrong with the URL of a cache, in a sentence; null when nothing is. */
export function cacheProblem(url: string): string | null {
  if (!URL.canParse(url)) return "A cache is named by its whole URL, as https://cache.nixos.org.";
  return /^https?:$/.test(new URL(url).protocol) ? null : "Only https:// and http:// can be fetched from.";
}

/** What is wrong with a public key, in a sentence; null when nothing is. */
export function keyProblem(key: unknown): string | null {
  return typeof key === "string" && keyPattern.test(key)
    ? null
    : "A key is a name, a colon and 44 characters of base 64, as cache.nixos.org-1:6NCHdD…DShjY=.";
}

function isSameCache(a: string, b: string): boolean {
  return a.replace(/\/+$/, "") === b.replace(/\/+$/, "");
}
