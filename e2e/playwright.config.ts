import { availableParallelism } from "node:os";
import { defineConfig } from "@playwright/test";
import { chromiumFlags, ensureChromium } from "../scripts/lib/chromium.mjs";

const executablePath = await ensureChromium();

/** Specs about how long something takes on the clock. */
const timed = /\/(evaluate|page|published|result|stop)\.spec\.ts$/;

export default defineConfig({
  testDir: ".",
  outputDir: "../test-results/e2e",
  // Timing promises are tested: a browser and its workers need two processors each. `npm test` runs the projects one
  // after another, and lets tests of the second run side by side on any machine.
  workers: availableParallelism() >= 4 ? 2 : 1,
  projects: [
    { name: "timed", testMatch: timed },
    { name: "others", testIgnore: timed },
  ],
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
