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
// Twice as fine as CSS pixels, for fine screens.
const page = await browser.newPage({
  viewport: { width: 1280, height: 800 },
  deviceScaleFactor: 2,
  colorScheme: "light",
});
await page.goto(server.url);
const row = (name) => page.getByRole("treeitem", { name: new RegExp(`^${name},`) });
await row("labels").waitFor();
await page.getByRole("button", { name: "Close next steps" }).click();
for (const name of ["needZlib", "labels", "hello"]) await row(name).click();
await row("labels").locator(".twisty.open").waitFor();
await row("drvPath").waitFor();
// The mouse is over nothing.
await page.mouse.move(0, 0);
await page.evaluate(() => document.fonts.ready);
await page.screenshot({ path: path("docs/page.png") });
await browser.close();
await server.close();
