import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { transformSync } from "esbuild";
import { expect, test } from "vitest";
import * as nix from "./index.ts";

/** The TypeScript in the README, with the titles it stands under. */
const examples = readFileSync(new URL("./README.md", import.meta.url), "utf8")
  .split(/^## /m)
  .flatMap((section) => {
    const title = section.slice(0, section.indexOf("\n"));
    return [...section.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, text]): [string, string] => [title, text!]);
  });

/** A value as the README shows it. */
function shown(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** What the lines of a program that end in `// → …` come to, and what they say. */
function results(text: string): { results: string[]; claims: string[] } {
  const claims: string[] = [];
  const checked = text
    .replace(/^import .*$/gm, "")
    .replace(/^(.*); \/\/ → (.*)$/gm, (_, expression: string, claim: string) => {
      claims.push(claim);
      return `results.push(shown(${expression}));`;
    });
  const { code } = transformSync(checked, { loader: "ts" });
  const results: string[] = [];
  const given = { ...nix, createHash, shown, results };
  // oxlint-disable-next-line typescript/no-implied-eval -- the README's own programs
  const run = new Function(...Object.keys(given), code);
  run(...Object.values(given));
  return { results, claims };
}

test.each(examples)("the example of %s", (_, text) => {
  const { results: found, claims } = results(text);
  expect(claims.length).toBeGreaterThan(0);
  expect(found).toEqual(claims);
});
