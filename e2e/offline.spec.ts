/** Without a network after the first visit, wherever the page is hosted; and while it is not kept yet. */
import type { BrowserContext, Page } from "@playwright/test";
import { path } from "../scripts/lib/paths.mjs";
import { serve } from "../scripts/lib/serve.mjs";
import { encodeLink } from "../web/src/share/link.ts";
import { unsaidSettings } from "../web/src/share/types.ts";
import { narOf } from "./nars.ts";
import { expect, Playground, test, type Hosting } from "./playground.ts";

const hostings: Record<string, Hosting> = {
  "a plain static host, under a sub-path": { isolated: false, base: "/some/where/" },
  "a host with isolation headers": { isolated: true },
};

/** A first visit to a host that can go away. */
class Visit {
  private constructor(
    readonly playground: Playground,
    private readonly server: { close: () => Promise<void> },
    private readonly context: BrowserContext,
  ) {}

  static async open(page: Page, hosting: Hosting): Promise<Visit> {
    const server = await serve(process.env["TVIX_WEB"] ?? path("dist/web"), hosting);
    return new Visit(new Playground(page, server.url), server, page.context());
  }

  /** Resolves when the service worker has kept the page. */
  async kept(): Promise<void> {
    const { page } = this.playground;
    await expect
      .poll(() => page.evaluate(() => navigator.serviceWorker.controller?.state).catch(() => null))
      .toBe("activated");
    // On plain hosts it reloads the page once.
    await expect.poll(() => page.evaluate(() => crossOriginIsolated).catch(() => false)).toBe(true);
    await expect(this.playground.editor).toBeVisible();
  }

  /** No network, and nobody there who could answer. */
  async goOffline(): Promise<void> {
    await this.server.close();
    await this.context.setOffline(true);
    // What the server was about to answer is cut off: no fault of the page's.
    const cut = "net::ERR_CONNECTION_RESET";
    const { faults } = this.playground;
    faults.splice(0, faults.length, ...faults.filter((fault) => !fault.includes(cut)));
  }
}

test.describe("after the first visit", () => {
  test.use({ serviceWorkers: "allow" });

  for (const [name, hosting] of Object.entries(hostings)) {
    test(`all of it works offline, of ${name}`, async ({ page }) => {
      const visit = await Visit.open(page, hosting);
      const { playground } = visit;
      await playground.open();
      await visit.kept();
      await visit.goOffline();
      await page.reload();
      await expect(playground.editor).toBeVisible();
      await expect(page.locator(".status-line")).toContainText("Offline");
      await playground.evaluate("20 + 3");
      await expect(playground.value).toHaveText("23");

      // A NAR is imported and read.
      await playground.command("Show mounts");
      const mounts = page.getByRole("region", { name: "Mounts", exact: true });
      const chooser = page.waitForEvent("filechooser");
      await mounts.getByRole("button", { name: "Import archive", exact: true }).click();
      const buffer = await narOf({ "default.nix": '{ greeting = "from a NAR"; }\n', data: "x".repeat(5000) });
      await (await chooser).setFiles([{ name: "mini.nar", mimeType: "application/x-nix-nar", buffer }]);
      await expect(mounts).toContainText("Mounted as <mini>.");
      await playground.evaluate("(import <mini>).greeting");
      await expect(playground.value).toHaveText('"from a NAR"');

      // A link that somebody sent.
      const workspace = {
        name: "Shared",
        files: { "main.nix": "(import <mini>).greeting + toString 7" },
        open: ["main.nix"],
        active: "main.nix",
      };
      await page.goto("about:blank");
      await playground.open(await encodeLink({ workspace, settings: unsaidSettings }));
      await expect(playground.editor).toContainText("toString 7");
      await playground.evaluateButton.click();
      await expect(playground.value).toHaveText('"from a NAR7"');

      await page.reload();
      await expect(playground.editor).toContainText("toString 7");
      await playground.command("Settings");
      await expect(page.getByRole("dialog", { name: "Settings" })).toBeVisible();
      expect(playground.faults).toEqual([]);
    });

    test(`a NAR is explored offline, of ${name}`, async ({ page }) => {
      const visit = await Visit.open(page, hosting);
      const { playground } = visit;
      await playground.open();
      await visit.kept();
      await visit.goOffline();
      await page.reload();
      await expect(playground.editor).toBeVisible();

      await page.getByRole("tab", { name: "Explorer" }).click();
      const pane = page.getByRole("region", { name: "Explorer", exact: true });
      const chooser = page.waitForEvent("filechooser");
      await pane.getByRole("button", { name: "Open file…" }).click();
      const buffer = await narOf({ doc: { "read.me": "read without a network\n" }, data: "x".repeat(5000) });
      await (await chooser).setFiles([{ name: "some.nar", mimeType: "application/x-nix-nar", buffer }]);
      const tree = pane.getByRole("tree", { name: /^Files of/ });
      await tree.getByRole("treeitem", { name: /^doc, directory/ }).click();
      await page.keyboard.press("ArrowRight");
      await tree.getByRole("treeitem", { name: /^read\.me, / }).click();
      const viewer = pane.locator(".file-viewer");
      await expect(viewer).toContainText("read without a network");

      // The link to what is shown, followed from elsewhere and reloaded.
      await expect.poll(() => page.url()).toContain("#x1/files/");
      const link = page.url();
      await page.goto("about:blank");
      await page.goto(link);
      await expect(viewer).toContainText("read without a network");
      await page.reload();
      await expect(viewer).toContainText("read without a network");
      await expect(page.locator(".status-line")).toContainText("Offline");

      // nar-bridge has it, too: the link names the node.
      const node = /\/node\/([^/]+)\//.exec(link)?.[1] ?? "";
      const served = await page.evaluate(async (url) => {
        const response = await fetch(`./nar-bridge/${url}`);
        return { status: response.status, bytes: Array.from(new Uint8Array(await response.arrayBuffer())) };
      }, `nar/tvix-castore/${node}?narsize=${buffer.length}`);
      expect(served.status).toBe(200);
      expect(buffer.equals(Buffer.from(served.bytes))).toBe(true);
      expect(playground.faults).toEqual([]);
    });
  }
});

