/** What the address of an embedded page says: `?embed&theme=dark&run=1`. */
import type { Settings } from "../settings/types.ts";

export interface EmbedOptions {
  theme: Settings["theme"];
  /** Whether to evaluate what came with the address, without the network. */
  run: boolean;
}

/** Reads a query; what it doesn't know is ignored. */
export function readOptions(search: string): EmbedOptions {
  const query = new URLSearchParams(search);
  const theme = query.get("theme");
  const run = query.get("run");
  return {
    theme: theme === "light" || theme === "dark" ? theme : "system",
    run: run === "1" || run === "true" || run === "",
  };
}
