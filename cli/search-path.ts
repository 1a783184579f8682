/** Search path entries as people write them. */
import type { ProfileName, SearchPathEntry } from "../core/eval/index.ts";

/** `prefix=path`, or `path`. */
export function parseEntry(text: string): SearchPathEntry {
  const equals = text.indexOf("=");
  return equals < 0
    ? { prefix: "", path: text }
    : { prefix: text.slice(0, equals), path: text.slice(equals + 1) };
}

const url = /^(?:https?|file|channel|git|s3|ssh):\/\//;

/** NIX_PATH: entries between colons; the colons of URLs (and since 2.13 of `flake:`) belong to them. */
export function parseNixPath(text: string, profile: ProfileName): SearchPathEntry[] {
  const entries: SearchPathEntry[] = [];
  let start = 0;
  while (start < text.length) {
    let end = text.indexOf(":", start);
    if (end < 0) end = text.length;
    const value = text.slice(text.slice(start, end).lastIndexOf("=") + 1 + start);
    const whole =
      url.test(value) || value.startsWith("channel:") || (profile !== "2.8" && value.startsWith("flake:"));
    if (whole && end < text.length) {
      end = text.indexOf(":", end + 1);
      if (end < 0) end = text.length;
    }
    if (end > start) entries.push(parseEntry(text.slice(start, end)));
    start = end + 1;
  }
  return entries;
}
