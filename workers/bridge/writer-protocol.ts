/**
 * How the service worker, which only reads the store, has something written: it sends a page one end of a channel, the
 * page hands it to its store worker, and the two talk about one upload.
 */

/** Sent to a page together with a port. */
export interface WriterWanted {
  type: "nar-bridge.writer";
}

/** What the service worker says on the port. */
export type WriterRequest =
  /** Before all else, where there are locks: the one that the service worker holds as long as it lives. */
  | { type: "alive"; life: string }
  /** The first: a NAR, unpacked; its bytes come when they are asked for. */
  | { type: "nar"; expected: string | null }
  /** The first and only: an encoded path info. */
  | { type: "info"; info: Uint8Array }
  /** The first and only: a NAR that is stored is noted under one more name; `node` is encoded without a name. */
  | { type: "upload"; key: string; node: Uint8Array; narSize: number }
  /** Some bytes of the NAR. */
  | { type: "bytes"; bytes: Uint8Array }
  /** The NAR is complete. */
  | { type: "end" }
  /** Whoever sends the NAR gives up. */
  | { type: "abort"; reason: string };

/** What comes back. */
export type WriterReply =
  /** From the page: somebody is there, the store worker may have to start. */
  | { type: "coming" }
  /** From the store worker; `life` is the lock that it holds as long as it lives, null where there are no locks. */
  | { type: "ready"; life: string | null }
  /** There is room for more bytes. */
  | { type: "pull" }
  /** The NAR is stored; `node` is encoded without a name. */
  | { type: "nar-stored"; node: Uint8Array; narSize: number; narSha256: Uint8Array }
  /** The path info is stored; as it is stored. */
  | { type: "info-stored"; info: Uint8Array }
  | { type: "upload-noted" }
  | { type: "failed"; failure: WriterFailure };

/** An error as plain data: of its kind depends what is answered. */
export type WriterFailure =
  | { kind: "nar"; reason: string; offset: number }
  | {
      kind: "castore";
      castore: "invalid" | "missing" | "corrupt" | "range" | "quota" | "read-only";
      message: string;
    }
  | { kind: "other"; message: string };
