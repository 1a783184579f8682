/** Copying blobs from one service to another. */
import { mapAhead } from "./ahead.ts";
import type { BlobService, BlobWriter, CallOptions, Chunk } from "./blob-service.ts";
import { formatDigest, type Digest } from "./digest.ts";
import { CastoreError } from "./errors.ts";
import { piecesOf } from "./streams.ts";

/** Chunks brought at once, and their bytes. */
const ahead = { count: 4, budget: 2 << 20 };

/**
 * Copies a blob: of one that consists of chunks, only those that are missing.
 * @param options.size - bytes that it has
 * @throws CastoreError (`missing`; `corrupt` when it is another one, which is then stored under its own digest at most)
 */
export async function copyBlob(
  from: BlobService,
  to: BlobService,
  digest: Digest,
  options: CallOptions & { readonly size: number },
): Promise<void> {
  const chunks = await from.chunks(digest, options);
  if (chunks === null) throw missing(digest);
  const writer = to.openWrite(options);
  try {
    const pieces =
      chunks.length < 2 ? await whole(from, digest, options) : chunkwise(from, to, chunks, options);
    await fill(writer, pieces, digest, options.size);
  } catch (error) {
    await writer.abort();
    throw error;
  }
}

async function fill(
  writer: BlobWriter,
  pieces: AsyncIterable<Uint8Array>,
  digest: Digest,
  size: number,
): Promise<void> {
  let written = 0;
  for await (const piece of pieces) {
    written += piece.length;
    if (written > size) break;
    await writer.write(piece);
  }
  if (written !== size) {
    throw new CastoreError(
      "corrupt",
      `blob ${formatDigest(digest)} does not have the ${size} bytes it should have`,
    );
  }
  const found = await writer.close();
  if (found === digest) return;
  throw new CastoreError(
    "corrupt",
    `blob ${formatDigest(digest)} is damaged: it hashes to ${formatDigest(found)}`,
  );
}

async function whole(
  from: BlobService,
  digest: Digest,
  options: CallOptions,
): Promise<AsyncGenerator<Uint8Array>> {
  const stream = await from.openRead(digest, options);
  if (stream === null) throw missing(digest);
  return piecesOf(stream, options.signal);
}

function chunkwise(
  from: BlobService,
  to: BlobService,
  chunks: readonly Chunk[],
  options: CallOptions,
): AsyncGenerator<Uint8Array> {
  const bring = async ({ digest, size }: Chunk): Promise<Uint8Array> => {
    const here = (await to.has(digest, options)) ? await to.read(digest, { ...options, limit: size }) : null;
    const content = here ?? (await from.read(digest, { ...options, limit: size }));
    if (content === null) throw missing(digest);
    return content;
  };
  return mapAhead(chunks, bring, { ...ahead, cost: ({ size }) => size });
}

function missing(digest: Digest): CastoreError {
  return new CastoreError("missing", `blob ${formatDigest(digest)} is not there`);
}
