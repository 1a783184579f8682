/** What a person may choose. */
import type { ProfileName } from "../../../workers/index.ts";

/** How a result is shown: a tree that unfolds, or a text. */
export type View = "tree" | "nix" | "json" | "xml";

export interface Settings {
  theme: "system" | "light" | "dark";
  /** Of the editor and of values, in CSS pixels. */
  fontSize: number;
  /** Evaluate shortly after each change. */
  evaluateAsYouType: boolean;
  wrapLines: boolean;
  profile: ProfileName;
  pipeOperators: boolean;
  view: View;
  /** Whether all of a value is evaluated for the text views; for the tree: before it is shown. */
  strict: boolean;
  /** Seconds an evaluation may take. */
  timeLimit: number;
  /** MiB it may allocate. */
  memoryLimit: number;
}
