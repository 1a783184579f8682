// node scripts/icons.mjs: makes the PNG icons in public/ from favicon.svg; run it when that changes.
import { readFile, writeFile } from "node:fs/promises";
import { chromiumFlags, ensureChromium } from "./lib/chromium.mjs";
import { path } from "./lib/paths.mjs";

const icons = [
  { name: "icon-192.png", size: 192, part: 1, ground: "transparent" },
  { name: "icon-512.png", size: 512, part: 1, ground: "transparent" },
  // Systems cut it to their own shape: all that matters is in the middle.
  { name: "icon-maskable-512.png", size: 512, part: 0.8, ground: "#3355c8" },
];

const { chromium } = await import("playwright");
const browser = await chromium.launch({ executablePath: await ensureChromium(), args: chromiumFlags });
const image = `data:image/svg+xml;base64,${(await readFile(path("public/favicon.svg"))).toString("base64")}`;
for (const { name, size, part, ground } of icons) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(
    `<body style="margin:0;height:100vh;display:grid;place-items:center;background:${ground}">
     <img src="${image}" width="${size * part}" height="${size * part}">`,
  );
  await page.locator("img").evaluate((img) => img.decode());
  await writeFile(path(`public/${name}`), await page.screenshot({ omitBackground: true }));
  await page.close();
}
await browser.close();
