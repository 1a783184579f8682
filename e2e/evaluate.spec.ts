import { expect, test } from "./playground.ts";

test("the first visit shows an example with its result", async ({ playground }) => {
  await playground.open();
  await expect(playground.row("labels")).toContainText('[ "hello-2.12.1" "curl-8.11.0" "git-2.47.1" ]');
  await expect(playground.row("hello")).toContainText("derivation");
  const steps = playground.page.getByRole("complementary", { name: "Next steps" });
  await expect(steps.getByRole("button")).toHaveCount(4);
  expect(playground.faults).toEqual([]);
});

test("evaluates by button and by key", async ({ playground }) => {
  await playground.open();
  await playground.write('"a" + "b"');
  await playground.evaluateButton.click();
  await expect(playground.value).toHaveText('"ab"');
  await playground.evaluate("{ a = 1 + 1; f = x: x; }");
  await expect(playground.row("a")).toContainText("a =2");
  await expect(playground.page.locator(".status-line")).toContainText(
    /Evaluated in .* ms · \d+ thunks? · \d+ call/,
  );
  expect(playground.faults).toEqual([]);
});

test("shows the result as a tree, as Nix, as JSON and as XML", async ({ playground }) => {
  await playground.open();
  await playground.evaluate("{ a = [ (1 + 1) true ]; }");
  await expect(playground.row("a")).toContainText("[ 2 true ]");
  await playground.show("Nix");
  await playground.page.getByLabel("Strict").check();
  await expect(playground.value).toHaveText("{ a = [ 2 true ]; }");
  await playground.show("JSON");
  await expect(playground.value).toHaveText('{"a":[2,true]}');
  await playground.show("XML");
  await expect(playground.value).toContainText('<int value="2" />');
});

test("follows the chosen Nix", async ({ playground }) => {
  await playground.open();
  await playground.evaluate("builtins.nixVersion");
  await expect(playground.value).toHaveText(/^"2\.36/);
  await playground.command("Settings");
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
  await expect(page.getByText("here: ü").last()).toBeVisible();
  await expect(page.locator(".editor-pane .cm-lintRange-warning")).toHaveText("unused");
  await page.getByRole("tab", { name: "Problems, 1 problem" }).click();
  const problems = page.getByRole("region", { name: "List of problems" });
  await expect(problems).toContainText("unused");
  await problems.getByRole("button").click();
  await expect(playground.editor).toBeFocused();
});

test("evaluates as you type, and cancels what runs at once", async ({ playground }) => {
  await playground.open();
  await playground.command("Evaluate as you type");
  await playground.write("let f = n: f (n + 1); in f 0");
  await expect(playground.stopButton).toBeEnabled();
  await playground.write("20 + 3");
  await expect(playground.stopButton).toBeDisabled();
  await expect(playground.value).toHaveText("23");
  await expect(playground.page.locator(".interrupted")).toHaveCount(0);
});

test("ends at the time limit, and says where it is set", async ({ playground }) => {
  await playground.open();
  await playground.command("Settings");
  await playground.page.getByLabel("Time").fill("1");
  await playground.page.keyboard.press("Enter");
  await playground.page.keyboard.press("Escape");
  await playground.evaluate("let f = n: if n == 0 then 0 else f (n - 1) + f (n - 1); in f 100");
  await expect(playground.error).toContainText(/1 second/, { timeout: 15_000 });
  await expect(playground.page.locator(".error")).toContainText(/[Ss]ettings/);
});
