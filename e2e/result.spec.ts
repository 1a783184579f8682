import AxeBuilder from "@axe-core/playwright";
import type { Locator } from "@playwright/test";
import { longestPause } from "./pauses.ts";
import { expect, test, type Playground } from "./playground.ts";

function row(playground: Playground, name: RegExp | string): Locator {
  return playground.page.getByRole("treeitem", { name });
}

/** Evaluates a text and goes to its tree. */
async function treeOf(playground: Playground, text: string): Promise<Locator> {
  await playground.open();
  // The page opens with the result of its example.
  await expect(playground.page.getByRole("tree", { name: "Result" })).toBeVisible();
  await playground.page.evaluate(() => document.querySelector("[role=tree]")?.setAttribute("data-old", ""));
  await playground.evaluate(text);
  const tree = playground.page.locator("[role=tree]:not([data-old])");
  await expect(tree).toBeVisible();
  await tree.focus();
  return tree;
}

/** What axe finds. */
async function faultsOf(playground: Playground): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page: playground.page }).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`);
}

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

function clipboard(playground: Playground): Promise<string> {
  return playground.page.evaluate(() => navigator.clipboard.readText());
}

test("unfolds by the keyboard alone", async ({ playground }) => {
  const { page } = playground;
  await treeOf(playground, '{ a = { b = [ 1 { "c d" = 40 + 2; } ]; }; }');
  await expect(row(playground, /^result, attribute set/)).toHaveAttribute("aria-expanded", "true");
  const press = async (keys: string, active: RegExp): Promise<void> => {
    for (const key of keys.split(" ")) await page.keyboard.press(key);
    await expect(row(playground, active)).toHaveAttribute("aria-selected", "true");
  };
  await press("Home ArrowDown", /^a, /);
  await page.keyboard.press("ArrowRight");
  await expect(row(playground, /^b, /)).toBeVisible();
  await press("ArrowRight", /^b, /);
  await page.keyboard.press("Enter");
  await expect(row(playground, /^element 1 of 2, /)).toBeVisible();
  await press("End", /^element 1 of 2, /);
  await page.keyboard.press("ArrowRight");
  await expect(row(playground, /^c d, integer: 42/)).toBeVisible();
  await press("End", /^c d, /);
  await page.keyboard.press("Alt+p");
  await expect.poll(() => clipboard(playground)).toBe('(builtins.elemAt a.b 1)."c d"');
  await press("ArrowLeft ArrowLeft", /^element 1 of 2, /);
  await expect(row(playground, /^c d/)).toHaveCount(0);
  await press("Home ArrowLeft", /^result, /);
  await expect(page.getByRole("treeitem")).toHaveCount(1);
});

test("evaluates what is opened, and shows a failure where it is", async ({ playground }) => {
  const { page } = playground;
  const many =
    'builtins.listToAttrs (builtins.genList (i: { name = "n${toString i}"; value = { v = i * 2; }; }) 1000)';
  await treeOf(playground, `{ set = ${many}; bad = throw "no luck"; }`);
  await row(playground, /^set,/).click();
  await row(playground, /^n0,/).click();
  await row(playground, "v, not evaluated yet").click();
  await expect(row(playground, /^v, integer: 0/)).toBeVisible();
  await row(playground, /^bad,/).getByText("Show").click();
  await expect(page.locator(".viewer .error-message")).toHaveText("error: no luck");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("tree")).toBeFocused();
  await expect(page.locator(".viewer")).toHaveCount(0);
});

test("a set of 100,000 attributes opens without a pause, and can be gone through and filtered", async ({
  playground,
}) => {
  const { page } = playground;
  await playground.open();
  const text =
    'builtins.listToAttrs (builtins.genList (i: { name = "attr${toString (100000 + i)}"; value = i; }) 100000)';
  const pause = await longestPause(playground, async () => {
    await playground.evaluate(text);
    await expect(row(playground, /^attr100000, /)).toBeVisible({ timeout: 20_000 });
    await page.getByRole("tree").focus();
    await page.keyboard.press("End");
    await expect(row(playground, /^attr199999, /)).toBeVisible();
    await page.keyboard.press("/");
    await page.keyboard.insertText("77777");
    await expect(row(playground, /^attr177777, /)).toBeVisible();
  });
  expect(pause).toBeLessThan(100);
  await expect(row(playground, /^result,/)).toContainText("1 of 100,000 attributes with “77777”");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("searchbox")).toHaveValue("");
  expect(await page.getByRole("treeitem").count()).toBeLessThan(100);
});

test("a string of 50 MB opens without a pause, and is read in parts", async ({ playground }) => {
  const { page } = playground;
  test.setTimeout(120_000);
  await playground.open();
  const text =
    'let s = builtins.concatStringsSep "\\n" (builtins.genList (i: "line ${toString i} of a long text") 10000); in builtins.concatStringsSep "\\n" (builtins.genList (i: s) 190)';
  const code = page.locator(".paged-text code");
  const pause = await longestPause(playground, async () => {
    await playground.evaluate(text);
    await expect(code).toContainText("line 0 of", { timeout: 60_000 });
    const region = page.getByRole("region", { name: "Text", exact: true });
    await region.focus();
    await page.keyboard.press("End");
    await expect(code).toContainText("line 9999 of");
    await page.getByRole("slider", { name: "Place in the text" }).focus();
    await page.keyboard.press("Home");
    await expect(code).toContainText("line 0 of");
    for (let i = 0; i < 10; i++) {
      await region.evaluate((element) => element.scrollBy(0, 2000));
      await page.waitForTimeout(50);
    }
  });
  expect(pause).toBeLessThan(100);
  // Only a few parts of it are in the document.
  expect(await code.evaluate((element) => element.textContent?.length ?? 0)).toBeLessThan(100_000);
});

test("copies any row as Nix or JSON, by keys and by its menu", async ({ playground }) => {
  const { page } = playground;
  await treeOf(playground, "{ a = { x = 1; y = [ true null ]; }; }");
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ControlOrMeta+c");
  await expect.poll(() => clipboard(playground)).toBe("{ x = 1; y = [ true null ]; }");
  await page.keyboard.press("Alt+j");
  await expect.poll(() => clipboard(playground)).toBe('{"x":1,"y":[true,null]}');
  await page.keyboard.press("Shift+F10");
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await expect.poll(() => clipboard(playground)).toBe("a");
  await expect(page.getByRole("tree")).toBeFocused();
});

test("goes to where an attribute was written", async ({ playground }) => {
  const { page } = playground;
  await treeOf(playground, '{\n  a = 1;\n  "ü" = 2;\n}');
  await page.keyboard.press("End");
  await page.keyboard.press("Alt+Enter");
  await expect(playground.editor).toBeFocused();
  expect(await page.evaluate(() => getSelection()?.toString())).toContain("ü");
});

test("shows the same value as Nix, JSON and XML", async ({ playground }) => {
  const { page } = playground;
  await treeOf(playground, 'builtins.trace "once" { a = [ 1 2 ]; }');
  const pane = page.locator(".result-pane");
  await pane.getByText("JSON", { exact: true }).click();
  await expect(playground.value).toHaveText('{"a":[1,2]}');
  await pane.getByText("XML", { exact: true }).click();
  await expect(playground.value).toContainText('name="a"');
  await page.getByRole("checkbox", { name: "Strict" }).check();
  await expect(playground.value).toContainText('<int value="1" />');
  await pane.getByText("Nix", { exact: true }).click();
  await expect(playground.value).toContainText("a =");
  await expect(page.getByText("trace: once")).toHaveCount(1);
  await pane.getByText("Tree", { exact: true }).click();
  await expect(row(playground, /^a, list/)).toBeVisible();
});

/** Opens a value that takes longer than the world lasts, and cancels that. */
async function cancelOpening(playground: Playground): Promise<void> {
  const { page } = playground;
  const text =
    'let f = n: if n == 0 then 0 else f (n - 1) + f (n - 1); in builtins.listToAttrs (builtins.genList (i: { name = "n${toString (1000 + i)}"; value = f i; }) 1000)';
  await treeOf(playground, text);
  await page.keyboard.press("End");
  await expect(row(playground, /^n1999, /)).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("button", { name: "Cancel" })).toHaveCount(0);
  await expect(row(playground, /^n1999, /)).toHaveAccessibleName("n1999, not evaluated yet");
}

test.describe("without shared memory", () => {
  // The service worker would bring it.
  test.use({ hosting: { isolated: false }, serviceWorkers: "block" });
  test("where cancelling ends the evaluator, the result is kept and says so", async ({ playground }) => {
    const { page } = playground;
    await cancelOpening(playground);
    await expect(page.locator(".interrupted")).toContainText("The values of this result are gone");
    await page.getByRole("button", { name: "Evaluate again" }).click();
    await expect(page.locator(".interrupted")).toHaveCount(0);
    await page.getByRole("tree").focus();
    await page.keyboard.press("Home");
    await row(playground, /^n1000, /).click();
    await expect(row(playground, "n1000, integer: 0")).toBeVisible();
  });
});

test.describe("a long text whose evaluator is gone", () => {
  test.use({ hosting: { isolated: false }, serviceWorkers: "block" });
  test("can be scrolled as far as it is there", async ({ playground }) => {
    const { page } = playground;
    await playground.open();
    await playground.show("Nix");
    await playground.evaluate('builtins.concatStringsSep " " (builtins.genList toString 200000)');
    const text = page.locator(".paged-scroll");
    await expect(text).toContainText('"0 1 2');
    await playground.evaluateForever();
    await playground.stopButton.click();
    await expect(page.locator(".interrupted")).toContainText("Stopped");
    for (let step = 0; step < 4; step++) {
      await text.evaluate((element) => element.scrollTo(0, element.scrollHeight));
      await page.waitForTimeout(100);
    }
    await expect(text).toContainText('"0 1 2');
    await page.getByRole("button", { name: "Evaluate again" }).click();
    await playground.stopButton.click();
  });
});

test.describe("with shared memory", () => {
  test.use({ hosting: { isolated: true } });
  test("what takes long to open can be cancelled, and asked for again", async ({ playground }) => {
    const { page } = playground;
    await cancelOpening(playground);
    await page.getByRole("tree").focus();
    await page.keyboard.press("Enter");
    await expect(page.locator(".progress-strip")).toContainText(/Evaluating n1999.*thunks/);
    await page.getByRole("button", { name: "Cancel" }).click();
    await expect(page.getByRole("button", { name: "Cancel" })).toHaveCount(0);
    await expect(page.locator(".interrupted")).toHaveCount(0);
  });
});

test("the keys stay in the tree when it is evaluated again", async ({ playground }) => {
  const { page } = playground;
  await treeOf(playground, "{ a = 1; b = 2; }");
  await page.keyboard.press("End");
  await page.evaluate(() => document.querySelector("[role=tree]")?.setAttribute("data-old", ""));
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(page.locator("[role=tree]:not([data-old])")).toBeFocused();
  await expect(row(playground, /^b, /)).toHaveAttribute("aria-selected", "true");
});

test("keeps what is open when the text is evaluated again", async ({ playground }) => {
  await treeOf(playground, "{ a = { b = { c = 1; }; }; }");
  await row(playground, /^a,/).click();
  await row(playground, /^b,/).click();
  await expect(row(playground, /^c, integer: 1/)).toBeVisible();
  await playground.evaluate("{ a = { b = { c = 2; }; }; new = 1; }");
  await expect(row(playground, /^c, integer: 2/)).toBeVisible();
});

const derivations = `
let
  make = name: inputs: derivation {
    inherit name inputs; system = "x86_64-linux"; builder = "/bin/sh"; script = "echo one\\necho two\\n";
  };
