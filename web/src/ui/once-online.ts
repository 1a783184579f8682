/** Parts of the page that it can't do without for long. */

/** Loads a part; where it can't be had, tries again whenever the network is back. Never rejects. */
export async function onceOnline<T>(load: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await load();
    } catch {
      // The page has told of it: see watchMissingParts.
      await new Promise((resolve) => window.addEventListener("online", resolve, { once: true }));
    }
  }
}
