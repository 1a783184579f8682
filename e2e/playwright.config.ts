import { availableParallelism } from "node:os";
import { defineConfig } from "@playwright/test";
import { chromiumFlags, ensureChromium } from "../scripts/lib/chromium.mjs";

const executablePath = await ensureChromium();

export default defineConfig({
  testDir: ".",
  outputDir: "../test-results/e2e",
  // Timing promises are tested: a browser and its workers need two processors each.
  workers: availableParallelism() >= 4 ? 2 : 1,
  timeout: 60_000,
  retries: process.env["CI"] ? 1 : 0,
  forbidOnly: process.env["CI"] !== undefined,
  reporter: "list",
  use: {
    // It reloads the page once; shell.spec.ts is about that.
    serviceWorkers: "block",
    viewport: { width: 1280, height: 800 },
    launchOptions: {
      ...(executablePath !== undefined && { executablePath }),
      args: chromiumFlags,
    },
  },
});