test.describe("installed", () => {
  test.use({ serviceWorkers: "allow", hosting: { isolated: false, base: "/some/where/" } });

  test("the page can be installed from any folder of a host, each for itself", async ({
    playground,
    context,
  }) => {
    const { page } = playground;
    await playground.open();
    await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
    const session = await context.newCDPSession(page);
    const { manifest, errors } = await session.send("Page.getAppManifest");
    expect(errors).toEqual([]);
    expect(manifest).toMatchObject({
      startUrl: playground.url,
      scope: playground.url,
      display: "kStandalone",
    });
    // Two on one host are two applications.
    expect(await session.send("Page.getAppId")).toMatchObject({ appId: playground.url });
    const { installabilityErrors } = await session.send("Page.getInstallabilityErrors");
    // Windows of tests are private ones, where nothing is installed.
    expect(installabilityErrors.filter(({ errorId }) => errorId !== "in-incognito")).toEqual([]);
  });
});

test("a file that the system opens with the installed page is looked into", async ({ playground }) => {
  const { page } = playground;
  const nar = await narOf({ "read.me": "opened from outside\n" });
  await page.addInitScript((text) => {
    const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
    const getFile = (): Promise<File> => Promise.resolve(new File([bytes], "outside.nar"));
    const gone = (): Promise<File> => Promise.reject(new Error("it was moved"));
    const files = [
      { name: "gone.nar", getFile: gone },
      { name: "outside.nar", getFile },
    ];
    const setConsumer = (take: (launch: unknown) => void): void => take({ files });
    Object.defineProperty(window, "launchQueue", { value: { setConsumer } });
  }, nar.toString("base64"));
  await playground.open();
  const pane = page.getByRole("region", { name: "Explorer", exact: true });
  await expect(pane.getByRole("tree", { name: /^Files of/ })).toContainText("read.me");
  await expect(page.getByRole("alert")).toContainText("gone.nar can't be opened: it was moved");
});

test.describe("before the page is kept", () => {
  test("a part that can't be loaded is told of, and comes when the network is back", async ({
    playground,
    context,
  }) => {
    const { page } = playground;
    // What the editor gets late fails to load: the network went away in between.
    await context.route(/\/assets\/late-/, (route) => route.abort());
    await playground.open();
    await expect(page.getByRole("alert")).toContainText("A part of this page could not be loaded");
    await playground.evaluate("1 + 1");
    await expect(playground.value).toHaveText("2");
    await expect(page.locator(".cm-foldGutter")).toHaveCount(0);
    await context.unroute(/\/assets\/late-/);
    await context.setOffline(true);
    await context.setOffline(false);
    await expect(page.locator(".cm-foldGutter")).toBeAttached();
  });

  test("a dialog that can't be loaded leaves the page as it is", async ({ playground, context }) => {
    const { page } = playground;
    await playground.open();
    await expect(page.locator(".cm-foldGutter")).toBeAttached();
    await playground.command("Show Result");
    await context.setOffline(true);
    await playground.command("Settings");
    await expect(page.getByRole("alert")).toContainText("there is no network");
    await playground.evaluate("40 + 2");
    await expect(playground.value).toHaveText("42");
  });
});
