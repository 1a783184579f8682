/** Layouts of NARs for tests: made from a tree, with the bytes they stand for. */
import type { NarSegment } from "../../../../workers/index.ts";

/** A file's size, a link's target, or a directory's entries (names in ascending order). */
export type LaidOut = number | string | { [name: string]: LaidOut };

/** The segments of the NAR of a tree, and its size. */
export function layoutOf(root: LaidOut): { segments: NarSegment[]; narSize: number } {
  const segments: NarSegment[] = [];
  let offset = 0;
  const add = (
    what: NarSegment["what"],
    raw: string,
    length: number,
    strings: string[],
    node: string | null = null,
  ): void => {
    segments.push({ offset, length, what, path: raw, raw, tokens: strings.join(" "), strings, node });
    offset += length;
  };
  const strings = (what: NarSegment["what"], raw: string, texts: string[], more = 0): void =>
    add(
      what,
      raw,
      texts.reduce((sum, text) => sum + 8 + Math.ceil(text.length / 8) * 8, more),
      texts,
    );
  const node = (it: LaidOut, raw: string): void => {
    if (typeof it === "string") strings("symlink", raw, ["(", "type", "symlink", "target", it, ")"]);
    else if (typeof it === "number") {
      strings("open", raw, ["(", "type", "regular", "contents"], 8);
      if (it > 0) add("contents", raw, it, [], fileNode(it));
      if (it % 8 > 0) add("padding", raw, 8 - (it % 8), []);
      strings("close", raw, [")"]);
    } else {
      strings("open", raw, ["(", "type", "directory"]);
      for (const [name, child] of Object.entries(it)) {
        const path = raw === "" ? name : `${raw}/${name}`;
        strings("entry", path, ["entry", "(", "name", name, "node"]);
        node(child, path);
        strings("close", path, [")"]);
      }
      strings("close", raw, [")"]);
    }
  };
  strings("magic", "", ["nix-archive-1"]);
  node(root, "");
  return { segments, narSize: offset };
}

/** A castore node of a file of some bytes, with a digest of zeros. */
export function fileNode(size: number): string {
  const varint: number[] = [];
  let rest = size;
  for (; rest > 127; rest = Math.floor(rest / 128)) varint.push((rest % 128) | 128);
  varint.push(rest);
  const inner = [0x12, 32, ...new Array<number>(32).fill(0), ...(size > 0 ? [0x18, ...varint] : [])];
  const bytes = String.fromCharCode(0x12, inner.length, ...inner);
  return btoa(bytes).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
