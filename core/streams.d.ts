/**
 * Streams and cancellation, which exist wherever core/ runs: declared for the same reason as the rest of
 * core/globals.d.ts, and only as far as core/ uses them.
 */

interface AbortSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  throwIfAborted(): void;
  addEventListener(type: "abort", listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

declare class AbortController {
  readonly signal: AbortSignal;
  abort(reason?: unknown): void;
}

interface ReadableStreamDefaultController<R> {
  readonly desiredSize: number | null;
  enqueue(chunk: R): void;
  close(): void;
  error(reason?: unknown): void;
}

interface ReadableStreamDefaultReader<R> {
  read(): Promise<{ done: false; value: R } | { done: true; value?: R | undefined }>;
  cancel(reason?: unknown): Promise<void>;
  releaseLock(): void;
}

declare class ReadableStream<R> {
  constructor(
    source?: {
      start?: (controller: ReadableStreamDefaultController<R>) => void | PromiseLike<void>;
      pull?: (controller: ReadableStreamDefaultController<R>) => void | PromiseLike<void>;
      cancel?: (reason?: unknown) => void | PromiseLike<void>;
    },
    strategy?: { highWaterMark?: number; size?: (chunk: R) => number },
  );
  readonly locked: boolean;
  getReader(): ReadableStreamDefaultReader<R>;
  cancel(reason?: unknown): Promise<void>;
}

declare class WritableStream<W> {
  readonly locked: boolean;
  abort(reason?: unknown): Promise<void>;
  getWriter(): {
    write(chunk: W): Promise<void>;
    close(): Promise<void>;
    abort(reason?: unknown): Promise<void>;
  };
}

/** Not in every browser: ask for it by `typeof`. */
declare class CompressionStream {
  constructor(format: "gzip");
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
}
