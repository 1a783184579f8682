/** Threads that read, unpack and check the chunks of stores in folders, while this one does something else. */
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Digest } from "../core/castore/index.ts";
import {
  largestJob,
  type ChunkAnswer,
  type ChunkJob,
  type ChunkPlace,
  type ChunkRequest,
  type ChunkWorkerData,
} from "./chunk-jobs.ts";
import { workerCode } from "./generated/chunk-worker.ts";
import { collectYoung, prepareCollecting } from "./young-garbage.ts";
import { zstdBinary } from "./zstd-code.ts";

/** Bytes that are read in this thread first: who wants no more would only wait for threads to start. */
const startAfter = 4 << 20;

/** Bytes of contents that are asked for with one message. */
const batchBytes = 256 << 10;

/** Bytes that came after which those that are not needed any more are collected: a few times what is kept. */
const collectEvery = 8 << 20;

/** What a chunk is taken to have where nobody knows. */
const usualSize = 128 << 10;

/** Milliseconds without anything to do after which threads end. */
const idle = 5000;

/** Threads at most: two unpack faster than anyone takes it. */
const mostThreads = 2;

interface Waiting {
  readonly place: ChunkPlace;
  readonly job: ChunkJob;
  readonly done: (content: Uint8Array | null) => void;
}

/** A thread, and what it has been asked for. */
interface Thread {
  readonly worker: Worker;
  readonly asked: Map<number, { readonly bytes: number; readonly waiting: Waiting[] }>;
  bytes: number;
  isReady: boolean;
}

/** What can be chosen, all but the number of threads for tests. */
export interface ChunkPoolOptions {
  readonly threads?: number;
  readonly startAfter?: number;
  readonly code?: string;
}

/**
 * Starts threads when much is read, and ends them when nothing is. They don't keep the process alive unless someone
 * waits for them. Where they can't run, everything is left to this thread, as it is before they have started.
 */
export class ChunkPool {
  private readonly threads = new Set<Thread>();
  private readonly count: number;
  private waiting: Waiting[] = [];
  private waitingBytes = 0;
  private soon: NodeJS.Immediate | null = null;
  private serial = 0;
  /** Bytes that were read before threads were started. */
  private before = 0;
  private sinceCollected = 0;
  private isBusy = false;
  private timer: NodeJS.Timeout | null = null;
  private isClosed = false;

  constructor(private readonly options: ChunkPoolOptions = {}) {
    const processors = availableParallelism();
    // One processor has nobody to share the work with.
    this.count = options.threads ?? (processors < 2 ? 0 : Math.min(processors, mostThreads));
  }

  /** Threads that are running. */
  get size(): number {
    return this.threads.size;
  }

  /** Whether any of them takes chunks. */
  get isReady(): boolean {
    for (const { isReady } of this.threads) if (isReady) return true;
    return false;
  }

  /**
   * A chunk's content, checked; null when this thread is to read it: there are no threads, or one could not.
   * @param place - the store, always the same object for the same
   * @param size - bytes that it has, if that is known
   * @param limit - bytes that are welcome
   */
  load(
    place: ChunkPlace,
    digest: Digest,
    size: number | null,
    limit = Infinity,
  ): Promise<Uint8Array | null> | null {
    const bytes = size ?? Math.min(limit, usualSize);
    if (!this.isRunning(bytes)) return null;
    this.isBusy = true;
    if (this.waiting.length > 0 && this.waiting[0]!.place !== place) this.send();
    return new Promise((done) => {
      this.waiting.push({ place, job: { digest, size, limit }, done });
      this.waitingBytes += bytes;
      if (this.waitingBytes >= batchBytes) this.send();
      else this.soon ??= setImmediate(this.send);
    });
  }

  private isRunning(bytes: number): boolean {
    if (bytes > largestJob || this.count === 0 || this.isClosed) return false;
    if (this.threads.size === 0) {
      this.before += bytes;
      if (this.before >= (this.options.startAfter ?? startAfter)) this.start();
    }
    return this.isReady;
  }

