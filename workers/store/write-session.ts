/** Storing something that takes long. */
import type { IdbStore } from "../../core/castore/index.ts";

/** Milliseconds between two signs of life: what is slow must not be taken for dead. */
const renewEvery = 30_000;

/**
 * Runs what stores something, while nothing of it is collected; stored it is when this resolves.
 * @param run - must have pinned or noted down by its end what is to be kept
 * @throws what `run` throws; CastoreError (`quota`)
 */
export async function inWriteSession<T>(store: IdbStore, run: () => Promise<T>): Promise<T> {
  const session = await store.openSession();
  // Where this fails, storing fails as well, and says so.
  const renewing = setInterval(() => void store.renewLeases().catch(() => undefined), renewEvery);
  try {
    const result = await run();
    await session.close();
    return result;
  } catch (error) {
    // What went wrong first is told.
    await session.abort().catch(() => undefined);
    throw error;
  } finally {
    clearInterval(renewing);
  }
}
