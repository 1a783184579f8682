import { defineConfig, type Plugin } from "vite";
import solid from "vite-plugin-solid";
import { derive } from "./scripts/lib/derive.mjs";
import { isolationHeaders } from "./scripts/lib/serve.mjs";

/** Keeps core/eval/direct/ up to date while the development server runs. */
function deriving(): Plugin {
  return {
    name: "derive-direct",
    async handleHotUpdate({ file }) {
      if (file.includes("/core/eval/dual/")) await derive();
    },
  };
}

export default defineConfig({
  // Relative, so that the built page works from any host and any sub-path.
  base: "./",
  plugins: [solid(), deriving()],
  build: { outDir: "dist/web", emptyOutDir: true, target: "es2022", modulePreload: { polyfill: false } },
  worker: { format: "es" },
  server: { headers: isolationHeaders },
  optimizeDeps: { include: ["comlink", "hash-wasm"] },
});
