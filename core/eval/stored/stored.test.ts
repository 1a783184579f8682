import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Evaluator } from "../evaluator.ts";
import { MemorySources } from "../sources.ts";
import { analyse, defaultParseOptions, type Ast, parse, Source } from "../syntax/index.ts";
import { globals } from "../syntax/testing/helpers.ts";
import { Generator } from "../syntax/testing/generate.ts";
import { corpusCases, corpusFiles } from "../testing/corpus.ts";
import type { TreeStore } from "../trees.ts";
import { formatVersion, readTree, treeCodec, writeTree, type StoredTree } from "./index.ts";

/** The checked tree of a text; null when it has errors. */
function checked(text: string): Ast | null {
  const source = new Source({ type: "string" }, text, "/base");
  const { ast } = parse(source, defaultParseOptions);
  return ast === null || analyse(ast, { globals, outer: [] }).errors.length > 0 ? null : ast;
}

/** Where two trees differ, if they do: each field of the one is looked for in the other, whichever class it is of. */
function difference(one: unknown, other: unknown, where = "root"): string | null {
  if (typeof one !== "object" || one === null) {
    return Object.is(one, other) ? null : `${where}: ${String(one)} became ${String(other)}`;
  }
  if (typeof other !== "object" || other === null) return `${where} became ${String(other)}`;
  if (Array.isArray(one) && one.length !== (other as unknown[]).length) return `${where} has another length`;
  for (const [key, value] of Object.entries(one)) {
    const found = difference(value, (other as Record<string, unknown>)[key], `${where}.${key}`);
    if (found !== null) return found;
  }
  return null;
}

function expectSame(text: string): void {
  const ast = checked(text);
  if (ast === null) return;
  const stored = writeTree(ast);
  if (stored === null) {
    expect(ast.height).toBeGreaterThan(100);
    return;
  }
  const back = readTree(stored, ast.source);
  expect(back.names).toEqual(ast.names);
  expect(difference(ast.root, back.root)).toBeNull();
}

/** A store in memory. */
class Kept implements TreeStore {
  readonly codec = treeCodec;
  readonly trees = new Map<string, StoredTree | null>();
  hits = 0;

  get(text: string, settings: string): StoredTree | null {
    const tree = this.trees.get(settings + text) ?? null;
    if (tree !== null) this.hits++;
    return tree;
  }

  put(text: string, settings: string, make: () => StoredTree | null): void {
    this.trees.set(settings + text, make());
  }
}

describe("stored trees", () => {
  test.each(corpusFiles())("%s: every expression comes back as it was", (file) => {
    for (const { expr } of corpusCases(file)) expectSame(expr);
  });

  test("generated programs come back as they were", () => {
    for (let seed = 1; seed <= 300; seed++) expectSame(new Generator(seed).wellFormed());
  });

  test("what is nested too deep is not stored", () => {
    expect(writeTree(checked("[".repeat(1000) + "]".repeat(1000))!)).toBeNull();
  });

  test("a change of the tree or its bytes needs a new format version", () => {
    const text = readFileSync(join(import.meta.dirname, "sample.nix"), "latin1");
    const { bytes, extra } = writeTree(checked(text)!)!;
    const sum = bytes.reduce((all, byte) => (all * 31 + byte) % 1_000_000_007, 7);
    expect({ formatVersion, bytes: bytes.length, sum, extra }).toMatchInlineSnapshot(`
      {
        "bytes": 765,
        "extra": "
      0__findFile__nixPath__lessThan__sub__mul",
        "formatVersion": 3,
        "sum": 546959711,
      }
    `);
  });

  test("an evaluator that finds a file's tree evaluates the same, and places errors the same", () => {
    const trees = new Kept();
    const text = `${"# long enough\n".repeat(20)}{ f = { x, y ? x }: x + y; bad = 1 + "a"; where = __curPos.line; s = "a\\n\${toString 1}"; }`;
    const run = (expr: string): string => {
      const evaluator = new Evaluator({ io: new MemorySources({ "/a.nix": text }), trees });
      try {
        return evaluator.print(evaluator.evaluateText(expr));
      } catch (error) {
        const { message, span } = error as { message: string; span: { start: number; end: number } };
        return `${message} ${span.start} ${span.end}`;
      }
    };
    const expressions = ["f { x = 1; }", "where", "s", "bad", "f { }", "missing"].map(
      (name) => `(import /a.nix).${name}`,
    );
    const first = expressions.map(run);
    trees.hits = 0;
    expect(expressions.map(run)).toEqual(first);
    expect(trees.hits).toBe(expressions.length);
    expect(first.slice(0, 3)).toEqual(["2", "21", '"a\\n1"']);
  });
});
