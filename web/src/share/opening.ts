/** Opening what somebody shared, without taking anything from the person who opens it. */
import { createSignal, type Accessor } from "solid-js";
import { LinkError } from "./errors.ts";
import { decodeFile } from "./file.ts";
import type { Shared } from "./types.ts";

/** What to do with it: beside the other workspaces, in place of the open one, or nothing. */
export type OpenChoice = "new" | "replace" | "cancel";

export interface OpeningDeps {
  /** Whether the open workspace holds something that the person made. */
  hasOwnWork: () => boolean;
  /** Opens it as a workspace of its own. */
  openAsNew: (shared: Shared) => void | Promise<void>;
  /** Puts it in place of the open workspace. */
  replace: (shared: Shared) => void | Promise<void>;
  /** Tells why something could not be opened, in words for people. */
  refuse: (message: string) => void;
}

export interface Opening {
  /** What waits for a choice; null when nothing does. */
  pending: Accessor<Shared | null>;
  /** Opens a link's fragment; asks if there is work to lose. Never rejects for what the link is. */
  openLink: (fragment: string) => Promise<void>;
  /** The same with a workspace file. */
  openFile: (file: Pick<File, "name" | "size" | "text">) => Promise<void>;
  choose: (choice: OpenChoice) => Promise<void>;
}

/** Bytes of a file that is looked at at all: binary files take more room in JSON than in a workspace. */
const maxFile = 64 * 2 ** 20;

export function createOpening(deps: OpeningDeps): Opening {
  const [pending, setPending] = createSignal<Shared | null>(null);
  let latest = 0;

  /** Opens what `read` gives, unless something else was opened meanwhile. */
  const open = async (read: () => Promise<Shared | null>): Promise<void> => {
    const mine = ++latest;
    setPending(null);
    let shared: Shared | null;
    try {
      shared = await read();
    } catch (error) {
      if (!(error instanceof LinkError)) throw error;
      if (mine === latest) deps.refuse(error.message);
      return;
    }
    if (mine !== latest || shared === null) return;
    if (deps.hasOwnWork()) setPending(shared);
    else await deps.openAsNew(shared);
  };

  return {
    pending,
    openLink: (fragment) =>
      open(async () => {
        const { decodeLink } = await import("./link.ts");
        return decodeLink(fragment);
      }),
    openFile: (file) =>
      open(async () => {
        if (file.size > maxFile) throw new LinkError(`${file.name} is too large for a workspace file.`);
        return decodeFile(await file.text());
      }),
    async choose(choice) {
      const shared = pending();
      setPending(null);
      if (shared === null || choice === "cancel") return;
      if (choice === "new") await deps.openAsNew(shared);
      else await deps.replace(shared);
    },
  };
}
