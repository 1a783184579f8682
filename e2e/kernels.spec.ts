/** The hashing kernels run wherever the app's code runs, and come with it: no request of their own. */
import { expect, test } from "@playwright/test";
import { build } from "esbuild";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../scripts/lib/paths.mjs";
import { serve } from "../scripts/lib/serve.mjs";

/** Hashes official inputs in one go and in pieces, and cuts zeros, without waiting for anything. */
const program = `
  import { blake3, Blake3 } from "./core/castore/kernels/index.ts";
  import { StreamChunker } from "./core/castore/chunking/index.ts";
  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const input = (length) => Uint8Array.from({ length }, (_, i) => i % 251);
  globalThis.results = () => [
    hex(blake3(input(3))),
    hex(blake3(input(102400))),
    hex(new Blake3().update(input(50000)).update(input(102400).subarray(50000)).digest()),
    new StreamChunker().push(new Uint8Array(1200000)).join(" "),
  ];
`;
const wanted = [
  "e1be4d7a8ab5560aa4199eea339849ba8e293d55ca0a81006726d184519e647f",
  "bc3e3d41a1146b069abffad3c0d44860cf664390afce4d9661f7902e7943e085",
  "bc3e3d41a1146b069abffad3c0d44860cf664390afce4d9661f7902e7943e085",
  "524288 524288",
];

// The page itself does without, see playwright.config.ts.
test.use({ serviceWorkers: "allow" });

let folder: string;
let server: { url: string; close: () => Promise<void> };
const requested: string[] = [];

test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tvix-kernels-"));
  const bundle = async (name: string, rest: string): Promise<void> => {
    await build({
      absWorkingDir: root,
      stdin: { contents: program + rest, resolveDir: root },
      outfile: join(folder, name),
      bundle: true,
      format: "iife",
      logLevel: "warning",
    });
  };
  await bundle("page.js", "");
  await bundle("worker.js", "postMessage(results());");
  await bundle(
    "service.js",
    'addEventListener("message", (event) => event.ports[0].postMessage(results()));',
  );
  writeFileSync(join(folder, "index.html"), '<!doctype html><script src="page.js"></script>');
  server = await serve(folder, { onAnswer: (path: string) => void requested.push(path) });
});

test.afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

test("in a page, a worker and a service worker", async ({ page }) => {
  await page.goto(server.url);
  expect(await page.evaluate("results()")).toEqual(wanted);
  const inWorker = await page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const worker = new Worker("worker.js");
        worker.addEventListener("message", ({ data }) => resolve(data));
        worker.addEventListener("error", (event) => reject(new Error(event.message)));
      }),
  );
  expect(inWorker).toEqual(wanted);
  const inServiceWorker = await page.evaluate(async () => {
    const { installing } = await navigator.serviceWorker.register("service.js");
    const { port1, port2 } = new MessageChannel();
    const answer = new Promise((resolve) => port1.addEventListener("message", ({ data }) => resolve(data)));
    port1.start();
    installing!.postMessage(null, [port2]);
    return answer;
  });
  expect(inServiceWorker).toEqual(wanted);
  expect(requested.filter((path) => !/^$|\.(html|js|ico)$/.test(path))).toEqual([]);
});
