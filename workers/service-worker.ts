/**
 * The service worker: keeps the page's own files and answers with them, so that it works offline and, wherever it is
 * hosted, with shared memory; and answers what is asked of the store. A thin shell around shell-cache.ts and bridge/;
 * built as `sw.js` by scripts/lib/service-worker.mjs.
 */
import { isBridgeRequest } from "./bridge/access.ts";
import { answerFromBridge, loadBridge } from "./bridge/load.ts";
import {
  answerFromShell,
  forgetOlder,
  keepShell,
  pathInShell,
  type Shell,
  type ShellHost,
} from "./shell-cache.ts";
import { handleStoreRequest } from "./store/service.ts";

/** Put in by the build. */
declare const SHELL: Shell;
declare const self: ServiceWorkerGlobalScope;

const host: ShellHost = {
  caches: self.caches,
  fetch: (request) => fetch(request),
  base: new URL("./", self.location.href).href,
};

self.addEventListener("install", (event) => event.waitUntil(install()));

/** All of it, or none: what rejects here is not installed. */
async function install(): Promise<void> {
  // Scripts can only be fetched now; later the browser has them.
  loadBridge();
  await keepShell(SHELL, host);
}

self.addEventListener("activate", (event) => {
  event.waitUntil(forgetOlder(SHELL, host).then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const answer = handleStoreRequest(event.request, host.base);
  if (answer !== null) return event.respondWith(answer);
  if (isBridgeRequest(event.request.url, host.base)) return event.respondWith(answerFromBridge(event));
  const path = pathInShell(SHELL, host, event.request);
  if (path !== null) event.respondWith(answerFromShell(SHELL, host, path));
});

// A new version waits until the person agrees.
self.addEventListener("message", (event) => {
  if (event.data === "take-over") void self.skipWaiting();
});
