/** What differs between two derivations, as a text for people: that of `tvix drv diff`. Texts are byte strings. */
import type { Change } from "./changes.ts";
import { type Cause, causesOf, type DerivationFile, diffDerivations, type LoadDerivation } from "./diff.ts";
import { diffLines, type LineDiff } from "./lines.ts";

/** Lines without change that are shown before and after each that has changed. */
const contextLines = 2;

/** One-line values from this length on are compared word by word. */
const longLine = 60;

/**
 * What differs between two derivations, and why: first the deepest inputs that differ in themselves. `no difference`
 * and a line feed where nothing but hashes differs.
 * @throws what `load` throws
 */
export function describeDerivationDiff(
  from: DerivationFile,
  to: DerivationFile,
  load: LoadDerivation,
): string {
  const top = diffDerivations(from, to, load);
  if (top === null) return "no difference\n";
  // Packages that are built in several stages differ in the same way in each.
  const groups = new Map<string, Cause[]>();
  for (const cause of causesOf(top)) {
    const { from, to, changes, sameOutputs } = cause.diff;
    const title = `${titleOf(from.path, to.path)}:${sameOutputs ? " (its outputs are the same)" : ""}`;
    const text = [title, ...describeAll(changes).map((line) => `  ${line}`)].join("\n");
    groups.set(text, [...(groups.get(text) ?? []), cause]);
  }
  const paragraphs = [...groups].map(([text, causes]) => text.replace(":", () => `${wayOf(causes)}:`));
  return `${paragraphs.join("\n\n")}\n`;
}

function baseOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** The name in a store path. */
function nameOf(path: string): string {
  return baseOf(path)
    .replace(/^[0-9a-z]{32}-/, "")
    .replace(/\.drv$/, "");
}

function titleOf(from: string, to: string): string {
  const [before, after] = [nameOf(from), nameOf(to)];
  return before === after ? after : `${before} -> ${after}`;
}

/** How one gets from the top to where the causes are: the shortest way, and how many more there are. */
function wayOf(causes: readonly Cause[]): string {
  const [way, ...others] = causes.map((cause) => cause.way).sort((a, b) => a.length - b.length);
  const through = way!.slice(0, -1).reverse();
  const parts: string[] = [];
  if (through.length > 0) parts.push(`input of ${through.join(", of ")}`);
  if (others.length > 0) parts.push(`and ${others.length} more of this name`);
  return parts.length === 0 ? "" : ` (${parts.join("; ")})`;
}

/** Lines for all changes; what is only on one side comes together. */
function describeAll(changes: readonly Change[]): string[] {
  const isList = (change: Change): change is Change & { kind: "input" | "source" } =>
    change.kind === "input" || (change.kind === "source" && (change.from === null || change.to === null));
  const lines = changes.filter((change) => !isList(change)).flatMap(describe);
  for (const kind of ["source", "input"] as const) {
    const some = changes.filter(isList).filter((change) => change.kind === kind);
    if (some.length === 0) continue;
    lines.push(`${kind}s:`, ...some.flatMap(({ from, to }) => values(from, to)));
  }
  return lines;
}

function describe(change: Change): string[] {
  switch (change.kind) {
    case "system":
    case "builder":
      return [`${change.kind}:`, ...values(change.from, change.to)];
    case "args":
      return ["args:", ...listed(diffLines(change.from, change.to))];
    case "env":
      return [`env.${change.name}:`, ...values(change.from, change.to)];
    case "output": {
      const text = (output: typeof change.from): string | null =>
        output === null
          ? null
          : [output.path, output.hashAlgo, output.hash].filter((part) => part !== "").join(" ");
      return [`output ${change.name}:`, ...values(text(change.from), text(change.to))];
    }
    case "input":
    case "source":
      if (
        change.kind === "source" &&
        change.from !== null &&
        change.to !== null &&
        nameOf(change.from) === nameOf(change.to)
      ) {
        return [`source ${nameOf(change.to)} has another content:`, ...values(change.from, change.to)];
      }
      return [`${change.kind}s:`, ...values(change.from, change.to)];
    case "input-outputs":
      return [
        `outputs used of ${nameOf(change.path)}:`,
        ...values(change.from.join(" "), change.to.join(" ")),
      ];
    case "unknown-input":
      return [`input ${nameOf(change.to)} (file not found):`, ...values(change.from, change.to)];
  }
}

/** Two values, line by line where they have several; null on the side that has none. */
function values(from: string | null, to: string | null): string[] {
  if (from === null || to === null) {
    const kind = from === null ? "+" : "-";
    return (from ?? to ?? "").split("\n").map((line) => `${kind} ${line}`);
  }
  const [before, after] = [split(from), split(to)];
  // White space between words is the only difference: whole lines show it.
  const diff = diffLines(before, after);
  if (diff.every(({ kind }) => kind === " ")) return [`- ${JSON.stringify(from)}`, `+ ${JSON.stringify(to)}`];
  return listed(diff);
}

/** The lines of a value; of JSON those it has when indented, of a long line its words. */
function split(text: string): string[] {
  if (/^[[{]/.test(text)) {
    try {
      return JSON.stringify(JSON.parse(text), null, 2).split("\n");
    } catch {
      // It only looked like JSON.
    }
  }
  if (text.includes("\n") || text.length < longLine) return text.split("\n");
  return text.split(" ").filter((word) => word !== "");
}

/** The lines that have changed, and some around them. */
function listed(diff: readonly LineDiff[]): string[] {
  const shown = new Set<number>();
  for (const [i, { kind }] of diff.entries()) {
    if (kind === " ") continue;
    for (let near = i - contextLines; near <= i + contextLines; near++) shown.add(near);
  }
  const lines: string[] = [];
  let last = -1;
  for (const [i, { kind, line }] of diff.entries()) {
    if (!shown.has(i)) continue;
    if (i > last + 1) lines.push("  ...");
    lines.push(`${kind} ${line}`);
    last = i;
  }
  if (last < diff.length - 1) lines.push("  ...");
  return lines;
}
