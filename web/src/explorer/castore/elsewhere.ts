/** What shares a chunk or a directory, without the place that is looked at. */
import type { BlobView, Opened } from "../../../../workers/index.ts";
import { readable } from "../table/marked-bytes.ts";
import type { Place } from "../types.ts";

/** How the store worker calls a place: `tree: path`, the tree alone for its root; a tree may have several names. */
export function namesOfPlace({ subject, at }: Place, opened: Opened | null): ReadonlySet<string> {
  const trees = [subject.type === "path" ? subject.path : subject.name];
  if (opened !== null) trees.push(opened.name);
  return new Set(trees.map((tree) => (at === "" ? tree : `${tree}: ${readable(at)}`)));
}

/** The others. */
export function elsewhere(shared: readonly string[], here: ReadonlySet<string>): string[] {
  return shared.filter((place) => !here.has(place));
}

/** A blob whose chunks are shared with others only. */
export function sharedElsewhere(blob: BlobView, here: ReadonlySet<string>): BlobView {
  const chunks = blob.chunks.map((chunk) => {
    const shared = elsewhere(chunk.shared, here);
    return { ...chunk, shared, sharedCount: chunk.sharedCount - (chunk.shared.length - shared.length) };
  });
  return { ...blob, chunks };
}
