/** nar-bridge in the tab: the service worker serves what the store holds as a binary cache, and takes uploads. */
import { gzipSync } from "node:zlib";
import { compress as zstd, init as initZstd } from "@bokuweb/zstd-wasm";
import type { Page } from "@playwright/test";
import { sha256Of, sourceOf, type Upload } from "./nars.ts";
import { expect, test, type Hosting, type Playground } from "./playground.ts";

const hostings: Record<string, Hosting> = {
  "a plain static host, under a sub-path": { isolated: false, base: "/some/where/" },
  "a host with isolation headers": { isolated: true },
};

test.use({ serviceWorkers: "allow" });
test.beforeAll(() => initZstd());

/** An answer, read whole in the page. */
interface Answer {
  status: number;
  headers: Record<string, string>;
  size: number;
  /** Of the body, in hex. */
  sha256: string;
  /** The body as text, its beginning. */
  text: string;
}

interface Ask {
  method?: string;
  headers?: Record<string, string>;
  /** Base64. */
  body?: string;
}

/** Asks nar-bridge from the page. */
function ask(page: Page, path: string, asked: Ask = {}): Promise<Answer> {
  return page.evaluate(
    async ([at, { method = "GET", headers = {}, body }]) => {
      const bytes = body === undefined ? null : Uint8Array.from(atob(body), (char) => char.charCodeAt(0));
      const response = await fetch(`./nar-bridge/${at}`, { method, headers, body: bytes });
      const content = new Uint8Array(await response.arrayBuffer());
      const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
      return {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        size: content.length,
        sha256: Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join(""),
        text: new TextDecoder().decode(content.subarray(0, 20_000)),
      };
    },
    [path, asked] as const,
  );
}

const put = (page: Page, path: string, body: Uint8Array | string): Promise<Answer> =>
  ask(page, path, { method: "PUT", body: Buffer.from(body).toString("base64") });

/** Opens the page and waits until its service worker answers it. */
async function open(playground: Playground, hosting: Hosting): Promise<void> {
  const { page } = playground;
  await playground.open();
  await expect
    .poll(() => page.evaluate(() => navigator.serviceWorker.controller?.state).catch(() => null))
    .toBe("activated");
  // On plain hosts it reloads the page once.
  if (hosting.isolated === false) {
    await expect.poll(() => page.evaluate(() => crossOriginIsolated).catch(() => false)).toBe(true);
  }
  await expect(playground.editor).toBeVisible();
  // The page hands uploads on from when it is at rest.
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
}

async function upload(page: Page, { nar, narHash, hash, narInfo }: Upload): Promise<void> {
  await store(page, `nar/${narHash}.nar`, nar);
  await store(page, `${hash}.narinfo`, narInfo);
}

/** Puts what must be taken. */
async function store(page: Page, path: string, body: Uint8Array | string): Promise<void> {
  const { status, text } = await put(page, path, body);
  expect([status, text]).toEqual([200, ""]);
}

/** A field of a narinfo. */
const field = (narInfo: string, name: string): string | undefined =>
  new RegExp(`^${name}: (.*)$`, "m").exec(narInfo)?.[1];

const noise = Buffer.from(new Uint8Array(600_000).map((_, i) => Math.imul(i, 2654435761) >>> 13));

