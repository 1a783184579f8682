import { expect, test } from "./playground.ts";

test("a link carries the text and how to show it", async ({ playground, context }) => {
  await playground.open();
  await playground.evaluate('{ grün = "😀"; }'.replace("grün", '"grün"'));
  await playground.page.getByText("JSON", { exact: true }).click();
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await playground.page.getByRole("button", { name: "Share" }).click();
  await expect(playground.page.getByText("Link copied").first()).toBeVisible();
  const link = playground.page.url();
  expect(link).toMatch(/#n1\.[0-9a-f]{8}\.[A-Za-z0-9_-]+$/);
  expect(await playground.page.evaluate(() => navigator.clipboard.readText())).toBe(link);

  const other = await context.newPage();
  await other.goto(link);
  await expect(other.locator(".value code")).toHaveText('{"grün":"😀"}');
  await expect(other.locator(".cm-content")).toContainText('"grün" = "😀"');

  // Editing makes the address say nothing wrong.
  await playground.write("1");
  await expect.poll(() => playground.page.url()).not.toContain("#");
});

test("a link pasted into the open page is opened", async ({ playground }) => {
  await playground.open();
  await playground.evaluate('"from the link"');
  await playground.page.getByRole("button", { name: "Share" }).click();
  await expect.poll(() => playground.page.url()).toContain("#n1.");
  const fragment = new URL(playground.page.url()).hash;
  await playground.evaluate("2");
  await expect(playground.value).toHaveText("2");
  await playground.page.evaluate((hash) => void (location.hash = hash), fragment);
  await expect(playground.value).toHaveText('"from the link"');
});

test("a damaged link says so and leaves a working page", async ({ playground }) => {
  await playground.open("#n1.00000000.q1bKSFWyUgIA");
  await expect(playground.page.getByRole("alert")).toContainText("This link is damaged");
  await playground.page.getByRole("button", { name: "Close" }).click();
  await expect(playground.page.getByRole("alert")).toHaveCount(0);
  await playground.evaluate("1 + 1");
  await expect(playground.value).toHaveText("2");
  expect(playground.faults).toEqual([]);
});

test("a reload brings the text back", async ({ playground }) => {
  await playground.open();
  await playground.write('"my work"');
  await playground.page.waitForTimeout(500);
  await playground.page.reload();
  await expect(playground.editor).toContainText('"my work"');
});
