/** Chunks in words. */
import type { BlobView } from "../../../../workers/index.ts";
import { formatCount, formatNumberOf, formatSize } from "../../format.ts";

/** How many chunks there are, and how large. */
export function chunkSummary({ chunks, size, stored }: BlobView): string {
  if (size === 0) return "The empty blob: it has no chunks.";
  const origin = stored ? "as it is kept" : "cut now, as a store that chunks would";
  if (chunks.length <= 1) return `One chunk, ${origin}: blobs up to 128 KiB are not cut.`;
  const sizes = chunks.map((chunk) => chunk.size);
  const average = formatSize(Math.round(size / chunks.length));
  return `${formatCount(chunks.length)} chunks, ${origin}: ${formatSize(Math.min(...sizes))} to ${formatSize(Math.max(...sizes))}, ${average} on average.`;
}

/** Bytes of chunks that occur elsewhere too or twice in the blob. */
export function sharing({ chunks, size }: BlobView): { shared: number; repeated: number; size: number } {
  const seen = new Set<string>();
  let shared = 0;
  let repeated = 0;
  for (const chunk of chunks) {
    if (chunk.sharedCount > 0) shared += chunk.size;
    if (seen.has(chunk.digest)) repeated += chunk.size;
    seen.add(chunk.digest);
  }
  return { shared, repeated, size };
}

/** The same in a sentence; empty where nothing is shared. */
export function sharingWords(blob: BlobView): string {
  const { shared, repeated, size } = sharing(blob);
  const percent = (part: number): string => `${Math.round((part / size) * 100)} %`;
  const words: string[] = [];
  if (shared > 0) words.push(`${formatSize(shared)} (${percent(shared)}) are in other files too.`);
  if (repeated > 0)
    words.push(`${formatSize(repeated)} (${percent(repeated)}) are repetitions within the file.`);
  return words.join(" ");
}

/** Castore's size of a directory, in words; the two rules differ by a factor of two (reference 1.3). */
export function sizeWords(size: number, entries: number): string {
  const documented = size / 2;
  const below = documented - entries;
  const count = (n: number): string => formatNumberOf(n, "entry", "entries");
  const whole = `${count(documented)} in all: ${formatCount(entries)} here and ${formatCount(below)} in its subdirectories`;
  return `${whole}. As Tvix and Snix count, each entry counts twice: ${formatCount(size)}. As castore's documentation says, once: ${formatCount(documented)}. The size stands in the encoding of the directory above, so the rule changes that one's digest, never this one's.`;
}
