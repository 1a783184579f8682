/** How others learn that a worker is dead: one that runs out of memory says nothing, but its lock becomes free. */

/** Takes a lock that is never given back. Resolves to its name when it is held; null where there are no locks. */
export function holdLifeLock(name: string): Promise<string | null> {
  const { locks } = navigator;
  if (locks === undefined) return Promise.resolve(null);
  return new Promise((resolve) => {
    locks
      .request(name, () => {
        resolve(name);
        return new Promise<never>(() => undefined);
      })
      .catch(() => resolve(null));
  });
}
