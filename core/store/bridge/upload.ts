/** PUT of NARs: `/nar/HASH.nar` and `/nar/HASH.nar.{xz,zst,bz2,gz}`. */
import {
  ArchiveError,
  CastoreError,
  compressionOf,
  concatenate,
  piecesOf,
  StreamHasher,
  streamOfGenerator,
  type Compression,
} from "../../castore/index.ts";
import { NarError, toBase16, toNixBase32 } from "../../nix-compat/index.ts";
import { unpackedPieces } from "../nar-decompress.ts";
import type { Answer } from "./answers.ts";
import { Refusal } from "./errors.ts";
import type { Asked } from "./request.ts";
import type { Services } from "./services.ts";
import { full } from "./space.ts";
import { uploadedFileKey } from "./uploaded-nars.ts";

/** Compression by the names' ends. */
const suffixes: Readonly<Record<string, Compression>> = {
  xz: "xz",
  zst: "zstd",
  zstd: "zstd",
  bz2: "bzip2",
  bzip2: "bzip2",
  gz: "gzip",
  gzip: "gzip",
};

/** Bytes that tell how a file is compressed. */
const headSize = 6;

/** A compressed file may be a little larger than what is in it. */
const overhead = 1 << 20;

/**
 * Takes a NAR. Its name is the hash of the file as it comes; how that is compressed is told by its first bytes, as Nix
 * names files in gzip like those that are not compressed.
 * @throws Refusal (400, 413, 415, 507)
 */
export async function putNar(
  services: Services,
  digest: Uint8Array,
  suffix: string,
  asked: Asked,
): Promise<Answer> {
  const named = suffixes[suffix];
  if (suffix !== "" && named === undefined) {
    throw new Refusal(
      415,
      `'.${suffix}' can't be unpacked here: compress by xz, zstd, bzip2 or gzip, or not at all ('?compression=' in Nix's store URL)`,
    );
  }
  const leave = await services.uploading.enter(asked.signal);
  try {
    return await new Upload(services, digest, named ?? null, asked).run();
  } finally {
    leave();
  }
}

class Upload {
  /** What went wrong while reading: told better here than by whoever read. */
  private failure: { readonly error: unknown } | null = null;
  private readonly fileHash: string;
  /** Whether the file's hash must be found: not where the file is the NAR, whose hash is found anyway. */
  private isPacked = true;
  /** Bytes of the NAR so far. */
  private size = 0;

  constructor(
    private readonly services: Services,
    private readonly digest: Uint8Array,
    private readonly named: Compression | null,
    private readonly asked: Asked,
  ) {
    this.fileHash = toBase16(digest);
  }

  async run(): Promise<Answer> {
    const { services, fileHash, asked } = this;
    const { signal, body } = asked;
    if (body === null) throw new Refusal(400, "the request has no body");
    await services.space.check(signal);
    this.checkStatedSize();
    const input = this.fileBytes(body);
    try {
      const head = await firstBytes(input, headSize);
      const compression = compressionOf(head);
      this.isPacked = compression !== null;
      if (this.named !== null && compression !== this.named) {
        throw new Refusal(400, `the file is not compressed by ${this.named}, as its name says`);
      }
      const file = joined(head, input);
      const nar = streamOfGenerator(this.guarded(this.narBytes(file, compression)));
      const expected = compression === null ? fileHash : null;
      const stored = await services.writer!.putNar(nar, expected, { signal });
      if (compression !== null) {
        const { node, narSize } = stored;
        await services.options.uploads.put(uploadedFileKey(fileHash), { node, narSize }, { signal });
      }
      services.space.uploaded(toBase16(stored.narSha256), stored.narSize);
      services.counters.uploads++;
      services.counters.uploadedBytes += stored.narSize;
      return { status: 200, headers: { "content-length": "0" }, body: null };
    } catch (error) {
      signal.throwIfAborted();
      throw this.refusal(this.failure === null ? error : this.failure.error);
    } finally {
      services.space.underWay -= this.size;
      await input.return();
    }
  }

  /** A body that says that it is too large need not be read. */
  private checkStatedSize(): void {
    const stated = Number(this.asked.headers.get("content-length") ?? 0);
    const { narSize } = this.services.options.quota;
    if (stated > narSize + overhead) throw this.tooLarge();
  }

  /** The body, counted, and checked against the name at its end. */
  private async *fileBytes(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, void> {
    const hasher = await StreamHasher.open("sha256");
    try {
      let size = 0;
      for await (const piece of piecesOf(body, this.asked.signal)) {
        size += piece.length;
        if (size > this.services.options.quota.narSize + overhead) throw this.tooLarge();
        if (this.isPacked) hasher.update(piece);
        yield piece;
      }
      if (!this.isPacked) return;
      const found = hasher.digest();
      if (toBase16(found) !== this.fileHash) {
        const [is, named] = [toNixBase32(found), toNixBase32(this.digest)];
        throw new Refusal(400, `the file has the SHA-256 ${is}, but its name says ${named}`);
      }
    } finally {
      hasher.release();
    }
  }

  /** The NAR, within the quotas. */
  private async *narBytes(
    file: AsyncGenerator<Uint8Array, void>,
    compression: Compression | null,
  ): AsyncGenerator<Uint8Array, void> {
    const { space, options } = this.services;
    const { signal } = this.asked;
    const pieces =
      compression === null
        ? file
        : unpackedPieces(streamOfGenerator(file), compression, Infinity, "the file", signal);
    for await (const piece of pieces) {
      this.size += piece.length;
      space.underWay += piece.length;
      if (this.size > options.quota.narSize) throw this.tooLarge();
      if (space.left < 0) throw full(options.quota.storeSize);
      yield piece;
    }
  }

  /** Notes what goes wrong: the writer may be another worker, and errors lose their kind on the way there and back. */
  private async *guarded(pieces: AsyncGenerator<Uint8Array, void>): AsyncGenerator<Uint8Array, void> {
    try {
      yield* pieces;
    } catch (error) {
      this.failure = { error };
      throw error;
    }
  }

  private tooLarge(): Refusal {
    return new Refusal(
      413,
      `a NAR may have ${this.services.options.quota.narSize} bytes here, this one has more`,
    );
  }

  /** What the client is to blame for as an answer that says so. */
  private refusal(error: unknown): unknown {
    if (error instanceof NarError || error instanceof ArchiveError) return new Refusal(400, error.message);
    if (error instanceof CastoreError && (error.kind === "corrupt" || error.kind === "invalid")) {
      return new Refusal(400, error.message);
    }
    return error;
  }
}

/** At least so many bytes, if there are. */
async function firstBytes(pieces: AsyncGenerator<Uint8Array, void>, count: number): Promise<Uint8Array> {
  const first: Uint8Array[] = [];
  for (let size = 0; size < count;) {
    const step = await pieces.next();
    if (step.done === true) break;
    first.push(step.value);
    size += step.value.length;
  }
  return concatenate(first);
}

async function* joined(
  head: Uint8Array,
  rest: AsyncGenerator<Uint8Array, void>,
): AsyncGenerator<Uint8Array, void> {
  yield head;
  yield* rest;
}
