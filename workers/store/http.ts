/** Published trees over HTTP. */
import { HttpSource } from "../../core/castore/index.ts";

/** The folder at a URL, read with the browser's `fetch`. */
export function httpSource(url: string): HttpSource {
  return new HttpSource(url, (file, init) => fetch(file, init));
}
