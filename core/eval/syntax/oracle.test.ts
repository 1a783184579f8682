/** Against real Nix 2.8, where it is installed. */
import { existsSync, mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { Source, analyse, defaultParseOptions, parse, show } from "./index.ts";
import { globals28 } from "./testing/globals.ts";
import { Generator } from "./testing/generate.ts";
import { bytes, located, readBytes } from "./testing/helpers.ts";
import { hasOracle, parseByOracle, parseFilesByOracle } from "./testing/oracle.ts";

const home = "/home";
const options = { ...defaultParseOptions, profile: "2.8" } as const;

function ours(text: string, base: string): string {
  const { ast, errors } = parse(new Source({ type: "stdin" }, text, base), options);
  const error = errors[0] ?? analyse(ast!, { globals: globals28, outer: [] }).errors[0];
  return error === undefined ? show(ast!, { profile: "2.8", home }) : located(error);
}

/**
 * The same text up to the order of formals and `let` bindings, which in 2.8 depends on the heap; null when the
 * printed text can't be read back.
 */
function normalised(text: string): string | null {
  const { ast } = parse(new Source({ type: "string" }, text, "/"), options);
  return ast === null ? null : show(ast, { profile: "2.36", home });
}

function agree(mine: string, theirs: string): boolean {
  if (mine === theirs) return true;
  const isError = theirs.startsWith("error: ");
  if (isError !== mine.startsWith("error: ")) return false;
  // Nix reports the undefined variable it meets first in its own order, at a place of its own.
  if (isError) return mine.startsWith("error: undefined") && theirs.startsWith("error: undefined");
  const [a, b] = [normalised(mine), normalised(theirs)];
  if (a !== null && b !== null) return a === b;
  return [...mine].sort().join("") === [...theirs].sort().join("");
}

describe.skipIf(!hasOracle)("against Nix 2.8", () => {
  const directory = mkdtempSync(join(tmpdir(), "tvix-syntax-"));

  test("random programs", async () => {
    const generator = new Generator(Number(process.env["SEED"] ?? 3));
    const count = Number(process.env["COUNT"] ?? 400);
    const texts = Array.from({ length: count }, () => bytes(generator.program()));
    const verdicts = await parseByOracle(texts, directory);
    const wrong: unknown[] = [];
    let wording = 0;
    texts.forEach((text, i) => {
      const mine = ours(text, directory);
      const theirs = verdicts[i]!.text;
      if (agree(mine, theirs)) return;
      // Error messages are worded alike as far as is known, acceptance must be the same.
      if (!verdicts[i]!.ok && mine.startsWith("error: ")) wording++;
      else wrong.push({ text, mine, theirs });
    });
    expect(wrong).toEqual([]);
    expect(wording).toBeLessThanOrEqual(count / 50);
  });

  test("real files", async () => {
    const files = corpus();
    const verdicts = await parseFilesByOracle(files);
    const wrong: unknown[] = [];
    files.forEach((file, i) => {
      const { ast, errors } = parse(
        new Source({ type: "file", path: file }, readBytes(file), dirname(file)),
        options,
      );
      const mine = ast === null ? located(errors[0]!) : show(ast, { profile: "2.8", home });
      if (!agree(mine, verdicts[i]!.text))
        wrong.push({ file, mine: mine.slice(0, 300), theirs: verdicts[i]!.text.slice(0, 300) });
    });
    expect(wrong).toEqual([]);
  });
});

/** Files of a checked-out Nix corpus: `NIX_CORPUS`, every so many of them; none by default. */
function corpus(): string[] {
  const root = process.env["NIX_CORPUS"];
  if (root === undefined || !existsSync(root)) return [];
  const all = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".nix"))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const wanted = Number(process.env["COUNT"] ?? 600);
  const every = Math.max(1, Math.floor(all.length / wanted));
  return all.filter((_, i) => i % every === 0);
}
