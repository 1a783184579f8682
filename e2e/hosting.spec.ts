import { expect, test } from "./playground.ts";

test.describe("on a plain static host, under a sub-path", () => {
  test.use({ hosting: { isolated: false, base: "/some/where/" } });

  test("everything works", async ({ playground }) => {
    await playground.open();
    await expect(playground.row("needZlib")).toBeVisible();
    expect(await playground.page.evaluate(() => crossOriginIsolated)).toBe(false);
    await playground.evaluate("[ missing ]");
    await expect(playground.marked).toHaveText("missing");
    await playground.page.getByRole("button", { name: "Share" }).click();
    await expect.poll(() => playground.page.url()).toContain("/some/where/#n2.");
    await playground.page.reload();
    await expect(playground.error).toContainText("missing");
    expect(playground.faults).toEqual([]);
  });
});

test.describe("with isolation headers, under a sub-path", () => {
  test.use({ hosting: { isolated: true, base: "/sub/" } });

  test("memory is shared with the worker", async ({ playground }) => {
    await playground.open();
    await expect(playground.row("needZlib")).toBeVisible();
    expect(await playground.page.evaluate(() => crossOriginIsolated)).toBe(true);
    expect(playground.faults).toEqual([]);
  });
});

test("evaluation never runs on the page's thread", async ({ playground }) => {
  await playground.open();
  await playground.evaluateForever();
  const slowest = await playground.page.evaluate(async () => {
    let worst = 0;
    for (let last = performance.now(), i = 0; i < 60; i++) {
      await new Promise(requestAnimationFrame);
      worst = Math.max(worst, performance.now() - last);
      last = performance.now();
    }
    return worst;
  });
  expect(slowest).toBeLessThan(250);
  await playground.stopButton.click();
});