for (const [name, hosting] of Object.entries(hostings)) {
  test.describe(`on ${name}`, () => {
    test.use({ hosting });

    test("uploads are stored, and come back with the right hashes, also after a reload", async ({
      playground,
    }) => {
      const { page } = playground;
      await open(playground, hosting);
      expect(await ask(page, "nix-cache-info")).toMatchObject({
        status: 200,
        text: expect.stringMatching(/^StoreDir: \/nix\/store\nWantMassQuery: 1\nPriority: \d+\n$/),
        headers: { "content-type": "text/x-nix-cache-info" },
      });
      expect(await ask(page, `${"0".repeat(32)}.narinfo`)).toMatchObject({ status: 404 });

      const plain = await sourceOf("plain", { "file.txt": "a text\n", big: noise });
      const packed = {
        gzip: { ...(await sourceOf("gzip", { a: "packed by gzip" })), pack: gzipSync, suffix: ".gz" },
        zstd: { ...(await sourceOf("zstd", { a: "packed by zstd", noise })), pack: zstd, suffix: ".zst" },
      };
      expect(await ask(page, `nar/${plain.narHash}.nar`, { method: "HEAD" })).toMatchObject({ status: 404 });
      await upload(page, plain);
      for (const { nar, hash, narInfo, pack, suffix } of Object.values(packed)) {
        const file = Buffer.from(pack(nar));
        const url = `nar/${sha256Of(file)}.nar${suffix}`;
        await store(page, url, file);
        const said = narInfo.replace(/^URL: .*$/m, `URL: ${url}`);
        await store(page, `${hash}.narinfo`, said);
      }

      for (const again of [false, true]) {
        if (again) {
          await page.reload();
          await expect(playground.editor).toBeVisible();
        }
        for (const { hash, path, nar } of [plain, packed.gzip, packed.zstd]) {
          const info = await ask(page, `${hash}.narinfo`);
          expect(info).toMatchObject({ status: 200, headers: { "content-type": "text/x-nix-narinfo" } });
          expect(field(info.text, "StorePath")).toBe(path);
          expect(field(info.text, "NarSize")).toBe(String(nar.length));
          const got = await ask(page, field(info.text, "URL")!);
          expect([got.status, got.size]).toEqual([200, nar.length]);
          expect(`sha256:${sha256Of(nar)}`).toBe(field(info.text, "NarHash"));
          expect(got.sha256).toBe(await hexOf(page, nar));
        }
      }
      expect(playground.faults.filter((fault) => !fault.includes("404"))).toEqual([]);
    });

    test("ranges, HEAD, listings and files", async ({ playground }) => {
      const { page } = playground;
      await open(playground, hosting);
      const source = await sourceOf("source", { bin: { tool: "#!/bin/sh\n" }, lib: noise });
      await upload(page, source);
      const url = field((await ask(page, `${source.hash}.narinfo`)).text, "URL")!;

      const size = source.nar.length;
      const part = await ask(page, url, { headers: { Range: "bytes=100-299" } });
      expect(part).toMatchObject({
        status: 206,
        size: 200,
        headers: { "content-range": `bytes 100-299/${size}` },
        sha256: await hexOf(page, source.nar.subarray(100, 300)),
      });
      const end = await ask(page, url, { headers: { Range: "bytes=-500" } });
      expect([end.status, end.sha256]).toEqual([206, await hexOf(page, source.nar.subarray(-500))]);
      expect(await ask(page, url, { headers: { Range: `bytes=${size}-` } })).toMatchObject({ status: 416 });
      expect(await ask(page, url, { method: "HEAD" })).toMatchObject({
        status: 200,
        size: 0,
        headers: { "content-length": String(size) },
      });
      expect(await ask(page, `${source.hash}.narinfo`, { method: "HEAD" })).toMatchObject({ status: 200 });

      const listing = JSON.parse((await ask(page, `${source.hash}.ls`)).text) as Record<string, unknown>;
      expect(listing).toMatchObject({
        version: 1,
        root: { type: "directory", entries: { bin: { entries: { tool: { size: 10 } } } } },
      });
      const base = source.path.slice("/nix/store/".length);
      expect(await ask(page, `castore/${base}/bin/tool`)).toMatchObject({ status: 200, text: "#!/bin/sh\n" });
      expect(await ask(page, `castore/${base}/nothing`)).toMatchObject({ status: 404 });
      expect(await ask(page, "castore/AAAA/x")).toMatchObject({ status: 404 });
      expect(await ask(page, "no/such/route")).toMatchObject({ status: 404 });
    });

    test("what is in the store never runs", async ({ playground, context }) => {
      const { page } = playground;
      await open(playground, hosting);
      const script = "parent.postMessage('ran', '*'); window.ran = true; localStorage.setItem('ran', '1');";
      const html = `<!doctype html><title>Evil</title><script>${script}</script><img src=x onerror="${script}"><p>shown</p>`;
      const source = await sourceOf("site", {
        "index.html": html,
        "run.js": script,
        "look.svg": svg(script),
      });
      await upload(page, source);
      const site = `castore/${source.path.slice("/nix/store/".length)}`;
      const base = `nar-bridge/${site}`;
      // Without a slash it leads on to the folder's page.
      expect(await ask(page, site)).toMatchObject({ status: 200, text: html });

      const ran = await page.evaluate(async (at) => {
        let heard = 0;
        window.addEventListener("message", ({ data }) => void (heard += data === "ran" ? 1 : 0));
        for (const file of ["index.html", "look.svg"]) {
          const frame = document.createElement("iframe");
          frame.src = `./${at}/${file}`;
          document.body.append(frame);
          await new Promise((resolve) => frame.addEventListener("load", resolve));
        }
        const scripts = await Promise.all(
          ["run.js", "index.html"].map(
            (file) =>
              new Promise<string>((resolve) => {
                const element = document.createElement("script");
                element.src = `./${at}/${file}`;
                element.onload = () => resolve("loaded");
                element.onerror = () => resolve("refused");
                document.head.append(element);
              }),
          ),
        );
        const worker = new Worker(`./${at}/run.js`);
        const working = await new Promise((resolve) => {
          worker.onmessage = () => resolve("ran");
          worker.onerror = () => resolve("refused");
        });
        await new Promise((resolve) => setTimeout(resolve, 300));
        return { heard, scripts, working, stored: localStorage.getItem("ran"), here: "ran" in window };
      }, base);
      expect(ran).toEqual({
        heard: 0,
        scripts: ["refused", "refused"],
        working: "refused",
        stored: null,
        here: false,
      });

      // In a tab of its own: shown, without scripts and without this origin.
      const tab = await context.newPage();
      const answer = await tab.goto(`${playground.url}${base}/index.html`);
      expect(answer?.status()).toBe(200);
      expect(answer?.headers()["content-security-policy"]).toContain("sandbox");
      await expect(tab.getByText("shown")).toBeVisible();
      expect(await tab.evaluate(() => ["ran" in window, self.origin])).toEqual([false, "null"]);
      await tab.close();
      expect(await page.evaluate(() => localStorage.getItem("ran"))).toBeNull();
    });

    test("what can't be stored is refused in words", async ({ playground, context }) => {
      const { page } = playground;
      await open(playground, hosting);
      const { nar, narHash, hash, narInfo } = await sourceOf("source", { a: "b" });
      expect(await put(page, `${hash}.narinfo`, narInfo)).toMatchObject({ status: 400 });
      expect(await put(page, `nar/${"0".repeat(52)}.nar`, nar)).toMatchObject({ status: 400 });
      const wrong = Buffer.from("no NAR at all");
      expect(await put(page, `nar/${sha256Of(wrong)}.nar`, wrong)).toMatchObject({ status: 400 });
      await store(page, `nar/${narHash}.nar`, nar);

      // A frame for other sites has no store: nobody is there who could write.
      const embedded = await context.newPage();
      await embedded.goto(`${playground.url}?embed`);
      await page.close();
      const refused = await put(embedded, `nar/${narHash}.nar`, nar);
      expect(refused.status).toBe(503);
      expect(refused.text).toMatch(/no page of the playground/);
      // Reading goes on.
      expect(await ask(embedded, `nar/${narHash}.nar`)).toMatchObject({ status: 200, size: nar.length });
    });
  });
}

const svg = (script: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"><script>${script}</script></svg>`;

/** SHA-256 in hex, as {@link ask} tells it. */
async function hexOf(page: Page, bytes: Uint8Array): Promise<string> {
  return page.evaluate(async (text) => {
    const content = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
    return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }, Buffer.from(bytes).toString("base64"));
}
