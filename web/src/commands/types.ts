/** One thing that can be done, for the palette, menus, buttons, keys and help alike. */
export interface Command {
  /** `group.what`, never shown. */
  id: string;
  /** As a menu shows it: an imperative, first letter capital. */
  title: string;
  /** Heading in the palette and in help. */
  group: "Evaluate" | "File" | "Edit" | "View" | "Mounts" | "Explore" | "Share" | "Settings" | "Help";
  /** As CodeMirror writes keys: `Mod-Enter`. The first one is shown. */
  keys?: readonly string[];
  /** One sentence for tooltips and help. */
  description?: string;
  /** Whether it can be run right now; default always. Read reactively. */
  enabled?: () => boolean;
  /** For choices that are on or off: whether it is on. Read reactively. */
  checked?: () => boolean;
  run: () => void | Promise<void>;
}
