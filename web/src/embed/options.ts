/** What the address of an embedded page says: `?embed&theme=dark&run=1`. */
import { withoutLink } from "../share/clean.ts";
import type { Settings } from "../settings/types.ts";

export interface EmbedOptions {
  theme: Settings["theme"];
  /** Whether to evaluate what came with the address, without the network. */
  run: boolean;
}

/** Reads a query; what it doesn't know is ignored, as is a link whose `#` was escaped. */
export function readOptions(search: string): EmbedOptions {
  const query = new URLSearchParams(withoutLink(search));
  const theme = query.get("theme");
  const run = query.get("run");
  return {
    theme: theme === "light" || theme === "dark" ? theme : "system",
    run: run === "1" || run === "true" || run === "",
  };
}
