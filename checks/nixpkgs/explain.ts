/** Why two derivations differ: the way down to the first inputs that do. */
import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { type Derivation, parseDerivation } from "../../core/nix-compat/index.ts";

/**
 * Lines that lead from a derivation to the first differences among what it is made of.
 * @param folders - where the `.drv` files of both sides are
 */
export function explain(theirs: string, ours: string, folders: readonly [string, string]): string[] {
  const lines: string[] = [];
  const seen = new Set<string>();
  const visit = (theirPath: string, ourPath: string, indent: string): void => {
    if (seen.has(ourPath) || seen.size > 50) return;
    seen.add(ourPath);
    lines.push(`${indent}theirs ${theirPath}`, `${indent}ours   ${ourPath}`);
    const [left, right] = [join(folders[0], basename(theirPath)), join(folders[1], basename(ourPath))];
    if (!existsSync(left) || !existsSync(right)) {
      lines.push(`${indent}  one of them is not there`);
      return;
    }
    const [a, b] = [
      parseDerivation(readFileSync(left, "latin1")),
      parseDerivation(readFileSync(right, "latin1")),
    ];
    const inputs = pairs([...a.inputDrvs.keys()], [...b.inputDrvs.keys()]);
    const differing = inputs.find((pair) => pair[0] !== undefined && pair[1] !== undefined);
    // What differs by inputs alone is explained by them.
    if (differing !== undefined) visit(differing[0]!, differing[1]!, `${indent}  `);
    else lines.push(...differences(a, b).map((line) => `${indent}  ${line}`));
  };
  visit(theirs, ours, "  ");
  return lines;
}

/** The name of a store path. */
function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 34);
}

/** What only one side has, in pairs of the same name where there are. */
function pairs(
  left: readonly string[],
  right: readonly string[],
): [string | undefined, string | undefined][] {
  const onlyLeft = left.filter((path) => !right.includes(path));
  const onlyRight = right.filter((path) => !left.includes(path));
  const result: [string | undefined, string | undefined][] = [];
  for (const path of onlyLeft) {
    const i = onlyRight.findIndex((other) => nameOf(other) === nameOf(path));
    result.push([path, i < 0 ? undefined : onlyRight.splice(i, 1)[0]]);
  }
  for (const path of onlyRight) result.push([undefined, path]);
  return result;
}

/** Differences between two derivations themselves. */
function differences(a: Derivation, b: Derivation): string[] {
  const lines: string[] = [];
  const say = (what: string, left: unknown, right: unknown): void => {
    const [l, r] = [JSON.stringify(left) ?? "-", JSON.stringify(right) ?? "-"];
    if (l === r) return;
    let at = 0;
    while (l[at] === r[at]) at++;
    const from = Math.max(0, at - 60);
    lines.push(`${what}: theirs …${l.slice(from, at + 200)}`, `${what}: ours   …${r.slice(from, at + 200)}`);
  };
  for (const [left, right] of pairs([...a.inputDrvs.keys()], [...b.inputDrvs.keys()]))
    say("input", left, right);
  for (const [path, outputs] of a.inputDrvs) {
    if (b.inputDrvs.has(path)) say(`outputs of ${path}`, outputs, b.inputDrvs.get(path));
  }
  for (const [left, right] of pairs(a.inputSrcs, b.inputSrcs)) say("source", left, right);
  say("system", a.system, b.system);
  say("builder", a.builder, b.builder);
  say("args", a.args, b.args);
  for (const key of new Set([...a.env.keys(), ...b.env.keys()]))
    say(`env ${key}`, a.env.get(key), b.env.get(key));
  for (const key of new Set([...a.outputs.keys(), ...b.outputs.keys()])) {
    say(`output ${key}`, a.outputs.get(key), b.outputs.get(key));
  }
  return lines;
}
