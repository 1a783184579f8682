// npm run picture: takes docs/page.png, the picture in the README, of the built page.
import { chromiumFlags, ensureChromium } from "./lib/chromium.mjs";
import { install } from "./lib/install.mjs";
import { path } from "./lib/paths.mjs";
import { must, run } from "./lib/run.mjs";
import { serve } from "./lib/serve.mjs";

await install();
await must(run(process.execPath, [path("scripts/run.mjs"), "build:page"]));
const { chromium } = await import("playwright");
const server = await serve(path("dist/web"));
const browser = await chromium.launch({ executablePath: await ensureChromium(), args: chromiumFlags });
const page = await browser.newPage({ viewport: { width: 1280, height: 720 }, colorScheme: "light" });
await page.goto(server.url);
await page.getByRole("treeitem", { name: /^labels/ }).waitFor();
await page.evaluate(() => document.fonts.ready);
await page.screenshot({ path: path("docs/page.png") });
await browser.close();
await server.close();