in make "top" [ (make "left" [ (make "base" [ ]) ]) (make "right" [ ]) ]`;

test("walks the graph of a derivation", async ({ playground }) => {
  const { page } = playground;
  await treeOf(playground, derivations);
  await page.keyboard.press("Home");
  await page.keyboard.press("Alt+o");
  const pane = page.locator(".derivation-pane");
  await expect(pane.getByRole("heading", { name: "top" })).toBeFocused();
  await expect(pane.getByText("Input derivations (2)")).toBeVisible();
  await pane.getByRole("button", { name: "left", exact: true }).click();
  await pane.getByRole("button", { name: "base", exact: true }).click();
  await expect(pane.getByRole("heading", { name: "base" })).toBeFocused();
  await pane.getByRole("button", { name: "Copy drvPath" }).click();
  await expect.poll(() => clipboard(playground)).toMatch(/^\/nix\/store\/[0-9a-z]{32}-base\.drv$/);
  await pane.getByText("echo one").click();
  await expect(pane.getByRole("region", { name: "Value of script" })).toContainText("echo two");
  await pane.getByRole("navigation").getByRole("button", { name: "top", exact: true }).click();
  await expect(pane.getByRole("heading", { name: "top" })).toBeFocused();
  const downloading = page.waitForEvent("download");
  await pane.getByRole("button", { name: "Download .drv" }).click();
  expect((await downloading).suggestedFilename()).toMatch(/^[0-9a-z]{32}-top\.drv$/);
  expect(await faultsOf(playground)).toEqual([]);
});

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });
    test(`axe finds nothing in trees, texts and errors (${colorScheme})`, async ({ playground }) => {
      const { page } = playground;
      await treeOf(
        playground,
        '{ a = 1; b = "two\\nlines"; c = [ true null 1.5 ./x ]; d = throw "no"; e = x: x; f = derivation { name = "n"; system = "s"; builder = "/b"; }; }',
      );
      await row(playground, /^c,/).click();
      expect(await faultsOf(playground)).toEqual([]);
      await row(playground, /^b,/).getByText("Open").click();
      await expect(page.locator(".viewer code")).toContainText("two");
      expect(await faultsOf(playground)).toEqual([]);
      await page.keyboard.press("Escape");
      await page.locator(".result-pane").getByText("JSON", { exact: true }).click();
      await expect(page.locator(".result-pane .error-message")).toBeVisible();
      expect(await faultsOf(playground)).toEqual([]);
    });
  });
}

test("a function opens at its source", async ({ playground }) => {
  const { page } = playground;
  await playground.open();
  await playground.evaluate("let\n  f = x: x;\nin { inherit f; }");
  await playground.row("f").getByText("Source").click();
  await expect(playground.editor).toBeFocused();
  await expect(page.locator(".cm-activeLineGutter").first()).toHaveText("2");
});

test("a missing attribute comes with those that were perhaps meant", async ({ playground }) => {
  await playground.open();
  await playground.evaluate("let s = { port = 1; part = 2; host = 3; }; in s.prot");
  await expect(playground.page.getByText("Did you mean one of part or port?")).toBeVisible();
  await playground.evaluate("let s = { port = 1; }; inherit (s) prot; in prot");
  await expect(playground.page.getByText("Did you mean port?")).toBeVisible();
});

test("a result is open, whatever the one before was", async ({ playground }) => {
  await playground.open();
  await playground.evaluate("{ a = 1; }");
  await playground.row("a").waitFor();
  await playground.page.getByRole("tree", { name: "Result" }).focus();
  await playground.page.keyboard.press("Home");
  await playground.page.keyboard.press("ArrowLeft");
  await expect(playground.row("a")).toHaveCount(0);
  await playground.evaluate("{ b = 1; }");
  await expect(playground.row("b")).toBeVisible();
});
