import fc from "fast-check";
import { expect, it } from "vitest";
import type { LanguageRequest } from "../index.ts";
import { requestOf, strictLanguage } from "./language.testing.ts";

const language = strictLanguage();

async function askAll(request: LanguageRequest, text: string, offset: number): Promise<void> {
  const inside = (from: number, to: number): void => {
    expect(from).toBeGreaterThanOrEqual(0);
    expect(to).toBeGreaterThanOrEqual(from);
    expect(to).toBeLessThanOrEqual(text.length);
  };
  for (const { span, fixes } of await language.diagnose(request)) {
    if (span !== null) inside(span.from, span.to);
    for (const { changes } of fixes) for (const { from, to } of changes) inside(from, to);
  }
  const completion = await language.complete(request, offset, true);
  if (completion !== null) inside(completion.from, completion.to);
  const hover = await language.hover(request, offset);
  if (hover !== null) inside(hover.from, hover.to);
  const definition = await language.definition(request, offset);
  if (definition !== null) inside(definition.span.from, definition.span.to);
}

const piece = fc.constantFrom(
  ..."let in rec with inherit if then else assert or { } ( ) [ ] ; : = , . ? @ a b s.a s ./x <x> 1 \" '' ${ # /* */ // ++ -> ! ü 😀 x: {a,b?1}: builtins builtins. import ./l.nix throw true == /**x*/".split(
    " ",
  ),
  "\n",
);

it("has an answer for any text, at any place", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 25 }), fc.nat(), async (pieces, at) => {
      const text = pieces.join(" ");
      const request = requestOf(text, { "/workspace/l.nix": "{ f = { a, b ? 2 }: a; s = rec { t = 1; }; }" });
      await askAll(request, text, at % (text.length + 1));
    }),
    { numRuns: 400 },
  );
}, 60_000);

it("has an answer at every place of a text that works, and of each of its beginnings", async () => {
  const text =
    "{ lib ? import ./l.nix }@args:\nlet\n  inherit (lib) f;\n  /** Ü 😀 */\n  x.y = rec { z = \"${f { a = 1; }}\"; w = z; };\n  x.v = ''\n    ${x.y.z} ''${} '''\n  '';\nin with x; if x ? y.z then y // { q = [ ./l.nix <n> ]; } else assert !v; map (i: i.b or 1) [ ]";
  const files = { "/workspace/l.nix": "{ f = { a, b ? 2 }: a; }" };
  for (let i = 0; i <= text.length; i++) {
    await askAll(requestOf(text, files), text, i);
    await askAll(requestOf(text.slice(0, i), files), text.slice(0, i), i);
  }
}, 60_000);

it("survives texts nested deeper than any stack, and files that import each other", async () => {
  const depth = 20_000;
  for (const text of [
    "[".repeat(depth),
    `${"(".repeat(depth)}x${")".repeat(depth)}`,
    `x${".a".repeat(depth)}`,
    "x: ".repeat(depth),
    `${"{ a = ".repeat(depth)}1${"; }".repeat(depth)}.a`,
    "1 + ".repeat(depth),
  ]) {
    await askAll(requestOf(text), text, text.length);
    await askAll(requestOf(text), text, text.length >> 1);
  }
  const files = { "/workspace/a.nix": "import ./b.nix", "/workspace/b.nix": "import ./a.nix" };
  const text = "let x = x; y = z; z = y; f = g: f g; in (import ./a.nix).a x.b y.c (f f).d";
  for (let i = 0; i <= text.length; i++) await askAll(requestOf(text, files), text, i);
}, 60_000);

it("answers null for files that aren't there or aren't text", async () => {
  const request = { ...requestOf(""), files: { "/workspace/main.nix": new Uint8Array(3) } };
  expect(await language.complete(request, 0, true)).toBeNull();
  expect(await language.hover({ ...request, path: "/nowhere" }, 5)).toBeNull();
});
