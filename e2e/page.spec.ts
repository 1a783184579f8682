import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "./playground.ts";

const screens = {
  desktop: { width: 1440, height: 900 },
  phone: { width: 390, height: 844 },
};

// Newcomers' screens are looked at in the other two ways.
const looks = [
  ["desktop", "dark"],
  ["phone", "light"],
] as const;

for (const [name, colorScheme] of looks) {
  test.describe(`${name}, ${colorScheme}`, () => {
    test.use({ viewport: screens[name], colorScheme });

    test("has no accessibility faults, and nothing sticks out", async ({ playground }) => {
      const { page } = playground;
      const expectClean = async (): Promise<void> => {
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(({ id, nodes }) => [id, ...nodes.map((node) => node.html)])).toEqual([]);
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(overflow).toBe(0);
      };
      await playground.open();
      await expect(playground.value).toBeAttached();
      await expectClean();
      await playground.evaluate('# comment\nlet u = 1.5; in [ ./a/b "x" null ] ++ throw "no"');
      await expect(playground.error).toBeVisible();
      await expectClean();
      await playground.evaluateForever();
      await expect(page.locator(".result.dimmed")).toBeAttached();
      await expectClean();
      await playground.stopButton.click();
      await expect(page.locator(".interrupted")).toBeVisible();
      await expectClean();
    });
  });
}

test("is usable by keyboard alone", async ({ playground }) => {
  const { page } = playground;
  await playground.open();
  await playground.evaluate("[ 1 ]");
  await expect(playground.value).toHaveText("[ 1 ]");
  await page.keyboard.press("Escape");
  const reached: string[] = [];
  for (let i = 0; i < 30; i++) {
    await page.keyboard.press("Tab");
    reached.push(
      await page.evaluate(
        () => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent ?? "",
      ),
    );
  }
  for (const name of [
    "Share",
    "Evaluate",
    "Settings",
    "Commands",
    "Files",
    "Width of the editor",
    "Result",
  ]) {
    expect(
      reached.some((it) => it.trim().startsWith(name)),
      `${name} in ${reached.join(" | ")}`,
    ).toBe(true);
  }
});

test("a dialog may follow another at once", async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  await playground.command("Settings");
  await expect(page.getByRole("dialog", { name: "Settings" })).toBeVisible();
  await page.evaluate(() => {
    document.querySelector("dialog")!.dispatchEvent(new Event("cancel", { cancelable: true }));
    dispatchEvent(new KeyboardEvent("keydown", { key: "k", code: "KeyK", ctrlKey: true }));
  });
  await page.waitForTimeout(100);
  await expect(page.getByRole("combobox", { name: "Command" })).toBeFocused();
});

test("lists problems while writing, with what mends them", async ({ playground }) => {
  await playground.open();
  const { page } = playground;
  await playground.command("Show Problems");
  await playground.write("let unused = 1; used = 2; in [ used used ]");
  const list = page.getByRole("region", { name: "List of problems" });
  await expect(list.getByRole("listitem")).toHaveCount(1);
  await list.getByRole("button", { name: /^Remove/ }).click();
  await expect.poll(() => playground.text()).toBe("let used = 2; in [ used used ]");
  await expect(playground.editor).toBeFocused();
  await expect(list.getByRole("listitem")).toHaveCount(0);
});

test("tells a screen reader what came of an evaluation", async ({ playground }) => {
  await playground.open();
  await playground.evaluate("1 + 1");
  await expect(playground.spoken).toContainText(/^Evaluated in .*: 2$/);
  await playground.evaluate('throw "no"');
  await expect(playground.spoken).toHaveText("Error: no");
});

test("does not move things about while evaluating", async ({ playground }) => {
  const { page } = playground;
  await playground.open();
  await playground.evaluate("1");
  await expect(playground.value).toHaveText("1");
  const shift = await page.evaluate(async () => {
    let total = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) total += Reflect.get(entry, "value") as number;
    }).observe({ type: "layout-shift", buffered: true });
    await new Promise((resolve) => setTimeout(resolve, 100));
    return total;
  });
  expect(shift).toBeLessThan(0.01);
});

test.describe("on a phone", () => {
  test.use({ viewport: screens.phone });

  test("one pane at a time, switched by evaluating and by hand", async ({ playground }) => {
    const { page } = playground;
    await playground.open();
    await expect(playground.value).toBeHidden();
    await playground.write("missing");
    await playground.evaluateButton.click();
    await expect(playground.error).toBeVisible();
    await expect(playground.editor).toBeHidden();
    await page
      .getByRole("button", { name: /Go to line/ })
      .first()
      .click();
    await expect(playground.editor).toBeVisible();
    await page.getByRole("button", { name: "Result", exact: true }).click();
    await expect(playground.error).toBeVisible();
  });
});

test("a dialog that was opened from the palette gives the focus back, and lets the next one open at once", async ({
  playground,
}) => {
  const { page } = playground;
  await playground.open();
  await playground.editor.focus();
  for (const dialog of ["Settings", "Help", "Browse examples"]) {
    await playground.command(dialog);
    await expect(page.getByRole("dialog")).toBeVisible();
    await expect(page.getByRole("combobox", { name: "Command" })).toHaveCount(0);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expect(playground.editor).toBeFocused();
  }
});

test("a new workspace is empty, not wrong", async ({ playground }) => {
  const { page } = playground;
  await playground.open();
  await expect(playground.row("newest")).toBeVisible();
  await playground.command("New workspace");
  await expect(page.getByText("The value of the open file appears here")).toBeVisible();
  await expect(playground.error).toHaveCount(0);
  await expect(page.locator(".cm-lint-marker")).toHaveCount(0);
});
