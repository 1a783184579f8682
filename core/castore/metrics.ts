/** What services do, counted by the name of each. */
import type { BlobService, CallOptions, PutOptions, ReadOptions, ReadWholeOptions } from "./blob-service.ts";
import type { Digest } from "./digest.ts";
import type { Directory } from "./directory.ts";
import type { DirectoryService } from "./directory-service.ts";
import { piecesOf, streamOfGenerator } from "./streams.ts";

/** Counts of one service. */
export interface ServiceMetrics {
  /** The instance's name in the configuration. */
  readonly name: string;
  requests: number;
  /** Reads that found something, and that found nothing. */
  hits: number;
  misses: number;
  errors: number;
  /** Bytes read and written. */
  bytesRead: number;
  bytesWritten: number;
  /** Milliseconds that all requests took together, until their answer began. */
  milliseconds: number;
}

/** The metrics of all instances, by name. */
export class Metrics {
  private readonly services = new Map<string, ServiceMetrics>();

  /** @param clock - milliseconds, as `performance.now` gives them */
  constructor(private readonly clock: () => number) {}

  /** What has been counted so far. */
  all(): ServiceMetrics[] {
    return [...this.services.values()].map((service) => ({ ...service }));
  }

  /** The counts of an instance. */
  of(name: string): ServiceMetrics {
    let found = this.services.get(name);
    if (found === undefined) {
      found = {
        name,
        requests: 0,
        hits: 0,
        misses: 0,
        errors: 0,
        bytesRead: 0,
        bytesWritten: 0,
        milliseconds: 0,
      };
      this.services.set(name, found);
    }
    return found;
  }

  /** Counts a request that reads: what it answers with, if that is not null, is a hit. */
  async read<T>(
    name: string,
    run: () => Promise<T>,
    sizeOf: (found: T & object) => number = () => 0,
  ): Promise<T> {
    const counts = this.of(name);
    const found = await this.request(name, run);
    if (found === null || found === false) counts.misses++;
    else {
      counts.hits++;
      if (typeof found === "object") counts.bytesRead += sizeOf(found as T & object);
    }
    return found;
  }

  /** Counts a request. */
  async request<T>(name: string, run: () => Promise<T>): Promise<T> {
    const counts = this.of(name);
    const start = this.clock();
    counts.requests++;
    try {
      return await run();
    } catch (error) {
      counts.errors++;
      throw error;
    } finally {
      counts.milliseconds += this.clock() - start;
    }
  }
}

/** A service of blobs whose requests are counted. */
export function measuredBlobs(name: string, inner: BlobService, metrics: Metrics): BlobService {
  return {
    has: (digest, options) => metrics.read(name, () => inner.has(digest, options)),
    read: (digest: Digest, options?: ReadWholeOptions) =>
      metrics.read(
        name,
        () => inner.read(digest, options),
        (content) => content.length,
      ),
    openRead: async (digest: Digest, options?: ReadOptions) => {
      const stream = await metrics.read(name, () => inner.openRead(digest, options));
      return (
        stream &&
        streamOfGenerator(
          counted(stream, (bytes) => (metrics.of(name).bytesRead += bytes)),
          stream,
        )
      );
    },
    put: async (content: Uint8Array, options?: PutOptions) => {
      metrics.of(name).bytesWritten += content.length;
      return metrics.request(name, () => inner.put(content, options));
    },
    openWrite: (options?: PutOptions) => {
      const writer = inner.openWrite(options);
      return {
        write: (data) => {
          metrics.of(name).bytesWritten += data.length;
          return writer.write(data);
        },
        close: () => metrics.request(name, () => writer.close()),
        abort: () => writer.abort(),
      };
    },
    chunks: (digest, options) => metrics.read(name, () => inner.chunks(digest, options)),
  };
}

async function* counted(
  stream: ReadableStream<Uint8Array>,
  count: (bytes: number) => void,
): AsyncGenerator<Uint8Array, void> {
  for await (const piece of piecesOf(stream)) {
    count(piece.length);
    yield piece;
  }
}

/** A service of directories whose requests are counted; a closure counts as one. */
export function measuredDirectories(
  name: string,
  inner: DirectoryService,
  metrics: Metrics,
): DirectoryService {
  return {
    get: (digest: Digest, options?: CallOptions) => metrics.read(name, () => inner.get(digest, options)),
    put: (directory: Directory, options?: CallOptions) =>
      metrics.request(name, () => inner.put(directory, options)),
    getRecursive: (root: Digest, options?: CallOptions) => {
      metrics.of(name).requests++;
      return inner.getRecursive(root, options);
    },
    putMultiple: (options?: CallOptions) => {
      const upload = inner.putMultiple(options);
      return {
        put: (directory) => upload.put(directory),
        close: () => metrics.request(name, () => upload.close()),
        abort: () => upload.abort(),
      };
    },
  };
}
