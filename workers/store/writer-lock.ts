/** Locks: one writer at a time among all tabs, and who lives. */

/** The part of the browser's lock manager that is used. */
export interface Locks {
  request<T>(name: string, options: { signal?: AbortSignal }, run: () => Promise<T>): Promise<T>;
  query(): Promise<{ held?: { name?: string }[] }>;
}

/** Locks within this program only, where the browser has none: it then isolates no tabs from each other. */
export class LocalLocks implements Locks {
  private readonly last = new Map<string, Promise<unknown>>();
  private readonly held = new Set<string>();

  async request<T>(name: string, { signal }: { signal?: AbortSignal }, run: () => Promise<T>): Promise<T> {
    const before = this.last.get(name) ?? Promise.resolve();
    const turn = before.then(async () => {
      signal?.throwIfAborted();
      this.held.add(name);
      try {
        return await run();
      } finally {
        this.held.delete(name);
      }
    });
    this.last.set(
      name,
      turn.then(
        () => undefined,
        () => undefined,
      ),
    );
    return turn;
  }

  query(): Promise<{ held: { name: string }[] }> {
    return Promise.resolve({ held: [...this.held].map((name) => ({ name })) });
  }
}
