/** The contents of a tree's files. */
import type { BlobService, CallOptions } from "./blob-service.ts";
import { formatDigest } from "./digest.ts";
import { CastoreError, quoteBytes } from "./errors.ts";
import type { FileNode } from "./node.ts";

/**
 * A file's content in memory.
 * @param path - where it stands, for errors
 * @throws CastoreError (`missing`, or `corrupt` when it is not as long as the node says)
 */
export async function readFile(
  blobs: Pick<BlobService, "read">,
  file: FileNode,
  path: string,
  options?: CallOptions,
): Promise<Uint8Array> {
  let content: Uint8Array | null;
  try {
    // A node may state a small size for a huge blob.
    content = await blobs.read(file.digest, { ...options, limit: file.size });
  } catch (error) {
    if (!(error instanceof CastoreError) || error.kind !== "range") throw error;
    throw new CastoreError("corrupt", `${quoteBytes(path)}: ${error.message}`, { cause: error });
  }
  if (content === null) throw missingBlob(file, path);
  if (content.length !== file.size) throw wrongSize(file, path, content.length);
  return content;
}

/** The error for a file whose blob is not there. */
export function missingBlob(file: FileNode, path: string): CastoreError {
  return new CastoreError(
    "missing",
    `blob ${formatDigest(file.digest)}, needed for ${quoteBytes(path)}, is missing`,
  );
}

/** The error for a file whose blob is longer or shorter than the node says. */
export function wrongSize(file: FileNode, path: string, size: number): CastoreError {
  return new CastoreError(
    "corrupt",
    `blob ${formatDigest(file.digest)}, needed for ${quoteBytes(path)}, has ${size} bytes instead of ${file.size}`,
  );
}
