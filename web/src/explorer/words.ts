/** What the explorer's frame says. */
import type { OpenProgress, OpenSource } from "../../../workers/index.ts";
import { formatNumberOf, formatSize } from "../format.ts";
import { nameOf } from "./subject.ts";

/** As what a file or a tree is downloaded. */
export type DownloadFormat = "file" | "tar" | "zip" | "nar";

/** What a download is called. */
export function fileName(name: string, format: DownloadFormat): string {
  const bare = (name.split("/").at(-1) ?? "").replace(/[^\w.+ -]/g, "_") || "tree";
  return format === "file"
    ? bare
    : `${bare.replace(/\.(?:tar|zip|nar)(?:\.(?:gz|xz|bz2|zst))?$/i, "")}.${format}`;
}

/** What is opened, for people. */
export function labelOf(source: OpenSource): string {
  switch (source.type) {
    case "file":
      return source.name;
    case "url":
      return source.url;
    case "text": {
      const [line = ""] = source.text.trim().split("\n");
      return line.length > 60 ? `${line.slice(0, 59)}…` : line || "the text";
    }
    case "subject": {
      const { subject } = source;
      const host = subject.type === "path" && subject.from !== null ? ` from ${hostOf(subject.from)}` : "";
      return nameOf(subject) + host;
    }
  }
}

/** The host of a URL; the URL itself where it has none. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host || url : url;
}

/** How far an opening is. */
export function openNumbers({ phase, read, total, files }: OpenProgress): string {
  const amount = total === null ? formatSize(read) : `${formatSize(read)} of ${formatSize(total)}`;
  if (phase === "finishing") return "Writing the last of it";
  const words = phase === "fetching" ? `${amount} fetched` : `${amount} read`;
  return files === 0 ? words : `${words}, ${formatNumberOf(files, "file")}`;
}

/** 0 to 1; null where it is unknown. */
export function openPart({ phase, read, total }: OpenProgress): number | null {
  return phase === "finishing" || total === null || total === 0 ? null : Math.min(1, read / total);
}
