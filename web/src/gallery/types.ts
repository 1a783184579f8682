import type { SharedSettings } from "../share/types.ts";
import type { WorkspaceData } from "../workspace/types.ts";

/** Headings of the gallery, in this order. */
export const groups = ["Language", "Files", "Patterns", "Algorithms", "Errors", "Derivations"] as const;
export type Group = (typeof groups)[number];

/** For whom: nothing known yet; daily use; how things work inside. */
export type Level = "beginner" | "everyday" | "advanced";

/** What the gallery says of an example; its files are in `examples/ID/`. */
export interface Entry {
  id: string;
  title: string;
  group: Group;
  level: Level;
  /** What it teaches, in two sentences or so. */
  teaches: string;
  /** Settings it is meant to be seen with; the person's own for the rest. */
  settings?: Partial<SharedSettings>;
}

/** An example with its files. */
export interface Example extends Entry {
  workspace: WorkspaceData;
}
