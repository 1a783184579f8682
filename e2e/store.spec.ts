import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "./playground.ts";

test("derivations have the store paths of Nix", async ({ playground }) => {
  await playground.open();
  await playground.evaluate(
    '(derivation { name = "x"; system = builtins.currentSystem; builder = "/bin/sh"; }).drvPath',
  );
  // Shown short; in full on hover.
  const path = /\/nix\/store\/97qlv6h78lxlm9zc8849ahsbcklhsi2y-x\.drv/;
  await expect(playground.value).toHaveAttribute("title", path);
  await playground.evaluate('import (builtins.toFile "a.nix" "1 + 1")');
  await expect(playground.value).toHaveText("2");
});

test("fetches when asked, and says what to do when a host forbids it", async ({ playground }) => {
  const server = createServer((_, response) => response.end("secret"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const elsewhere = `http://127.0.0.1:${(server.address() as AddressInfo).port}/file`;
  await playground.open();
  const here = await playground.page.evaluate(() => `${location.origin}${location.pathname}index.html`);
  await playground.evaluate(`builtins.substring 0 15 (builtins.readFile (builtins.fetchurl "${here}"))`);
  await expect(playground.value).toContainText(/doctype html/i);
  await playground.evaluate(`builtins.fetchurl "${elsewhere}"`);
  await expect(playground.error).toContainText("does not allow other sites to read its files");
  server.close();
});

test("a link that is opened fetches nothing before it is evaluated", async ({ playground }) => {
  const { page } = playground;
  let asked = 0;
  const server = createServer((_, response) => {
    asked++;
    response.setHeader("access-control-allow-origin", "*");
    response.setHeader("cross-origin-resource-policy", "cross-origin");
    response.end("fetched");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/file`;
  await playground.open();
  await playground.write(`builtins.readFile (builtins.fetchurl "${url}")`);
  await page.getByRole("button", { name: /share/i }).click();
  await expect.poll(() => page.url()).toContain("#");
  await page.reload();
  await expect(playground.error).toContainText("press Evaluate");
  expect(asked).toBe(0);
  await playground.evaluateButton.click();
  await expect(playground.value).toHaveText('"fetched"');
  server.close();
});
