/** Uploads of directory closures for stores that take a whole closure at once. */
import type { CallOptions } from "./blob-service.ts";
import { LeavesToRoot } from "./closure-order.ts";
import type { Digest } from "./digest.ts";
import type { Directory, SizeRule } from "./directory.ts";
import type { DirectoryUploader } from "./directory-service.ts";

/**
 * An upload that checks directories as they come and gathers them until it is closed.
 * @param store - gets the checked closure, each directory once, leaves first
 */
export function stagedUpload(
  sizeRule: SizeRule | undefined,
  options: CallOptions | undefined,
  store: (root: Digest, directories: readonly Directory[]) => void | Promise<void>,
): DirectoryUploader {
  const order = new LeavesToRoot(sizeRule);
  let staged: Directory[] = [];
  let ended = false;
  const checkOpen = (): void => {
    if (ended) throw new Error("the upload has ended");
    options?.signal?.throwIfAborted();
  };
  return {
    put: async (directory) => {
      checkOpen();
      if (order.add(directory)) staged.push(directory);
    },
    close: async () => {
      checkOpen();
      ended = true;
      const root = order.finish();
      await store(root, staged);
      return root;
    },
    abort: async () => {
      ended = true;
      staged = [];
    },
  };
}
