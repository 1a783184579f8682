/** The commands of mounts and storage. What they do is loaded when one is run. */
import type { Command } from "../commands/types.ts";

export interface MountCommandDeps {
  /** Loads the room. */
  room: () => Promise<{
    pickArchive(): Promise<void>;
    pickFolder(): Promise<void>;
    askUrl(): void;
  }>;
  showMounts: () => void;
  showStorage: () => void;
  /** Opens the panel of storage and begins there. */
  collectGarbage: () => void;
  verify: () => void;
}

export function mountCommands(deps: MountCommandDeps): Command[] {
  const command = (what: string, title: string, description: string, run: Command["run"]): Command => ({
    id: `mounts.${what}`,
    title,
    group: "Mounts",
    description,
    run,
  });
  return [
    command(
      "archive",
      "Import archive…",
      "Keeps a tar, zip or NAR as a tree and mounts it, as <nixpkgs> for example.",
      async () => (await deps.room()).pickArchive(),
    ),
    command("folder", "Import folder…", "Keeps a folder of this machine as a tree and mounts it.", async () =>
      (await deps.room()).pickFolder(),
    ),
    command(
      "url",
      "Import from URL…",
      "Fetches an archive, or mounts a tree that castore publish made.",
      async () => (await deps.room()).askUrl(),
    ),
    command("show", "Show mounts", "What <nixpkgs> and other names in < > mean.", deps.showMounts),
    command("storage", "Show storage", "What the kept trees take, and what they share.", deps.showStorage),
    command("collect", "Collect garbage", "Frees what no kept tree refers to.", deps.collectGarbage),
    command(
      "verify",
      "Verify store",
      "Reads everything that is kept and compares it with its digests.",
      deps.verify,
    ),
  ];
}
