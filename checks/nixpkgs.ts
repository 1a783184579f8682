/**
 * Compares derivation and output paths of nixpkgs' packages with those of real Nix 2.8.
 *
 *   npm run -s check:nixpkgs -- PATH [--sample 200] [--seed 1] [--attrs a.b,c] [--named] [--explain]
 *                               [--verbose] [--config EXPR] [--chunk 40] [--read-write]
 *
 * PATH is a nixpkgs. Compared are a fixed list (with `--named`, or when nothing else is asked for), `--sample`
 * attributes drawn by `--seed` from the top level and from nested sets, or just `--attrs`. Where Nix fails, ours
 * must fail too; `--verbose` shows these. `--explain` says for each difference which input differs first.
 * `--chunk` is how many share an evaluation. With `--read-write` Nix writes to its store, for collections that
 * read what they put there. Exits 1 when there was a difference.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { hasOracle } from "../core/eval/testing/oracle.ts";
import { type Item, itemOf, namedItems, nestedSets, sample } from "./nixpkgs/attributes.ts";
import { explain } from "./nixpkgs/explain.ts";
import {
  ask,
  instantiate,
  namesOfSets,
  nixSide,
  type Outcome,
  ourSide,
  type Subject,
} from "./nixpkgs/sides.ts";

const words = process.argv.slice(2);
const flag = (name: string): boolean => words.includes(`--${name}`);
const option = (name: string): string | undefined =>
  flag(name) ? words[words.indexOf(`--${name}`) + 1] : undefined;
const [path] = words;
if (path === undefined || path.startsWith("-") || !hasOracle()) {
  console.error("usage: npm run -s check:nixpkgs -- PATH [OPTIONS], with nix-instantiate 2.8 on the PATH");
  process.exit(2);
}
const subject: Subject = {
  path: resolve(path),
  config: option("config") ?? "{ allowUnfree = true; allowBroken = true; allowUnsupportedSystem = true; }",
};
const chunkSize = Number(option("chunk") ?? 40);
const [nix, ours] = [nixSide(flag("read-write")), ourSide()];
const items = await wanted();
const counts = { same: 0, bothFail: 0, noDerivation: 0, different: 0, onlyNixFails: 0, onlyOursFails: 0 };
const begun = performance.now();
for (let start = 0; start < items.length; start += chunkSize) {
  await compare(items.slice(start, start + chunkSize));
  const seconds = `${((performance.now() - begun) / 1000).toFixed(0)} s`;
  console.log(
    `${Math.min(start + chunkSize, items.length)}/${items.length}: ${JSON.stringify(counts)}, ${seconds}`,
  );
}
process.exit(counts.different + counts.onlyNixFails + counts.onlyOursFails > 0 ? 1 : 0);

async function wanted(): Promise<Item[]> {
  const attrs = option("attrs");
  const count = Number(option("sample") ?? 0);
  const list: Item[] = attrs === undefined ? [] : attrs.split(",").map(itemOf);
  if (flag("named") || (attrs === undefined && count === 0)) list.push(...namedItems());
  if (count > 0) {
    const names = await namesOfSets(nix, subject, ["", ...nestedSets]);
    list.push(...sample(count, Number(option("seed") ?? 1), (set) => names.get(set)!));
  }
  return list;
}

async function compare(chunk: readonly Item[]): Promise<void> {
  const [theirs, mine] = await Promise.all([ask(nix, subject, chunk), ask(ours, subject, chunk)]);
  for (const [i, item] of chunk.entries()) {
    const verdict = judge(theirs[i]!, mine[i]!);
    counts[verdict]++;
    if (verdict === "bothFail" && flag("verbose"))
      console.log(`bothFail: ${item.name}\n  ${text(theirs[i]!)}\n  ${text(mine[i]!)}`);
    if (verdict === "same" || verdict === "bothFail" || verdict === "noDerivation") continue;
    console.log(`${verdict}: ${item.name}\n  theirs ${text(theirs[i]!)}\n  ours   ${text(mine[i]!)}`);
    const [a, b] = [theirs[i]!, mine[i]!];
    if (!flag("explain") || a.type !== "derivation" || b.type !== "derivation") continue;
    const folder = mkdtempSync(join(tmpdir(), "check-nixpkgs-drvs-"));
    try {
      const left = await instantiate(nix, subject, item, folder);
      const right = await instantiate(ours, subject, item, folder);
      const complaint = left.complaint ?? right.complaint;
      console.log(complaint ?? explain(a.drv, b.drv, [left.drvs, right.drvs]).join("\n"));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

function judge(theirs: Outcome, ours: Outcome): keyof typeof counts {
  if (theirs.type === "failure") return ours.type === "failure" ? "bothFail" : "onlyNixFails";
  if (ours.type === "failure") return "onlyOursFails";
  if (JSON.stringify(theirs) !== JSON.stringify(ours)) return "different";
  return theirs.type === "derivation" ? "same" : "noDerivation";
}

function text(outcome: Outcome): string {
  switch (outcome.type) {
    case "derivation":
      return `${outcome.drv} ${outcome.out}`;
    case "other":
      return `no derivation but a ${outcome.is}`;
    case "failure":
      return `failure: ${outcome.message.slice(0, 600)}`;
  }
}
