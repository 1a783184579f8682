import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { NixError } from "../errors.ts";
import { Evaluator, type EvaluatorOptions } from "../evaluator.ts";
import { formatError } from "../format-error.ts";
import { type Digested, MemorySources } from "../sources.ts";
import { analyse, defaultParseOptions, type Ast, parse, Source } from "../syntax/index.ts";
import { globals } from "../syntax/testing/helpers.ts";
import { Generator } from "../syntax/testing/generate.ts";
import { corpusCases, corpusFiles, corpusRoot } from "../testing/corpus.ts";
import { generate } from "../testing/generate.ts";
import { corpusSources } from "../testing/run-case.ts";
import type { KeptTree, TreeStore } from "../trees.ts";
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
  const source = new Source({ type: "file", path: "/x" }, () => null, "/base");
  const back = readTree(stored, [...stored.names], source);
  expect(back.names).toEqual(ast.names);
  expect(difference(ast.root, back.root)).toBeNull();
  expect(source.lines()).toEqual(ast.source.lines());
}

/** A store in memory, whose digests are the texts. */
class Kept implements TreeStore {
  readonly codec = treeCodec;
  readonly trees = new Map<string, StoredTree | null>();
  private readonly names: string[] = ["no file has this"];
  hits = 0;

  digest(text: string): Uint8Array {
    return Buffer.from(text);
  }

  get(digest: Uint8Array, settings: string): KeptTree | null {
    const tree = this.trees.get(settings + Buffer.from(digest).toString()) ?? null;
    if (tree === null) return null;
    this.hits++;
    return { ...tree, names: Int32Array.from(tree.names, (name) => this.names.indexOf(name)) };
  }

  put(digest: Uint8Array, settings: string, _: number, make: () => StoredTree | null): void {
    const tree = make();
    this.trees.set(settings + Buffer.from(digest).toString(), tree);
    for (const name of tree?.names ?? []) if (!this.names.includes(name)) this.names.push(name);
  }

  get nameCount(): number {
    return this.names.length;
  }

  name(number: number): string {
    return this.names[number]!;
  }
}

/** Files that remember digests. */
class Remembered extends MemorySources {
  readonly digests = new Map<string, Uint8Array>();
  reads = 0;

  override read(path: string): string {
    this.reads++;
    return super.read(path);
  }

  knownDigest(path: string): Uint8Array | null {
    return this.digests.get(path) ?? null;
  }

  noteDigest(path: string, _: Digested, digest: Uint8Array): void {
    this.digests.set(path, digest);
  }
}

/** What evaluating a text as a file's gives, whole: its value, or the error with its trace. */
function outcome(text: string, options: EvaluatorOptions): string {
  const io = corpusSources();
  const evaluator = new Evaluator({
    io,
    limits: { stackBytes: 2 ** 24, allocationBytes: 2 ** 29 },
    ...options,
  });
  // Long enough to be stored.
  const source = new Source({ type: "file", path: `${corpusRoot}/case.nix` }, text.padEnd(400), corpusRoot);
  try {
    const value = evaluator.evaluate(source);
    evaluator.deepForce(value);
    return evaluator.print(value);
  } catch (error) {
    return formatError(error as NixError, { showTrace: true });
  }
}

/** Evaluates a text parsed, and from its stored tree as each executor does it. */
function expectSameOutcome(text: string): Kept {
  const trees = new Kept();
  const parsed = outcome(text, { trees });
  const stored = [{ hot: false }, { hot: "always" }, { depthBudget: 0 }] as const;
  for (const executor of stored) {
    const found = outcome(text, { trees, ...executor });
    // Where the stack's end shows is the one thing they need not share.
    if (!/stack overflow/.test(parsed) || !/stack overflow/.test(found)) expect(found, text).toBe(parsed);
  }
  return trees;
}

describe("stored trees", () => {
  test.each(corpusFiles())(
    "%s: every expression evaluates as it was, and fails in the same places",
    (file) => {
      for (const { expr } of corpusCases(file)) expectSameOutcome(expr);
    },
  );

  test("so do generated programs", () => {
    let all = 0;
    for (let seed = 1; seed <= 150; seed++) {
      const { hits } = expectSameOutcome(Buffer.from(`${generate(seed)}`).toString("latin1"));
      all += hits;
    }
    // Some have names that are not bound, and no tree.
    expect(all).toBeGreaterThan(150);
  });

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
    const { bytes, texts } = writeTree(checked(text)!)!;
    const sum = bytes.reduce((all, byte) => (all * 31 + byte) % 1_000_000_007, 7);
    expect({ formatVersion, bytes: bytes.length, sum, texts }).toMatchInlineSnapshot(`
      {
        "bytes": 697,
        "formatVersion": 4,
        "sum": 594300846,
        "texts": "no 
      ./p./q/nixpkgs/lib9007199254740993two \${lines}
        ",
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

  test("a file whose digest is known is not read, unless its text is wanted and still the same", () => {
    const trees = new Kept();
    const text = `${"# long enough\n".repeat(20)}{\n  bad = 1 + "a";\n  good = __curPos;\n}`;
    const io = new Remembered({ "/a.nix": text });
    const show = (name: string, beforeShowing = (): void => {}): string => {
      const evaluator = new Evaluator({ io, trees });
      try {
        return evaluator.print(evaluator.evaluateText(`(import /a.nix).${name}`));
      } catch (error) {
        beforeShowing();
        return formatError(error as NixError, { showTrace: false });
      }
    };
    const [good, bad] = [show("good.line"), show("bad")];
    expect(good).toBe("23");
    expect(bad).toContain('bad = 1 + "a";');
    io.reads = 0;
    expect(show("good.line")).toBe(good);
    expect(io.reads).toBe(0);
    expect(show("bad")).toBe(bad);
    expect(io.reads).toBe(1);
    // Digests still say it is the same: its lines would be those of another text.
    io.write("/a.nix", `# a new line\n${text}`);
    expect(show("good.line")).toBe(good);
    expect(show("bad")).toContain("/a.nix:22:9");
    expect(show("bad")).not.toContain("|");
    expect(show("bad", () => io.remove("/a.nix"))).toContain("/a.nix:22:9");
  });
});
