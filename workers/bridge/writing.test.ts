/** Both ends of writing, over a channel, into a tab's store. */
import "fake-indexeddb/auto";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, test } from "vitest";
import {
  CastoreError,
  collect,
  importTree,
  MemoryBlobs,
  MemoryDirectories,
  streamOfBytes,
  treeItem,
  type MemoryTree,
} from "../../core/castore/index.ts";
import { NarError, toBase16 } from "../../core/nix-compat/index.ts";
import { calculateNar, IdbPathInfos, renderNar, sourceInfo } from "../../core/store/index.ts";
import { TestBrowser } from "../store/testing.ts";
import type { TabStore } from "../store/tab-store.ts";
import { findWriter, type Page } from "./find-writer.ts";
import { PortWriter } from "./port-writer.ts";
import { serveWriter } from "./serve-writer.ts";
import { errorOfFailure, failureOfError, NoWriterError } from "./writer-failure.ts";
import type { WriterReply } from "./writer-protocol.ts";

let browser: TestBrowser;
let tab: TabStore;
let stored = 0;
beforeEach(() => {
  browser = new TestBrowser();
  tab = browser.open();
  stored = 0;
});
afterEach(() => browser.close());

/** A page whose store worker is the tab's. */
const page: Page = {
  id: "1",
  postMessage(_message, [port]) {
    (port as MessagePort).postMessage({ type: "coming" } satisfies WriterReply);
    serveWriter(port as MessagePort, tab, null, browser.locks);
  },
};
const silent: Page = { id: "2", postMessage() {} };

const patience = { pagePatience: 50, workerPatience: 50 };

function writerOf(...pages: Page[]): PortWriter {
  return new PortWriter({
    find: (call) => findWriter({ pages: () => Promise.resolve(pages), locks: null, ...patience }, call),
    onStored: () => void stored++,
  });
}

const noise = (size: number): Uint8Array =>
  new Uint8Array(size).map((_, i) => (Math.imul(i + 1, 2654435761) >>> 13) & 0xff);
const directory = (entries: Record<string, MemoryTree>): MemoryTree => ({
  kind: "directory",
  entries: new Map(Object.entries(entries)),
});
const file = (content: Uint8Array): MemoryTree => ({ kind: "file", content, executable: false });
const tree = directory({ big: file(noise(300_000)), small: file(noise(10)) });

async function narOf(of: MemoryTree): Promise<{ nar: Uint8Array; sha256: string }> {
  const stores = { blobs: new MemoryBlobs(), directories: new MemoryDirectories() };
  const root = await importTree(stores, treeItem(of));
  const { narSha256 } = await calculateNar(stores, root);
  return { nar: await collect(renderNar(stores, root)), sha256: toBase16(narSha256) };
}

test("a NAR and its path info are stored by the tab, and noted", async () => {
  const writer = writerOf(page);
  const { nar, sha256 } = await narOf(tree);
  const put = await writer.putNar(streamOfBytes(nar), sha256);
  expect([put.narSize, toBase16(put.narSha256)]).toEqual([nar.length, sha256]);
  const store = await tab.store();
  expect(await store.uploads.get(sha256)).toEqual({ node: put.node, narSize: nar.length });
  expect(await calculateNar(store, put.node)).toEqual({ narSize: nar.length, narSha256: put.narSha256 });

  await writer.put("another name", put);
  expect(await store.uploads.get("another name")).toEqual({ node: put.node, narSize: nar.length });

  const info = await sourceInfo({ calculate: () => Promise.resolve(put) }, "source", put.node);
  expect(await writer.putPathInfo(info)).toEqual(info);
  expect(await new IdbPathInfos(store).get(info.storePath.hash)).toEqual(info);
  expect(stored).toBe(3);
});

test("any tree arrives, in pieces of any size", async () => {
  const writer = writerOf(page);
  await fc.assert(
    fc.asyncProperty(fc.nat(70_000), fc.integer({ min: 500, max: 40_000 }), async (size, step) => {
      const { nar, sha256 } = await narOf(file(noise(size)));
      const pieces: Uint8Array[] = [];
      for (let at = 0; at < nar.length; at += step) pieces.push(nar.subarray(at, at + step));
      const stream = new ReadableStream<Uint8Array>({
        pull(controller) {
          const piece = pieces.shift();
          if (piece === undefined) controller.close();
          else controller.enqueue(piece);
        },
      });
      const { narSha256 } = await writer.putNar(stream, sha256);
      expect(toBase16(narSha256)).toBe(sha256);
    }),
    { numRuns: 15 },
  );
});

test("no more is read than there is room for", async () => {
  let taken = 0;
  let release!: () => void;
  const held = new Promise<void>((resolve) => (release = resolve));
  // Somebody else writes: nothing of the NAR can be stored yet.
  const other = tab.writing(new AbortController().signal, () => held);
  const { nar, sha256 } = await narOf(file(noise(8_000_000)));
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        controller.enqueue(nar.subarray(taken, (taken += 1 << 16)));
        if (taken >= nar.length) controller.close();
      },
    },
    { highWaterMark: 0 },
  );
  const putting = writerOf(page).putNar(stream, sha256);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(taken).toBeLessThanOrEqual((1 << 20) + (1 << 17));
  release();
  await Promise.all([other, putting]);
  expect(taken).toBeGreaterThanOrEqual(nar.length);
});

