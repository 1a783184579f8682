import { expect, test } from "./playground.ts";

test("marks the error where it is", async ({ playground }) => {
  await playground.open();
  await playground.evaluate("let x = 1; in\nx + missing");
  await expect(playground.error).toContainText("undefined variable 'missing'");
  await expect(playground.marked).toHaveText("missing");
  await expect(playground.page.locator(".excerpt mark").filter({ hasText: /./ })).toHaveText("missing");
});

test("shows the text that was evaluated, whatever is written since", async ({ playground }) => {
  const marked = playground.page.locator(".excerpt mark").filter({ hasText: /./ });
  await playground.open();
  await playground.evaluate("let x = 1; in\nx + missing");
  await expect(marked).toHaveText("missing");
  await playground.write("[ 1 2 3 4 5 6 7 8 9 ]\nlet x = 1; in x");
  await expect(playground.page.locator(".result.dimmed")).toBeVisible();
  await expect(marked).toHaveText("missing");
});

test("marks it also behind umlauts and emoji", async ({ playground }) => {
  await playground.open();
  await playground.evaluate('# grün 😀\n{ "ä€😀" = "😀" + missing; }');
  await expect(playground.marked).toHaveText("missing");
  await playground.page.getByRole("button", { name: /^Go to line 2, column 19/ }).click();
  expect(await playground.page.evaluate(() => getSelection()?.toString())).toBe("missing");
});

test("marks all errors of a text that can't be read, and takes the marks away", async ({ playground }) => {
  await playground.open();
  await playground.evaluate("[ nope1 nope2 ]");
  await expect(playground.marked).toHaveCount(2);
  await playground.evaluate("[ 1 ]");
  await expect(playground.value).toHaveText("[ 1 ]");
  await expect(playground.marked).toHaveCount(0);
});

test("marks problems while typing, without evaluating", async ({ playground }) => {
  await playground.open();
  await playground.evaluate("1 + 1");
  await expect(playground.value).toHaveText("2");
  await playground.write("let a = 1; in b");
  await expect(playground.marked).toHaveText("b");
  await expect(playground.value).toHaveText("2");
});

test("shows what led to an error, with ways to go there", async ({ playground }) => {
  const { page } = playground;
  await playground.open();
  await playground.evaluate(
    'let f = x: builtins.addErrorContext "looking at x" (throw "no ${x}"); in { a = f "luck"; }.a',
  );
  await expect(playground.error).toHaveText("error: no luck");
  const frames = page.getByRole("list", { name: "What led there" }).getByRole("listitem");
  await expect(frames.filter({ hasText: "looking at x" })).toHaveCount(1);
  await frames
    .getByRole("button", { name: /Go to line/ })
    .first()
    .click();
  await expect(playground.editor).toBeFocused();
});

test("recursion a million deep has its value", async ({ playground }) => {
  await playground.open();
  await playground.evaluate("let f = n: if n == 0 then 0 else 1 + f (n - 1); in f 1000000");
  await expect(playground.value).toHaveText("1000000", { timeout: 30_000 });
});

const endless: Record<string, string> = {
  "recursion without end": "let f = n: 1 + f (n + 1); in f 0",
  "a list that doubles": "builtins.foldl' (xs: _: xs ++ xs) [ 1 ] (builtins.genList (x: x) 100)",
  "a string that doubles":
    'builtins.stringLength (builtins.foldl\' (s: _: s + s) "x" (builtins.genList (x: x) 100))',
  "a chain of sets": "let f = n: s: builtins.seq s (f (n + 1) { prev = s; inherit n; }); in f 0 { }",
  "a list of a billion": "builtins.length (map (x: [ x ]) (builtins.genList (x: x) 1000000000))",
  "an infinite list": "let f = n: [ n ] ++ f (n + 1); in f 0",
  "lists kept in a list":
    "builtins.foldl' (kept: n: let l = builtins.genList (x: x + n) 100000; in builtins.deepSeq l ([ l ] ++ kept)) [ ] (builtins.genList (x: x) 100000)",
  "strings kept in a list":
    "builtins.foldl' (kept: n: let s = builtins.concatStringsSep n (builtins.genList toString 10000); in builtins.seq s ([ s ] ++ kept)) [ ] (builtins.genList toString 1000000)",
};
for (const [name, text] of Object.entries(endless)) {
  test(`${name} ends in a clear error, and the page lives on`, async ({ playground }) => {
    test.setTimeout(180_000);
    await playground.open();
    await playground.evaluate(text);
    const limit = /error: (stack overflow|evaluation allocated more|a value grew beyond)/;
    await expect(playground.error).toContainText(limit, { timeout: 150_000 });
    await playground.evaluate("1 + 1");
    await expect(playground.value).toHaveText("2");
  });
}
