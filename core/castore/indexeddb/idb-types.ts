/**
 * IndexedDB as far as it is used here: core/ is checked without the DOM's types, and the factory is handed in. The
 * browser's objects and those of fake-indexeddb fit.
 */

/** `IDBRequest`. */
export interface DbRequest<T> {
  readonly result: T;
  readonly error: unknown;
  onsuccess: ((event: never) => unknown) | null;
  onerror: ((event: never) => unknown) | null;
}

/** `IDBOpenDBRequest`. */
export interface DbOpenRequest extends DbRequest<Database> {
  readonly transaction: DbTransaction | null;
  onupgradeneeded: ((event: never) => unknown) | null;
  onblocked: ((event: never) => unknown) | null;
}

export type DbKey = string | number;

/** `IDBObjectStore`. */
export interface DbObjectStore {
  get(key: DbKey): DbRequest<unknown>;
  getAll(): DbRequest<unknown[]>;
  getAllKeys(): DbRequest<unknown[]>;
  put(value: unknown, key?: DbKey): DbRequest<unknown>;
  add(value: unknown, key?: DbKey): DbRequest<unknown>;
  delete(key: DbKey): DbRequest<undefined>;
}

/** `IDBTransaction`. */
export interface DbTransaction {
  readonly error: unknown;
  objectStore(name: string): DbObjectStore;
  abort(): void;
  /** Says that no request follows; not everywhere there. */
  commit?(): void;
  oncomplete: ((event: never) => unknown) | null;
  onerror: ((event: never) => unknown) | null;
  onabort: ((event: never) => unknown) | null;
}

/** `IDBDatabase`. */
export interface Database {
  readonly version: number;
  createObjectStore(name: string, options?: { autoIncrement?: boolean }): DbObjectStore;
  transaction(stores: string[], mode: "readonly" | "readwrite"): DbTransaction;
  close(): void;
  onversionchange: ((event: never) => unknown) | null;
  onclose: ((event: never) => unknown) | null;
}

/** `IDBFactory`. */
export interface DatabaseFactory {
  open(name: string, version?: number): DbOpenRequest;
}
