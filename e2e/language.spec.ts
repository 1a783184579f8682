import { expect, test, type Playground } from "./playground.ts";

/** Types a text at the end of what is there, as a person does. */
async function type(playground: Playground, text: string): Promise<void> {
  await playground.page.keyboard.press("ControlOrMeta+End");
  await playground.page.keyboard.type(text, { delay: 30 });
}

/** Opens the page with a text and waits for the language features to be there. */
async function openWith(playground: Playground, text: string): Promise<void> {
  await playground.open();
  await playground.write(text);
  await expect(playground.page.locator(".editor-pane .cm-content[data-language-features]")).toBeVisible();
}

test("completes attributes, with documentation", async ({ playground }) => {
  const { page } = playground;
  await openWith(playground, "");
  await type(playground, "builtins.substr");
  const list = page.getByRole("listbox", { name: "Completions" });
  await expect(list.getByRole("option", { name: /^substring/ })).toBeVisible();
  await expect(page.locator(".cm-completionInfo")).toContainText("The part of s from byte start on");
  // Not only there, but not cut off either.
  await expect(page.locator(".cm-completionInfo")).toBeInViewport({ ratio: 0.9 });
  // A list that has just opened takes no keys yet (CodeMirror's interactionDelay): nobody has seen it.
  await page.waitForTimeout(200);
  await page.keyboard.press("Enter");
  expect(await playground.text()).toBe("builtins.substring");
  expect(playground.faults).toEqual([]);
});

test("completes names in scope and attributes of unfinished texts", async ({ playground }) => {
  const { page } = playground;
  await openWith(playground, "let\n  settings = { colour = 1; size = 2; };\nin\n");
  await type(playground, "settings.");
  await expect(page.getByRole("option")).toHaveText([/^colour/, /^size/]);
  await page.keyboard.press("Escape");
  await type(playground, "x + sett");
  await expect(page.getByRole("option", { name: /^settings/ })).toBeVisible();
});

test("Enter behind a finished keyword ends the line", async ({ playground }) => {
  const { page } = playground;
  await openWith(playground, "");
  await type(playground, "let a = 1; in");
  await page.waitForTimeout(400);
  await page.keyboard.press("Enter");
  expect(await playground.text()).toBe("let a = 1; in\n");
});

test("tells on hover what a name is", async ({ playground }) => {
  const { page } = playground;
  await openWith(playground, "let count = 40 + 2; in builtins.toString count");
  await page.getByText("count", { exact: true }).last().hover();
  await expect(page.locator(".language-hover")).toContainText("count = 42");
  await expect(page.locator(".language-hover")).toContainText("Bound by let, line 1.");
});

test("looks a text over again when a setting changes how it is read", async ({ playground }) => {
  const { page } = playground;
  await openWith(playground, "1 |> builtins.toString");
  const marks = page.locator(".editor-pane .cm-lintRange-error");
  await expect(marks).not.toHaveCount(0);
  await page.getByRole("button", { name: "Settings" }).first().click();
  await page.getByRole("checkbox", { name: "Pipe operators" }).check();
  await page.keyboard.press("Escape");
  await expect(marks).toHaveCount(0);
});

test("mends problems by key, from a menu where there are several ways", async ({ playground }) => {
  const { page } = playground;
  await openWith(playground, "let unused = 1; in 2");
  await expect(page.locator(".editor-pane .cm-lintRange-warning")).toHaveText("unused");
  await page.keyboard.press("ControlOrMeta+Home");
  await page.keyboard.press("Alt+Enter");
  await expect.poll(() => playground.text()).toBe("let in 2");

  await playground.write("{ pkgs }: pgks");
  await expect(playground.marked).toHaveText("pgks");
  await page.keyboard.press("Alt+Enter");
  await expect(page.getByRole("menuitem")).toHaveCount(2);
  await expect(page.getByRole("menuitem", { name: "Change to pkgs" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect.poll(() => playground.text()).toBe("{ pkgs }: pkgs");
  await expect(playground.editor).toBeFocused();
});

test("offers fixes where the mark is", async ({ playground }) => {
  const { page } = playground;
  await openWith(playground, "[ 1 2");
  await expect(playground.marked.first()).toBeVisible();
  await playground.marked.first().hover();
  await page.getByRole("button", { name: "Insert ]" }).click();
  await expect.poll(() => playground.text()).toBe("[ 1 2]");
});

test("goes to definitions, by key and by click", async ({ playground }) => {
  const { page } = playground;
  await openWith(playground, "let\n  first = 1;\nin first");
  const selection = (): Promise<string | undefined> => page.evaluate(() => getSelection()?.toString());
  await page.keyboard.press("F12");
  await expect.poll(selection).toBe("first");
  await expect(page.locator(".cm-activeLine")).toHaveText("  first = 1;");
  await page.keyboard.press("ControlOrMeta+End");
  await page
    .getByText("first", { exact: true })
    .last()
    .click({ modifiers: ["ControlOrMeta"] });
  await expect(page.locator(".cm-activeLine")).toHaveText("  first = 1;");
});

test("works behind umlauts and emoji", async ({ playground }) => {
  const { page } = playground;
  await openWith(playground, '# grün 😀\n{ "ä€😀" = ');
  await type(playground, "builtins.attrNa");
  await page.getByRole("option", { name: /^attrNames/ }).click();
  expect(await playground.text()).toBe('# grün 😀\n{ "ä€😀" = builtins.attrNames');
});

test("evaluating ends the choosing of a completion", async ({ playground }) => {
  const { page } = playground;
  await openWith(playground, "let valueOne = 1; valueTwo = 2; in ");
  await type(playground, "value");
  await expect(page.locator(".cm-tooltip-autocomplete")).toBeVisible();
  await type(playground, "One");
  await expect(page.locator(".cm-tooltip-autocomplete")).toHaveCount(0);
  await page.keyboard.press("Backspace");
  await expect(page.locator(".cm-tooltip-autocomplete")).toBeVisible();
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(page.locator(".cm-tooltip-autocomplete")).toHaveCount(0);
});
