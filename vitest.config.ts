import { availableParallelism } from "node:os";
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
    // Two workers also on two cores: much of the time is spent waiting for the real Nix.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    globalSetup: ["scripts/vitest-setup.mjs"],
  },
});
