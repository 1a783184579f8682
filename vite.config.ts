import { defineConfig, type Plugin } from "vite";
import solid from "vite-plugin-solid";
import { chunks } from "./scripts/lib/chunks.mjs";
import { derive } from "./scripts/lib/derive.mjs";
import { isolationHeaders } from "./scripts/lib/serve.mjs";
import { serviceWorker } from "./scripts/lib/service-worker.mjs";

/** Keeps core/eval/direct/ up to date while the development server runs. */
function deriving(): Plugin {
  return {
    name: "derive-direct",
    async handleHotUpdate({ file }) {
      if (file.includes("/core/eval/dual/")) await derive();
    },
  };
}

/**
 * What the built page may load. Styles are written by the editor; Nix code that a person evaluates may fetch from
 * anywhere. Not while developing: hot replacement needs more.
 */
const policy = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "connect-src * data: blob:",
  "worker-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

function contentPolicy(): Plugin {
  return {
    name: "content-policy",
    apply: "build",
    transformIndexHtml: () => [
      {
        tag: "meta",
        attrs: { "http-equiv": "Content-Security-Policy", content: policy },
        injectTo: "head-prepend",
      },
    ],
  };
}

export default defineConfig({
  // Relative, so that the built page works from any host and any sub-path.
  base: "./",
  plugins: [solid(), deriving(), contentPolicy(), serviceWorker()],
  build: {
    outDir: "dist/web",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    rolldownOptions: { output: { codeSplitting: chunks() }, checks: { pluginTimings: false } },
  },
  worker: { format: "es" },
  server: { headers: isolationHeaders },
  optimizeDeps: { include: ["comlink", "hash-wasm"] },
});
