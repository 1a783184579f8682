import AxeBuilder from "@axe-core/playwright";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { FrameLocator, Page } from "@playwright/test";
import { encodeLink } from "../web/src/share/link.ts";
import { unsaidSettings } from "../web/src/share/types.ts";
import { expect, test } from "./playground.ts";

/** Somebody's documentation, on an origin of its own: all that the frame says is kept in `window.heard`. */
const hostPage = (frame: string): string => `<!doctype html>
<meta charset="utf-8" />
<title>Documentation</title>
<body style="margin: 0">
  <iframe id="frame" title="Nix example" src="${frame}" style="width: 100%; height: 420px; border: 0"></iframe>
  <script>
    window.heard = [];
    window.addEventListener("message", ({ source, origin, data }) => {
      if (source === document.getElementById("frame").contentWindow) window.heard.push({ origin, data });
    });
    window.send = (message) => document.getElementById("frame").contentWindow.postMessage(message, "${new URL(frame).origin}");
  </script>
</body>`;

interface Heard {
  origin: string;
  data: { type: string; id?: unknown; [name: string]: unknown };
}

class Host {
  constructor(
    readonly page: Page,
    private readonly server: Server,
  ) {}

  /** @param headers - what the documentation is sent with */
  static async open(page: Page, frame: string, headers: Record<string, string> = {}): Promise<Host> {
    const server = createServer((_, response) => {
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
      response.setHeader("content-type", "text/html; charset=utf-8");
      response.end(hostPage(frame));
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as AddressInfo;
    await page.goto(`http://127.0.0.1:${port}/`);
    const host = new Host(page, server);
    await host.answer("tvix:ready");
    return host;
  }

  get frame(): FrameLocator {
    return this.page.frameLocator("#frame");
  }

  async send(message: unknown): Promise<void> {
    await this.page.evaluate(
      (it) => (window as unknown as { send: (it: unknown) => void }).send(it),
      message,
    );
  }

  heard(): Promise<Heard[]> {
    return this.page.evaluate(() => (window as unknown as { heard: Heard[] }).heard);
  }

  /** The first message of a type, with an id if one is given. */
  async answer(type: string, id?: unknown): Promise<Heard["data"]> {
    const find = async (): Promise<Heard | undefined> =>
      (await this.heard()).find(({ data }) => data.type === type && (id === undefined || data.id === id));
    await expect.poll(find, { timeout: 15_000 }).toBeDefined();
    return (await find())!.data;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }
}

const linkOf = (files: Record<string, string>): Promise<string> =>
  encodeLink({
    workspace: { name: "Demo", files, open: Object.keys(files), active: "main.nix" },
    settings: { ...unsaidSettings, view: "nix", strict: true },
  });

test("a link in a frame shows editor and result, and leads to the whole page", async ({
  page,
  playground,
}) => {
  const link = await linkOf({ "main.nix": "import ./lib.nix 20", "lib.nix": "x: x + 1" });
  const host = await Host.open(page, `${playground.url}?embed&theme=dark&run=1${link}`);
  const { frame } = host;
  await expect(frame.locator(".cm-content")).toContainText("import ./lib.nix 20");
  await expect(frame.locator(".embed-result")).toContainText("21");
  await expect(frame.locator("html")).toHaveAttribute("data-theme", "dark");
  await frame.getByRole("tab", { name: "lib.nix" }).click();
  await expect(frame.locator(".cm-content")).toContainText("x: x + 1");

  const whole = frame.getByRole("link", { name: "Open in Tvix Playground" });
  await expect.poll(() => whole.getAttribute("href")).toContain("#n2.");
  expect(await whole.getAttribute("href")).not.toContain("embed");
  await host.close();
});

test("a page that is isolated itself may have the frame, but none of its parts", async ({
  page,
  playground,
}) => {
  const link = await linkOf({ "main.nix": "20 + 1" });
  const host = await Host.open(page, `${playground.url}?embed&run=1${link}`, {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
  });
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  await expect(host.frame.locator(".embed-result")).toContainText("21");
  const loads = page.evaluate(
    (url) =>
      fetch(url, { mode: "no-cors" }).then(
        () => "loaded",
        () => "refused",
      ),
    `${playground.url}favicon.svg`,
  );
  expect(await loads).toBe("refused");
  await host.close();
});

test("a link whose # was escaped opens, too", async ({ page, playground }) => {
  const link = await linkOf({ "main.nix": "20 + 1" });
  for (const query of ["?embed", "?run=1&embed&theme=dark"]) {
    await page.goto(`${playground.url}${query}${encodeURIComponent(link)}`);
    await expect(page.locator(".embed .cm-content")).toContainText("20 + 1");
    await expect(page.getByRole("alert")).toHaveCount(0);
    expect(await page.getByRole("link", { name: /^Open in/ }).getAttribute("href")).toContain("#n2.");
  }
  await expect(page.locator(".embed-result")).toContainText("21");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
});

test("the page around loads files and gets values", async ({ page, playground }) => {
  const host = await Host.open(page, `${playground.url}?embed`);
  await host.send({ type: "tvix:load", id: "a", text: '{ greeting = "grün 😀"; sum = 1 + 1; }' });
  await host.answer("tvix:loaded", "a");
  await host.send({ type: "tvix:run", id: 1 });
  expect(await host.answer("tvix:result", 1)).toMatchObject({
    ok: true,
    value: '{ greeting = "grün 😀"; sum = 2; }',
    json: '{"greeting":"grün 😀","sum":2}',
    stats: { calls: expect.any(Number) as unknown },
  });

  await host.send({
    type: "tvix:load",
    id: "b",
    files: { "main.nix": "import ./bad.nix", "bad.nix": '{\n  a = throw "no";\n}.a' },
  });
  await host.send({ type: "tvix:run", id: 2 });
  expect(await host.answer("tvix:result", 2)).toMatchObject({
    ok: false,
    error: { kind: "throw", message: expect.stringContaining("no") as unknown },
  });

  await host.send({ type: "tvix:load", id: "c", text: "x: x" });
  await host.send({ type: "tvix:run", id: 3 });
  expect(await host.answer("tvix:result", 3)).toMatchObject({ ok: true, value: "<LAMBDA>", json: null });

  // All of it came from the frame's own origin.
  const origin = new URL(playground.url).origin;
  expect((await host.heard()).every((heard) => heard.origin === origin)).toBe(true);
  await host.close();
});

test("wrong messages change nothing", async ({ page, playground }) => {
  const link = await linkOf({ "main.nix": '"untouched"' });
  const host = await Host.open(page, `${playground.url}?embed${link}`);
  await host.send({ type: "tvix:load", id: 1, files: { "../x": "" } });
  expect(await host.answer("tvix:error", 1)).toMatchObject({ error: { kind: "message" } });
  await host.send({ type: "tvix:load", id: 2, text: 7 });
  await host.answer("tvix:error", 2);
  await host.send({ type: "tvix:fly", id: 3 });
  await host.answer("tvix:error", 3);
  await host.send({ type: "tvix:run", id: 4, version: 2 });
  await host.answer("tvix:error", 4);
  for (const other of [null, "tvix:run", [], { type: "webpack" }, { id: 5 }]) await host.send(other);
  // A window that is not the one around it.
  await host.frame
    .locator("body")
    .evaluate(() => window.postMessage({ type: "tvix:load", id: 6, text: "1" }, "*"));
  await host.send({ type: "tvix:run", id: 7 });
  expect(await host.answer("tvix:result", 7)).toMatchObject({ ok: true, value: '"untouched"' });
  await expect(host.frame.locator(".cm-content")).toContainText("untouched");
  expect((await host.heard()).filter(({ data }) => data.id === 5 || data.id === 6)).toEqual([]);
  await host.close();
});

test("nothing is fetched before the reader asks for it", async ({ page, playground }) => {
  const asked: string[] = [];
  await page.route("https://fetch.example/**", (route) => {
    asked.push(route.request().url());
    return route.fulfill({ body: "content", headers: { "access-control-allow-origin": "*" } });
  });
  const text = 'builtins.readFile (builtins.fetchurl "https://fetch.example/x")';
  const host = await Host.open(page, `${playground.url}?embed&run=1${await linkOf({ "main.nix": text })}`);
  await expect(host.frame.locator(".embed-result")).toContainText("press Evaluate");
  await host.send({ type: "tvix:run", id: 1 });
  expect(await host.answer("tvix:result", 1)).toMatchObject({ ok: false });
  expect(asked).toEqual([]);
  await host.frame.getByRole("contentinfo").getByRole("button", { name: "Evaluate" }).click();
  await expect(host.frame.locator(".embed-result")).toContainText('"content"');
  expect(asked).toHaveLength(1);
  await host.close();
});

test("a damaged link says so, and the frame works", async ({ page, playground }) => {
  const host = await Host.open(page, `${playground.url}?embed#n2.abc.00000000`);
  await expect(host.frame.getByRole("alert")).toContainText("This link is damaged");
  await host.send({ type: "tvix:load", id: 1, text: "2" });
  await host.send({ type: "tvix:run", id: 2 });
  expect(await host.answer("tvix:result", 2)).toMatchObject({ ok: true, value: "2" });
  await host.close();
});

test("axe finds nothing", async ({ page, playground }) => {
  const link = await linkOf({ "main.nix": "{ a = import ./lib.nix; }", "lib.nix": "[ 1 2 ]" });
  for (const theme of ["light", "dark"]) {
    await page.goto(`${playground.url}?embed&run=1&theme=${theme}${link}`);
    await expect(page.locator(".embed-result")).toContainText("a = [ 1 2 ]");
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  }
});
