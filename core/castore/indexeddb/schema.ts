/** What the database holds, and how older ones become like that. */
import type { Database } from "./idb-types.ts";

/**
 * The object stores:
 * - `packs`: number → bytes of many small objects, one after the other;
 * - `index`: the pack's number → {@link IndexRecord}: what is where in it;
 * - `lists`: digest → {@link ListRecord}: the chunks of a large blob;
 * - `pins`: name → {@link PinRecord}: roots that must be kept;
 * - `infos`: hash of a store path → {@link InfoRecord}: roots, too;
 * - `leases`: id → {@link LeaseRecord}: imports that are under way;
 * - `uploads`: SHA-256 of a NAR → {@link UploadRecord}: roots until their time is over.
 */
export const stores = {
  packs: "packs",
  index: "index",
  lists: "lists",
  pins: "pins",
  infos: "infos",
  leases: "leases",
  uploads: "uploads",
} as const;

/** Objects of a pack. */
export interface IndexRecord {
  /** The pack's size in bytes, objects that were dropped included. */
  readonly bytes: number;
  /** {@link entrySize} bytes for each object. */
  readonly entries: Uint8Array;
}

export interface ListRecord {
  /** The blob's size in bytes. */
  readonly size: number;
  /** Digest (32 bytes) and size (4, little-endian) of each chunk. */
  readonly chunks: Uint8Array;
  /** The bao outboard; null when none was kept. */
  readonly outboard: Uint8Array | null;
}

export interface PinRecord {
  /** What needs it: `mount`, `workspace`, … */
  readonly kind: string;
  /** The encoded, nameless node. */
  readonly node: Uint8Array;
}

export interface InfoRecord {
  /** The encoded path info. */
  readonly info: Uint8Array;
  /** Its node, encoded without a name. */
  readonly node: Uint8Array;
}

export interface LeaseRecord {
  /** Milliseconds on the owner's clock when it was last heard of. */
  readonly seen: number;
}

export interface UploadRecord {
  /** The encoded, nameless node. */
  readonly node: Uint8Array;
  /** Bytes of the NAR. */
  readonly narSize: number;
  /** Milliseconds on the clock from which on it keeps nothing alive. */
  readonly until: number;
}

/** Steps from each version to the next; never to be changed once published. */
const steps: readonly ((database: Database) => void)[] = [
  (database) => {
    database.createObjectStore(stores.packs, { autoIncrement: true });
    for (const name of [stores.index, stores.lists, stores.pins, stores.infos, stores.leases]) {
      database.createObjectStore(name);
    }
  },
  (database) => void database.createObjectStore(stores.uploads),
];

/** The version that this program writes. */
export const schemaVersion = steps.length;

/** Brings a database of an older version (0: a new one) to ours, within the transaction that opens it. */
export function migrate(database: Database, oldVersion: number): void {
  for (const step of steps.slice(oldVersion)) step(database);
}
