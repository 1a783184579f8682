import { expect, test } from "./playground.ts";

test("the first visit shows an example with its result", async ({ playground }) => {
  await playground.open();
  await expect(playground.value).toContainText('labels = [ "hello-2.12.1" "curl-8.11.0" "git-2.47.1" ];');
  expect(playground.faults).toEqual([]);
});

test("evaluates by button and by key", async ({ playground }) => {
  await playground.open();
  await playground.write('"a" + "b"');
  await playground.evaluateButton.click();
  await expect(playground.value).toHaveText('"ab"');
  await playground.evaluate("{ a = 1 + 1; f = x: x; }");
  await expect(playground.value).toHaveText("{ a = 2; f = <LAMBDA>; }");
  await expect(playground.page.locator(".status-line")).toContainText(
    /Evaluated in .* ms · \d+ thunks? · \d+ call/,
  );
  expect(playground.faults).toEqual([]);
});

test("shows the result lazily, as JSON and as XML", async ({ playground }) => {
  const { page } = playground;
  await playground.open();
  await playground.evaluate("{ a = [ (1 + 1) true ]; }");
  await expect(playground.value).toHaveText("{ a = [ 2 true ]; }");
  await page.getByText("Lazy", { exact: true }).click();
  await expect(playground.value).toHaveText("{ a = <CODE>; }");
  await page.getByText("JSON", { exact: true }).click();
  await expect(playground.value).toHaveText('{"a":[2,true]}');
  await page.getByText("XML", { exact: true }).click();
  await expect(playground.value).toContainText('<int value="2" />');
});

test("follows the chosen Nix", async ({ playground }) => {
  await playground.open();
  await playground.evaluate("builtins.nixVersion");
  await expect(playground.value).toHaveText(/^"2\.36/);
  await playground.page.getByLabel("Nix version").selectOption("2.8");
  await expect(playground.value).toHaveText(/^"2\.8/);
});

test("takes any text: umlauts, emoji, bytes that are no UTF-8", async ({ playground }) => {
  await playground.open();
  await playground.evaluate('"grün 😀 " + builtins.substring 0 1 "ü"');
  await expect(playground.value).toHaveText('"grün 😀 \\xc3"');
});

test("shows traces and warnings", async ({ playground }) => {
  const { page } = playground;
  await playground.open();
  await playground.evaluate('let unused = 1; in builtins.trace "here: ü" 2');
  await expect(playground.value).toHaveText("2");
  await expect(page.getByRole("region", { name: "Trace" })).toContainText("here: ü");
  const problems = page.getByRole("region", { name: "Problems" });
  await expect(problems).toContainText("unused");
  await expect(page.locator(".editor-pane .cm-lintRange-warning")).toHaveText("unused");
  await problems.getByRole("button").click();
  await expect(playground.editor).toBeFocused();
});

test("long values come page by page", async ({ playground }) => {
  await playground.open();
  await playground.evaluate("builtins.genList (x: x) 100000");
  await expect(playground.page.getByText(/ of \d+ KiB/)).toBeVisible();
  await expect(playground.value).not.toContainText("99999");
  const more = playground.page.getByRole("button", { name: "Show more" });
  for (let i = 0; i < 10 && (await more.isVisible()); i++) await more.click();
  await expect(playground.value).toContainText("99999");
});
