/** nar-bridge in the service worker: a script of its own, which is only run when somebody asks. See load.ts. */
import { guarded, refusal, words } from "./access.ts";
import { findWriter, type Page } from "./find-writer.ts";
import { holdLifeLock } from "../life-lock.ts";
import type { BridgeScript } from "./load.ts";
import { PortWriter } from "./port-writer.ts";
import { TabBridge } from "./tab-bridge.ts";
import { changesName, storeName } from "../store/store-name.ts";

declare const self: ServiceWorkerGlobalScope & { narBridge: BridgeScript };

const base = new URL("./", self.location.href).href;

/** Bytes of one NAR; what a browser stores at most in all is for the browser to say. */
const narSize = 2 ** 32;

/** The page that asks, then those in front, then the others. */
async function pages(asking: string): Promise<Page[]> {
  const clients = await self.clients.matchAll({ type: "window" });
  const rank = (client: WindowClient): number =>
    client.id === asking ? 0 : client.focused ? 1 : client.visibilityState === "visible" ? 2 : 3;
  return [...clients].filter(({ url }) => url.startsWith(base)).sort((a, b) => rank(a) - rank(b));
}

/** Who asked last: their page most likely has a store worker already. */
let asking = "";

const bridge = new TabBridge({
  factory: indexedDB as never,
  writer: new PortWriter({
    find: (call) => findWriter({ pages: () => pages(asking), locks: navigator.locks ?? null }, call),
    onStored: () => bridge.noteChange(),
    life: holdLifeLock(`${storeName}.bridge.${crypto.randomUUID()}`),
  }),
  quota: { narSize, storeSize: Infinity },
  basePath: new URL("nar-bridge", base).pathname,
  clock: () => Date.now(),
  stopwatch: () => performance.now(),
});

new BroadcastChannel(changesName(storeName)).onmessage = () => bridge.noteChange();

async function answer({ request, clientId }: FetchEvent): Promise<Response> {
  const client = clientId === "" ? null : ((await self.clients.get(clientId)) ?? null);
  const { method, destination, mode } = request;
  const refused = refusal({ method, destination, mode, client: client?.url ?? null }, base);
  if (refused !== null) return words(403, refused);
  if (client?.type === "window") asking = clientId;
  try {
    return await bridge.answer(request);
  } catch (error) {
    return words(503, `the store can't be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

self.narBridge = { answer: async (event) => guarded(await answer(event), event.request.url) };
