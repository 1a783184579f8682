/** The page's side of the service worker: working offline, shared memory on any host, new versions, nar-bridge. */
import type { WriterReply, WriterWanted } from "../../workers/index.ts";

export interface ShellOptions {
  /** Whether nothing was typed or chosen yet, so that a reload takes nothing away. */
  untouched: () => boolean;
  /** A new version waits; `reload` takes it over. */
  onUpdate: (reload: () => void) => void;
}

/** Set before the one reload: there is never a second. */
const reloadedKey = "tvix-playground.isolated-once";

/** Registers the service worker of a built page. Where that is impossible, the page works without. */
export async function startShell({ untouched, onUpdate }: ShellOptions): Promise<void> {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  const { serviceWorker } = navigator;
  const first = serviceWorker.controller === null;
  let agreed = false;
  serviceWorker.addEventListener("controllerchange", () => {
    if (agreed) location.reload();
    else if (first && !crossOriginIsolated && untouched() && markReloaded()) location.reload();
  });
  try {
    const registration = await serviceWorker.register("./sw.js", { updateViaCache: "none" });
    const offer = (): void => {
      const { waiting } = registration;
      // Without a controller this is the first visit, where nothing is old.
      if (waiting === null || serviceWorker.controller === null) return;
      onUpdate(() => {
        agreed = true;
        waiting.postMessage("take-over");
      });
    };
    offer();
    registration.addEventListener("updatefound", () => {
      registration.installing?.addEventListener("statechange", offer);
    });
    watchForUpdates(registration);
  } catch {
    // Private windows and insecure hosts refuse: the page works without.
  }
}

/**
 * Lets the service worker's nar-bridge write.
 * @param write - gives the store worker the end of a channel; may reject
 */
export function handOnWrites(write: (port: MessagePort) => Promise<void>): void {
  if (!("serviceWorker" in navigator)) return;
  const handOn = async (event: MessageEvent<WriterWanted>): Promise<void> => {
    const [port] = event.ports;
    if (event.data.type !== "nar-bridge.writer" || port === undefined) return;
    const say = (reply: WriterReply): void => port.postMessage(reply);
    say({ type: "coming" });
    try {
      await write(port);
    } catch (error) {
      say({ type: "failed", failure: { kind: "other", message: String(error) } });
    }
  };
  navigator.serviceWorker.addEventListener(
    "message",
    (event: MessageEvent<WriterWanted>) => void handOn(event),
  );
}

/** What a person is told when a part of the page can't be had. */
export interface Missing {
  message: string;
  /** Whether a reload brings it; without a network it would take away what is there. */
  reload: boolean;
}

/**
 * Tells of parts of the page that are loaded when they are needed and can't be had, and when they can again.
 * @returns ends it
 */
export function watchMissingParts(onMissing: (missing: Missing) => void): () => void {
  let offline = false;
  const tell = (): void => {
    offline = !navigator.onLine;
    const why = offline
      ? "there is no network, and this browser has not kept the page yet. What is here goes on working."
      : "the network failed, or a newer version has taken its place. Reload to have all of it.";
    onMissing({ message: `A part of this page could not be loaded: ${why}`, reload: !offline });
  };
  const back = (): void => {
    if (offline)
      onMissing({ message: "The network is back: reload to have all of this page.", reload: true });
    offline = false;
  };
  window.addEventListener("vite:preloadError", tell);
  window.addEventListener("online", back);
  return () => {
    window.removeEventListener("vite:preloadError", tell);
    window.removeEventListener("online", back);
  };
}

/** Looks for a new version when the person comes back after an hour or more. */
function watchForUpdates(registration: ServiceWorkerRegistration): void {
  let looked = Date.now();
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible" || Date.now() - looked < 3_600_000) return;
    looked = Date.now();
    void registration.update().catch(() => undefined);
  });
}

/** Notes the reload; false when it was noted before or can't be. */
function markReloaded(): boolean {
  try {
    if (localStorage.getItem(reloadedKey) !== null) return false;
    localStorage.setItem(reloadedKey, "1");
    return localStorage.getItem(reloadedKey) === "1";
  } catch {
    return false;
  }
}
