import type { Settings } from "../settings/types.ts";
import type { WorkspaceData } from "../workspace/types.ts";

/** The settings that travel with a workspace. Limits, theme and what else is a person's own never do. */
export type SharedSettings = Pick<Settings, "profile" | "pipeOperators" | "view" | "strict">;

/** A tree that a workspace looks up by name. */
export interface SharedMount {
  /** As in NIX_PATH: `nixpkgs` for `<nixpkgs>`. */
  name: string;
  /** `blake3-…` */
  root: string;
  /** Where it may be had: an archive, or a published tree. */
  url?: string;
}

/** What a link or a workspace file carries. */
export interface Shared {
  workspace: WorkspaceData;
  settings: SharedSettings;
  /** The trees it was evaluated with, as far as it names them; absent where there are none. */
  mounts?: readonly SharedMount[];
}

/** What a link means that says nothing of a setting. Part of the format: never to be changed. */
export const unsaidSettings: SharedSettings = {
  profile: "2.36",
  pipeOperators: false,
  view: "tree",
  strict: false,
};
