/** What evaluators ask the store worker, and how answers are laid out. Digests are in hex, names byte strings. */

/** A question whose answer is bytes; evaluation may wait for it. */
export type ReadRequest =
  /** Blobs as an object list: those wanted, and neighbours as far as they are at hand. `wanted` must be there. */
  | { op: "blobs"; root: string; wanted: string[]; neighbours: string[] }
  /** A part of a blob. */
  | { op: "range"; root: string; digest: string; from: number; to: number }
  /** A directory, and some below it, as an object list. */
  | { op: "directories"; root: string; digest: string }
  /** SHA-256 of the NAR of what a content key names. */
  | { op: "nar"; root: string; key: string };

/** Digests in hex. */
export interface UsedObjects {
  directories: string[];
  blobs: string[];
}

/** A tree as an evaluator begins with it. */
export interface MountedParts {
  /** Its directories, as an object list: those that earlier evaluations read, or all where there were none. */
  directories: Uint8Array;
  /** Files that earlier evaluations read, as an object list. */
  blobs: Uint8Array;
  /** SHA-256 of NARs that were calculated before, by content key. */
  nars: [string, Uint8Array][];
}

/** From the evaluator to the store worker, by the port. */
export type PortRequest =
  /** The answer goes to the shared memory; see channel.ts. */
  | { type: "read"; turn: number; request: ReadRequest }
  /** The next part of the answer that is being read. */
  | { type: "more"; turn: number }
  /** Answered by a {@link PortReply} with the same id. */
  | { type: "mount"; id: number; root: string }
  | { type: "fetch"; id: number; request: ReadRequest }
  /** What evaluation has read: it comes with the mount the next time. */
  | { type: "used"; root: string; used: UsedObjects };

export type PortReply =
  | { id: number; type: "mounted"; parts: MountedParts }
  | { id: number; type: "fetched"; bytes: Uint8Array }
  | { id: number; type: "failed"; message: string };

/** From the page to an evaluator: how it reaches the store worker. */
export interface StoreConnection {
  port: MessagePort;
  /** Null where memory can't be shared: the service worker then answers at `url`. */
  memory: SharedArrayBuffer | null;
  url: string;
}
