/**
 * How the service worker comes to nar-bridge: by a script of its own, so that what answers each visit stays small. The
 * browser keeps the script with the service worker, from its installation on, also for when there is no network.
 */

/** What the script puts into the global scope as `narBridge`. */
export interface BridgeScript {
  /** Answers a request below `nar-bridge/`. Never rejects. */
  answer(event: FetchEvent): Promise<Response>;
}

/** The script's name, with what tells its versions apart. */
declare const BRIDGE: string;
declare const self: ServiceWorkerGlobalScope & { narBridge?: BridgeScript };

/** Runs the script, once in a service worker's life. While it installs, the script is fetched. @throws NetworkError */
export function loadBridge(): BridgeScript {
  if (self.narBridge === undefined) self.importScripts(BRIDGE);
  return self.narBridge!;
}

/** Answers, or says in words why nar-bridge can't be had. */
export async function answerFromBridge(event: FetchEvent): Promise<Response> {
  try {
    return await loadBridge().answer(event);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return new Response(`nar-bridge can't be loaded: ${reason}. Reload the page.\n`, {
      status: 503,
      headers: { "Content-Type": "text/plain; charset=utf-8", "X-Content-Type-Options": "nosniff" },
    });
  }
}
