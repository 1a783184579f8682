/** The store worker's side of writing for the service worker: one upload, then the channel is over. */
import { CastoreError, decodeNode, encodeNode, type IdbStore } from "../../core/castore/index.ts";
import {
  decodePathInfo,
  encodePathInfo,
  IdbPathInfos,
  storeWriter,
  type BridgeWriter,
  type NarSummary,
  type UploadedNar,
} from "../../core/store/index.ts";
import { failureOfError } from "./writer-failure.ts";
import { inWriteSession } from "../store/write-session.ts";
import type { StoreRecords } from "../store/state.ts";
import type { Locks } from "../store/writer-lock.ts";
import type { WriterReply, WriterRequest } from "./writer-protocol.ts";

/** Milliseconds for which a NAR without a path info is kept: clients send it at once, a stopped one may come again. */
export const keepUploadsFor = 86_400_000;

/** Bytes that wait in the store worker. */
const waiting = 1 << 20;

/** What is needed of the tab's store. */
export interface WritableStore {
  /** Runs what writes, when no other tab does. */
  writing<T>(signal: AbortSignal, run: (store: IdbStore) => Promise<T>): Promise<T>;
  /** Tells all tabs, and the service worker. */
  changed(): void;
  /** Milliseconds since 1970. */
  now(): number;
  readonly records: Pick<StoreRecords, "noteUploaded">;
}

/**
 * Serves what comes by a port.
 * @param life - the lock that tells that this worker lives
 * @param locks - by which one sees that the sender has died: browsers end service workers without a word
 */
export function serveWriter(
  port: MessagePort,
  store: WritableStore,
  life: string | null,
  locks: Pick<Locks, "request"> | null,
): void {
  const cancelled = new AbortController();
  const { signal } = cancelled;
  const reply = (message: WriterReply): void => port.postMessage(message);
  let bytes: Incoming | null = null;
  const run = async (request: WriterRequest): Promise<WriterReply> => {
    switch (request.type) {
      case "nar":
        bytes = incoming(() => reply({ type: "pull" }));
        return storeNar(store, bytes.stream, request.expected, signal);
      case "upload":
        return noteUpload(store, request, signal);
      case "info":
        return storeInfo(store, request.info, signal);
      default:
        throw new CastoreError("invalid", `an upload does not begin with '${request.type}'`);
    }
  };
  const giveUp = (why: string): void => {
    const reason = new Error(why);
    bytes?.fail(reason);
    cancelled.abort(reason);
    port.close();
  };
  const over = new AbortController();
  const watch = (sender: string): void => {
    locks
      ?.request(sender, { signal: over.signal }, () => Promise.resolve())
      // It rejects when there is nothing left to be watched.
      .then(
        () => giveUp("the service worker was ended"),
        () => undefined,
      );
  };
  let begun = false;
  port.onmessage = ({ data }: MessageEvent<WriterRequest>) => {
    if (data.type === "abort") giveUp(data.reason);
    else if (data.type === "alive") watch(data.life);
    else if (begun) bytes?.take(data);
    else {
      begun = true;
      void run(data)
        .then(reply, (error: unknown) => reply({ type: "failed", failure: failureOfError(error) }))
        .finally(() => over.abort());
    }
  };
  reply({ type: "ready", life });
}

function storeNar(
  tab: WritableStore,
  nar: ReadableStream<Uint8Array>,
  expected: string | null,
  signal: AbortSignal,
): Promise<WriterReply> {
  return tab.writing(signal, async (store) => {
    try {
      const putting = (): Promise<NarSummary & UploadedNar> =>
        writerInto(store).putNar(nar, expected, { signal });
      const { node, narSize, narSha256 } = await inWriteSession(store, putting);
      return { type: "nar-stored", node: encodeNode(node), narSize, narSha256 };
    } finally {
      tab.changed();
    }
  });
}

function storeInfo(tab: WritableStore, encoded: Uint8Array, signal: AbortSignal): Promise<WriterReply> {
  const info = decodePathInfo(encoded);
  return tab.writing(signal, async (store) => {
    // First: what comes in between must not make what is then stored go with something else.
    await tab.records.noteUploaded(info.storePath.hash, tab.now());
    const stored = await writerInto(store).putPathInfo(info, { signal });
    tab.changed();
    return { type: "info-stored", info: encodePathInfo(stored) };
  });
}

function noteUpload(
  tab: WritableStore,
  { key, node, narSize }: Extract<WriterRequest, { type: "upload" }>,
  signal: AbortSignal,
): Promise<WriterReply> {
  return tab.writing(signal, async (store) => {
    await store.uploads.put(key, { node: decodeNode(node, "anonymous").node, narSize }, keepUploadsFor);
    return { type: "upload-noted" };
  });
}

/** What writes into a store, path infos and uploads included. */
function writerInto(store: IdbStore): BridgeWriter {
  return storeWriter({
    stores: store,
    pathInfos: new IdbPathInfos(store),
    uploads: {
      get: (key) => store.uploads.get(key),
      put: (key, nar) => store.uploads.put(key, nar, keepUploadsFor),
    },
  });
}

/** Bytes that come by a port. */
interface Incoming {
  stream: ReadableStream<Uint8Array>;
  take(message: WriterRequest): void;
  fail(reason: Error): void;
}

/** A stream that asks for bytes when there is room. */
function incoming(pull: () => void): Incoming {
  let controller!: ReadableStreamDefaultController<Uint8Array>;
  let came: (() => void) | null = null;
  let over = false;
  const stream = new ReadableStream<Uint8Array>(
    {
      start: (it) => void (controller = it),
      pull: () =>
        new Promise<void>((resolve) => {
          came = resolve;
          pull();
        }),
      cancel: () => void (over = true),
    },
    { highWaterMark: waiting, size: (bytes) => bytes?.byteLength ?? 0 },
  );
  const settle = (): void => {
    came?.();
    came = null;
  };
  return {
    stream,
    take(message) {
      if (over) return;
      if (message.type === "bytes") controller.enqueue(message.bytes);
      else {
        over = true;
        controller.close();
      }
      settle();
    },
    fail(reason) {
      if (!over) controller.error(reason);
      over = true;
      settle();
    },
  };
}
