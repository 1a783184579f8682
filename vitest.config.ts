import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    environment: "node",
    include: [
      "core/**/*.test.ts",
      "cli/**/*.test.ts",
      "workers/**/*.test.ts",
      "web/src/**/*.test.ts",
      "scripts/**/*.test.ts",
      "bench/**/*.test.ts",
      "checks/**/*.test.ts",
      "examples/**/*.test.ts",
    ],
    testTimeout: 60_000,
    globalSetup: ["scripts/vitest-setup.mjs"],
  },
});
