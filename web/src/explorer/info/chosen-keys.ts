/** The keys that signatures are checked against: those of the caches in the settings, and those a person adds here. */
import { createMemo, createSignal, type Accessor } from "solid-js";
import { SigningKeyError, parsePublicKey, type PublicKey } from "../../../../core/nix-compat/index.ts";
import type { ExplorerUi } from "../types.ts";
import { readKeys } from "./signatures.ts";

/** For as long as the page is open: keys that are trusted for good belong to a cache in the settings. */
const [added, setAdded] = createSignal<readonly string[]>([]);

export interface ChosenKeys {
  keys: Accessor<PublicKey[]>;
  /** What is wrong with keys of the settings. */
  faults: Accessor<string[]>;
  /** As they were written, those added here. */
  added: Accessor<readonly string[]>;
  /** Adds one; what is wrong with it, "" where nothing is. */
  add: (text: string) => string;
  remove: (text: string) => void;
}

export function chosenKeys(ui: Pick<ExplorerUi, "caches">): ChosenKeys {
  const read = createMemo(() => readKeys([...ui.caches().flatMap((cache) => cache.trustedKeys), ...added()]));
  return {
    keys: () => read().keys,
    faults: () => read().faults,
    added,
    add: (text) => {
      const key = text.trim();
      try {
        parsePublicKey(key);
      } catch (error) {
        if (error instanceof SigningKeyError) return `${error.message}.`;
        throw error;
      }
      if (!added().includes(key)) setAdded([...added(), key]);
      return "";
    },
    remove: (text) => void setAdded(added().filter((key) => key !== text)),
  };
}
