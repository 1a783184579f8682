/** The text of `tvix drv diff`, taken apart for showing. */

export type DiffLineKind = "removed" | "added" | "same" | "gap";

export interface DiffLine {
  kind: DiffLineKind;
  text: string;
  /** Where it differs from the line that it was before or became; null where there is none, or all differs. */
  differs: { from: number; to: number } | null;
}

/** What has changed in one place, as `env.src`. */
export interface DiffChange {
  /** "" where it needs none. */
  title: string;
  lines: DiffLine[];
}

/** A derivation that differs in itself. */
export interface DiffPart {
  name: string;
  /** Where it is met, as `input of b, of a`; "" for the derivation that is compared. */
  way: string;
  /** What else is to be said, as `its outputs are the same`. */
  note: string;
  changes: DiffChange[];
}

/** Takes it apart. */
export function readDiff(text: string): DiffPart[] {
  const parts: DiffPart[] = [];
  for (const line of text.replace(/\n$/, "").split("\n")) {
    const part = parts.at(-1);
    if (!line.startsWith("  ")) {
      if (line !== "") parts.push({ ...readTitle(line), changes: [] });
      continue;
    }
    if (part === undefined) continue;
    const body = line.slice(2);
    const kind = kindOf(body);
    if (kind === null) part.changes.push({ title: body.replace(/:$/, ""), lines: [] });
    else {
      if (part.changes.length === 0) part.changes.push({ title: "", lines: [] });
      part.changes.at(-1)!.lines.push({ kind, text: kind === "gap" ? "" : body.slice(2), differs: null });
    }
  }
  for (const { changes } of parts) for (const { lines } of changes) markDifferences(lines);
  return parts;
}

function readTitle(line: string): Pick<DiffPart, "name" | "way" | "note"> {
  const [, head = line, note = ""] = /^(.*?):(?: \((.*)\))?$/s.exec(line) ?? [];
  const [, name = head, way = ""] = /^(.*?) \((.*)\)$/s.exec(head) ?? [];
  return { name, way, note };
}

function kindOf(body: string): DiffLineKind | null {
  if (body === "  ...") return "gap";
  const sign = body.slice(0, 2);
  // A line may be empty behind its sign.
  if (sign === "- " || body === "-") return "removed";
  if (sign === "+ " || body === "+") return "added";
  return sign === "  " ? "same" : null;
}

/** As many lines that went as came: each became the one in its place. */
function markDifferences(lines: DiffLine[]): void {
  for (let at = 0; at < lines.length;) {
    let middle = at;
    while (lines[middle]?.kind === "removed") middle++;
    let end = middle;
    while (lines[end]?.kind === "added") end++;
    if (middle - at === end - middle) {
      for (let i = at; i < middle; i++) markPair(lines[i]!, lines[middle + i - at]!);
    }
    at = Math.max(end, at + 1);
  }
}

function markPair(before: DiffLine, after: DiffLine): void {
  const [a, b] = [before.text, after.text];
  const most = Math.min(a.length, b.length);
  let head = 0;
  while (head < most && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < most - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  if (head + tail === 0) return;
  before.differs = { from: head, to: a.length - tail };
  after.differs = { from: head, to: b.length - tail };
}
