import type { Settings } from "../settings/types.ts";
import type { WorkspaceData } from "../workspace/types.ts";

/** The settings that travel with a workspace. Limits, theme and what else is a person's own never do. */
export type SharedSettings = Pick<Settings, "profile" | "pipeOperators" | "view" | "strict">;

/** What a link or a workspace file carries. */
export interface Shared {
  workspace: WorkspaceData;
  settings: SharedSettings;
}

/** What a link means that says nothing of a setting. Part of the format: never to be changed. */
export const unsaidSettings: SharedSettings = {
  profile: "2.36",
  pipeOperators: false,
  view: "tree",
  strict: false,
};