  private start(): void {
    this.before = 0;
    const data: ChunkWorkerData = { zstd: zstdBinary() };
    prepareCollecting();
    try {
      for (let i = 0; i < this.count; i++) this.startOne(data);
    } catch {
      // No memory, or none that may be started here: this thread does it then.
      this.isClosed = true;
    }
    this.timer ??= setTimeout(this.look, idle).unref();
  }

  private startOne(workerData: ChunkWorkerData): void {
    const worker = new Worker(this.options.code ?? workerCode, {
      eval: true,
      workerData,
      // What the process was started with may be of no use to a thread, or not allowed.
      execArgv: [],
      // It makes little garbage: contents are no part of the heap.
      resourceLimits: { maxYoungGenerationSizeMb: 1 },
    });
    worker.unref();
    const thread: Thread = { worker, asked: new Map(), bytes: 0, isReady: false };
    this.threads.add(thread);
    worker.on("message", (answer: ChunkAnswer | "ready") => {
      if (answer === "ready") thread.isReady = true;
      else this.take(thread, answer);
    });
    worker.on("error", () => (this.isClosed = true));
    worker.on("exit", () => this.lose(thread));
  }

  private readonly send = (): void => {
    if (this.soon !== null) clearImmediate(this.soon);
    this.soon = null;
    const { waiting, waitingBytes: bytes } = this;
    if (waiting.length === 0) return;
    this.waiting = [];
    this.waitingBytes = 0;
    let least: Thread | null = null;
    for (const thread of this.threads) {
      if (thread.isReady && (least === null || thread.bytes < least.bytes)) least = thread;
    }
    if (least === null) {
      for (const { done } of waiting) done(null);
      return;
    }
    const { place } = waiting[0]!;
    const request: ChunkRequest = { id: this.serial++, place, jobs: waiting.map(({ job }) => job) };
    if (least.asked.size === 0) least.worker.ref();
    least.asked.set(request.id, { bytes, waiting });
    least.bytes += bytes;
    least.worker.postMessage(request);
  };

  private take(thread: Thread, { id, contents }: ChunkAnswer): void {
    const asked = thread.asked.get(id);
    if (asked === undefined) return;
    thread.asked.delete(id);
    thread.bytes -= asked.bytes;
    if (thread.asked.size === 0) thread.worker.unref();
    this.sinceCollected += asked.bytes;
    if (this.sinceCollected >= collectEvery) {
      this.sinceCollected = 0;
      collectYoung();
    }
    // What the map has left behind must not hold the contents.
    asked.waiting.splice(0).forEach(({ done }, i) => done(contents[i] ?? null));
  }

  /** A thread has ended: this one does what it was asked for. */
  private lose(thread: Thread): void {
    this.threads.delete(thread);
    for (const { waiting } of thread.asked.values()) for (const { done } of waiting) done(null);
    thread.asked.clear();
    if (this.threads.size === 0) this.send();
  }

  private readonly look = (): void => {
    this.timer = null;
    if (this.isBusy) this.timer = setTimeout(this.look, idle).unref();
    else void this.end();
    this.isBusy = [...this.threads].some(({ asked }) => asked.size > 0);
  };

  /** Ends the threads until much is read again; what they were asked for is left to this one. */
  async end(): Promise<void> {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    await Promise.all([...this.threads].map(({ worker }) => worker.terminate()));
    this.send();
  }
}

let shared: ChunkPool | null = null;
let users = 0;

/**
 * The threads of this process, for one more user, who must call {@link releasePool} if it ends before the process.
 * @param most - how many there are at most, which the first user says
 */
export function sharedPool(most?: number): ChunkPool {
  users++;
  const threads = most === undefined || availableParallelism() < 2 ? {} : { threads: most };
  return (shared ??= new ChunkPool(threads));
}

/** One user less: with the last the threads end. */
export async function releasePool(): Promise<void> {
  if (--users === 0) await shared?.end();
}
