/** What differs in two derivations themselves, whatever their inputs are. */
import { type Derivation, type DerivationOutput, outputKind } from "../derivation/derivation.ts";
import type { Rewrites } from "./rewrite.ts";

/** One difference. Texts are byte strings, those of the first side in terms of the second's store paths. */
export type Change =
  | { kind: "system" | "builder"; from: string; to: string }
  | { kind: "args"; from: readonly string[]; to: readonly string[] }
  /** A variable; null on the side that lacks it. */
  | { kind: "env"; name: string; from: string | null; to: string | null }
  /** An output; null on the side that lacks it. */
  | { kind: "output"; name: string; from: DerivationOutput | null; to: DerivationOutput | null }
  /** A source; null on the side that lacks it. With both: its content differs. */
  | { kind: "source"; from: string | null; to: string | null }
  /** An input derivation on one side only. */
  | { kind: "input"; from: string | null; to: string | null }
  /** Which outputs of an input are used. */
  | { kind: "input-outputs"; path: string; from: readonly string[]; to: readonly string[] }
  /** An input that differs, but whose file can't be found. */
  | { kind: "unknown-input"; from: string; to: string };

/** The keys of two maps, sorted. */
export function keysOf(a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>): string[] {
  return [...new Set([...a.keys(), ...b.keys()])].sort();
}

/**
 * The differences in everything but the inputs.
 * @param local - rewrites of the store paths of direct inputs
 * @param known - rewrites of all store paths known so far: for those that come without being inputs
 */
export function ownChanges(from: Derivation, to: Derivation, local: Rewrites, known: Rewrites): Change[] {
  const rewritten = (text: string, other: string): string => {
    if (text === other) return text;
    const once = local.apply(text);
    if (once === other) return once;
    const twice = known.apply(once);
    return twice === other ? twice : once;
  };
  const changes: Change[] = [];
  for (const kind of ["system", "builder"] as const) {
    const text = rewritten(from[kind], to[kind]);
    if (text !== to[kind]) changes.push({ kind, from: text, to: to[kind] });
  }
  const args = from.args.map((arg, i) => rewritten(arg, to.args[i] ?? ""));
  if (args.length !== to.args.length || args.some((arg, i) => arg !== to.args[i])) {
    changes.push({ kind: "args", from: args, to: to.args });
  }
  for (const name of keysOf(from.env, to.env)) {
    const [ours, theirs] = [from.env.get(name) ?? null, to.env.get(name) ?? null];
    const text = ours === null ? null : rewritten(ours, theirs ?? "");
    if (text !== theirs) changes.push({ kind: "env", name, from: text, to: theirs });
  }
  for (const name of keysOf(from.outputs, to.outputs)) {
    const [ours, theirs] = [from.outputs.get(name) ?? null, to.outputs.get(name) ?? null];
    if (!isSameOutput(ours, theirs)) changes.push({ kind: "output", name, from: ours, to: theirs });
  }
  return changes;
}

/** Whether two outputs are the same but for their paths, which follow from all else. */
function isSameOutput(from: DerivationOutput | null, to: DerivationOutput | null): boolean {
  if (from === null || to === null) return from === to;
  return from.hashAlgo === to.hashAlgo && from.hash === to.hash && outputKind(from) === outputKind(to);
}