describe("what goes wrong", () => {
  it("a NAR that is none, and one that is another", async () => {
    const writer = writerOf(page);
    await expect(writer.putNar(streamOfBytes(noise(5000)), null)).rejects.toThrow(NarError);
    const { nar } = await narOf(tree);
    const wrong = writer.putNar(streamOfBytes(nar), "00".repeat(32));
    await expect(wrong).rejects.toThrow(/has the SHA-256/);
    await expect(wrong).rejects.toMatchObject({ kind: "corrupt" });
    expect(stored).toBe(0);
    // Nothing is left open: others may write, and collect.
    expect(await tab.collectGarbage("1", () => {})).toMatchObject({ type: "ok" });
  });

  it("a NAR whose sender fails, or gives up: the tab ends it", async () => {
    const { nar } = await narOf(tree);
    const failing = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(nar.subarray(0, 1000));
        controller.error(new Error("the connection was lost"));
      },
    });
    await expect(writerOf(page).putNar(failing, null)).rejects.toThrow("the connection was lost");

    const giving = new AbortController();
    let cancelled = false;
    const endless = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(nar.subarray(0, 1000)),
      cancel: () => void (cancelled = true),
    });
    const putting = writerOf(page).putNar(endless, null, { signal: giving.signal });
    setTimeout(() => giving.abort(new Error("gone")), 50);
    await expect(putting).rejects.toThrow("gone");
    expect(cancelled).toBe(true);
    // The writers' lock is free again.
    expect(await tab.collectGarbage("1", () => {})).toMatchObject({ type: "ok" });
  });

  it("nobody is there", async () => {
    await expect(writerOf().putNar(streamOfBytes(noise(1)), null)).rejects.toThrow(/no page .* is open/);
    await expect(writerOf(silent).putNar(streamOfBytes(noise(1)), null)).rejects.toThrow(/does not answer/);
    await expect(writerOf(silent).putNar(streamOfBytes(noise(1)), null)).rejects.toThrow(NoWriterError);
    const refusing: Page = {
      id: "3",
      postMessage(_, [port]) {
        const failure = { kind: "other", message: "its store is closed" } as const;
        (port as MessagePort).postMessage({ type: "failed", failure } satisfies WriterReply);
      },
    };
    await expect(writerOf(refusing).putNar(streamOfBytes(noise(1)), null)).rejects.toThrow(/store is closed/);
  });

  it("the first page does not answer: the next one is asked", async () => {
    const { nar, sha256 } = await narOf(tree);
    await expect(writerOf(silent, page).putNar(streamOfBytes(nar), sha256)).resolves.toMatchObject({
      narSize: nar.length,
    });
  });

  it("the store worker dies meanwhile", async () => {
    const { nar } = await narOf(tree);
    const writer = new PortWriter({
      find: async () => {
        const { port1, port2 } = new MessageChannel();
        port2.onmessage = () => undefined;
        const died = new Promise<void>((resolve) => setTimeout(resolve, 50));
        return { port: port1, died, release: () => port2.close() };
      },
      onStored() {},
    });
    await expect(writer.putNar(streamOfBytes(nar), null)).rejects.toThrow(/was closed/);
  });

  it("the service worker is ended in the middle: the tab's writers' lock becomes free", async () => {
    const { nar } = await narOf(tree);
    let end!: () => void;
    const life = new Promise<string>((resolve) => {
      const living = new Promise<void>((ended) => (end = ended));
      void browser.locks.request("life of the service worker", {}, () => {
        resolve("life of the service worker");
        return living;
      });
    });
    let starve!: () => void;
    const starving = new Promise<void>((resolve) => (starve = resolve));
    const pieces = [nar.subarray(0, 1000)];
    // Some bytes come, and then nothing more, not even an end.
    const stream = new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          const piece = pieces.pop();
          if (piece !== undefined) return controller.enqueue(piece);
          starve();
          await new Promise<never>(() => undefined);
        },
      },
      { highWaterMark: 0 },
    );
    const find = (): ReturnType<typeof findWriter> =>
      findWriter({ pages: () => Promise.resolve([page]), locks: null, ...patience });
    void new PortWriter({ find, onStored() {}, life }).putNar(stream, null).catch(() => undefined);
    await starving;
    const collecting = tab.collectGarbage("1", () => {});
    end();
    expect(await collecting).toMatchObject({ type: "ok" });
  });

  it("errors keep their kind", () => {
    for (const error of [new NarError("odd", 7), new CastoreError("quota", "full"), new Error("other")]) {
      const again = errorOfFailure(failureOfError(error));
      expect([again.constructor, again.message]).toEqual([error.constructor, error.message]);
    }
  });
});
