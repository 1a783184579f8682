/** Deflate (RFC 1951) by the browser's own streams. */

/** Packs bytes. */
export function deflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return collect(through(bytes, new CompressionStream("deflate-raw")), Infinity);
}

/** Unpacks bytes; `damaged` where they are no deflate, `large` where they unfold to more than `most` bytes. */
export async function inflate(
  packed: Uint8Array<ArrayBuffer>,
  most: number,
): Promise<Uint8Array | "damaged" | "large"> {
  try {
    return await collect(through(packed, new DecompressionStream("deflate-raw")), most);
  } catch (error) {
    return error instanceof TooLarge ? "large" : "damaged";
  }
}

class TooLarge extends Error {}

function through(
  bytes: Uint8Array<ArrayBuffer>,
  stream: CompressionStream | DecompressionStream,
): ReadableStream<Uint8Array> {
  return new Blob([bytes]).stream().pipeThrough(stream);
}

/** All bytes of a stream. @throws TooLarge beyond `most` bytes */
async function collect(stream: ReadableStream<Uint8Array>, most: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > most) {
      await reader.cancel();
      throw new TooLarge();
    }
    chunks.push(value);
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}
