import { expect, test, type Hosting } from "./playground.ts";

const hostings = {
  "with shared memory": { isolated: true },
  "without shared memory": { isolated: false },
} satisfies Record<string, Hosting>;

for (const [name, hosting] of Object.entries(hostings)) {
  test.describe(name, () => {
    test.use({ hosting });
    const shared = hosting.isolated;

    test("an endless loop stops within 100 ms of Stop", async ({ playground }) => {
      await playground.open();
      await playground.evaluateForever();
      const { page } = playground;
      await page.waitForTimeout(500);
      await expect(page.locator(".status-line")).toContainText("Evaluating for");
      expect(await page.evaluate(() => crossOriginIsolated)).toBe(shared);
      let ended = 0;
      for (const worker of page.workers()) worker.on("close", () => ended++);
      expect(await playground.timeStop()).toBeLessThan(100);
      await expect(page.locator(".interrupted")).toContainText(/^Stopped after/);
      // Where nothing can be told to a busy worker, it is ended and another takes its place.
      if (!shared) await expect.poll(() => ended).toBe(1);
      await playground.evaluate("1 + 1");
      await expect(playground.value).toHaveText("2");
      await expect(page.locator(".interrupted")).toHaveCount(0);
    });
  });
}

test("long builtins stop too", async ({ playground }) => {
  await playground.open();
  await playground.evaluate(
    "let xs = builtins.genList (x: x * 7919 - x / 3) 1000000; in builtins.length (builtins.sort builtins.lessThan (xs ++ xs ++ xs ++ xs))",
  );
  await expect(playground.stopButton).toBeEnabled();
  await playground.page.waitForTimeout(600);
  expect(await playground.timeStop()).toBeLessThan(100);
});

test("the last result stays, dimmed, while a new one is computed", async ({ playground }) => {
  await playground.open();
  await playground.evaluate("40 + 2");
  await expect(playground.value).toHaveText("42");
  await playground.evaluateForever();
  await expect(playground.page.locator(".result.dimmed")).toContainText("42");
  await playground.stopButton.click();
});

test("a new evaluation takes the place of a running one", async ({ playground }) => {
  await playground.open();
  await playground.evaluateForever();
  await playground.evaluate('"next"');
  await expect(playground.value).toHaveText('"next"');
});

test("a worker that dies is replaced", async ({ playground }) => {
  await playground.open();
  await expect(playground.value).toBeVisible();
  await playground.page.workers()[0]!.evaluate(() => close());
  await expect.poll(() => playground.page.workers().length).toBe(1);
  await playground.evaluate("1 + 1");
  await expect(playground.value).toHaveText("2");
});
