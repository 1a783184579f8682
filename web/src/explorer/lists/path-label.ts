/** Store paths where all of a list are in one store. */
import { shortenStorePath } from "../../result/store-paths.ts";

/** A store path without its directory, most of its hash left out: `6xg259…-hello-2.12`. */
export function pathLabel(path: string): string {
  const short = shortenStorePath(path);
  return short.slice(short.lastIndexOf("/") + 1);
}
