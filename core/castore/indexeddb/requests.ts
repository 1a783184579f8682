/** IndexedDB with promises, and its failures as ours. */
import { CastoreError } from "../errors.ts";
import type { Database, DatabaseFactory, DbObjectStore, DbRequest, DbTransaction } from "./idb-types.ts";
import { migrate, schemaVersion } from "./schema.ts";

/** A request's result. */
export function result<T>(request: DbRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(asError(request.error));
  });
}

/** Resolves when a transaction is complete: it is then stored. */
function completed(transaction: DbTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(asError(transaction.error));
  });
}

/** Names the stores of a transaction. */
export type StoreGetter = (name: string) => DbObjectStore;

/**
 * Runs a transaction: all of it is stored, or nothing. `run` may only wait for requests of this transaction.
 * @throws CastoreError (`quota`), or what the database says
 */
export async function transact<T>(
  database: Database,
  stores: string[],
  mode: "readonly" | "readwrite",
  run: (store: StoreGetter) => Promise<T> | T,
): Promise<T> {
  const transaction = database.transaction(stores, mode);
  const done = completed(transaction);
  // Whoever fails first tells; the other must not count as unhandled.
  done.catch(() => {});
  let value: T;
  try {
    value = await run((name) => transaction.objectStore(name));
  } catch (error) {
    try {
      transaction.abort();
    } catch {
      // It has ended by itself: then its own error says why.
      await done;
    }
    throw error;
  }
  // Saves waiting for the answers of requests that nobody waits for.
  try {
    if (mode === "readwrite") transaction.commit?.();
  } catch {
    // It has ended by itself: `done` says why.
  }
  await done;
  return value;
}

/** Opens a database, bringing it to our version. @throws CastoreError (`invalid`) for one of a later version */
export async function openDatabase(
  factory: DatabaseFactory,
  name: string,
  events: { onLost: (reason: string) => void },
): Promise<Database> {
  const request = factory.open(name, schemaVersion);
  let isGivenUp = false;
  const database = await new Promise<Database>((resolve, reject) => {
    request.onupgradeneeded = (event: { oldVersion: number }) => migrate(request.result, event.oldVersion);
    request.onblocked = () => {
      isGivenUp = true;
      reject(
        new CastoreError(
          "invalid",
          `the database '${name}' is in use by an older page: close the other tabs`,
        ),
      );
    };
    request.onsuccess = () => {
      // It opens all the same once the others have let go: nobody would close it for a later version then.
      if (isGivenUp) request.result.close();
      else resolve(request.result);
    };
    request.onerror = () => reject(openError(name, request.error));
  });
  database.onversionchange = () => {
    database.close();
    events.onLost("a newer version of this page needs the store: reload");
  };
  database.onclose = () => events.onLost("the browser closed the store's database: reload");
  return database;
}

function openError(name: string, error: unknown): Error {
  if ((error as { name?: string } | null)?.name === "VersionError") {
    return new CastoreError(
      "invalid",
      `the database '${name}' was written by a newer version of this program: reload`,
      {
        cause: error,
      },
    );
  }
  return asError(error);
}

/** A database's failure; lack of room as our own kind. */
export function asError(error: unknown): Error {
  if ((error as { name?: string } | null)?.name === "QuotaExceededError") {
    return new CastoreError(
      "quota",
      "there is no room left in the browser's storage for this site: collect garbage, remove a mount, or free disk space",
      { cause: error },
    );
  }
  if (error instanceof Error) return error;
  return error === null
    ? new Error("the transaction was aborted")
    : new Error("the database failed", { cause: error });
}
