/** Mending undefined variables: names that are nearly the same, `builtins.`, a new argument. */
import { Kind, type NixError } from "../../core/eval/index.ts";
import type { QuickFix } from "../index.ts";
import { type Doc, nameOf, type World } from "./document.ts";
import { placesAt, type Scope } from "./tree.ts";

/** Fixes of an undefined variable. */
export function fixVariable(doc: Doc, error: NixError, world: World): QuickFix[] {
  if (error.span === null) return [];
  const from = doc.toText(error.span.start);
  const to = doc.toText(error.span.end);
  const name = doc.text.slice(from, to);
  const place = placesAt(doc, error.span.start).at(-1);
  if (name === "" || place === undefined) return [];
  const fixes: QuickFix[] = nearest(name, namesInScope(place.scope, world)).map((near) => ({
    title: `Change to \`${near}\``,
    changes: [{ from, to, insert: near }],
  }));
  if (world.builtins.has(name)) {
    const insert = `builtins.${name}`;
    fixes.unshift({ title: `Change to \`${insert}\``, changes: [{ from, to, insert }] });
  }
  const added = asArgument(doc, place.scope, name);
  return added === null ? fixes : [...fixes, added];
}

function namesInScope(innermost: Scope | null, world: World): Set<string> {
  const names = new Set<string>();
  for (let scope = innermost; scope !== null; scope = scope.up) {
    const { doc, node } = scope;
    if (node.kind === Kind.Let || node.kind === Kind.Attrs) {
      for (const def of node.defs) names.add(nameOf(doc, def.name));
    } else if (node.kind === Kind.Lambda) {
      if (node.param >= 0) names.add(nameOf(doc, node.param));
      for (const formal of node.formals?.formals ?? []) names.add(nameOf(doc, formal.name));
    }
  }
  for (const name of world.globals) if (!name.startsWith("__")) names.add(name);
  return names;
}

/** The names that a slip of the finger may have meant, best first. */
function nearest(name: string, names: Iterable<string>): string[] {
  const allowed = name.length <= 3 ? 1 : 2;
  const found: { near: string; cost: number }[] = [];
  for (const near of names) {
    if (near === name || Math.abs(near.length - name.length) > allowed) continue;
    const cost = near.toLowerCase() === name.toLowerCase() ? 0 : distance(name, near);
    if (cost <= allowed && cost < Math.max(name.length, near.length)) found.push({ near, cost });
  }
  found.sort((a, b) => a.cost - b.cost || (a.near < b.near ? -1 : 1));
  return found.slice(0, 3).map(({ near }) => near);
}

/** Insertions, deletions, changes and swaps of neighbours between two words. */
function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let k = 1; k <= b.length; k++) {
      const same = a[i - 1] === b[k - 1];
      let cost = Math.min(last[k]! + 1, row[k - 1]! + 1, last[k - 1]! + (same ? 0 : 1));
      if (i > 1 && k > 1 && a[i - 1] === b[k - 2] && a[i - 2] === b[k - 1]) {
        cost = Math.min(cost, beforeLast[k - 2]! + 1);
      }
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}

/** Adds the name to the formals of the innermost function that has some. */
function asArgument(doc: Doc, innermost: Scope | null, name: string): QuickFix | null {
  for (let scope = innermost; scope !== null; scope = scope.up) {
    const { node } = scope;
    const first = node.kind === Kind.Lambda ? node.formals?.formals[0] : undefined;
    if (first === undefined) continue;
    const from = doc.toText(first.docStart >= 0 ? first.docStart : first.start);
    const lineStart = doc.text.lastIndexOf("\n", from - 1) + 1;
    const margin = doc.text.slice(lineStart, from);
    // One argument a line stays one argument a line.
    const insert = lineStart > 0 && /^\s*$/.test(margin) ? `${name},\n${margin}` : `${name}, `;
    return { title: `Add \`${name}\` to the function's arguments`, changes: [{ from, to: from, insert }] };
  }
  return null;
}
