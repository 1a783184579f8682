/** The page's side of the service worker: working offline, shared memory on any host, and new versions. */

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
