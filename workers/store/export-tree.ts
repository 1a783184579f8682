/** Writing a kept tree as an archive. */
import { exportTar, exportZip, type Node, type Stores } from "../../core/castore/index.ts";
import { renderNar } from "../../core/store/index.ts";
import type { KeptTree, WorkReport } from "../store-protocol.ts";
import { toBytes } from "../text.ts";

/** Bytes between two reports. */
const reportEvery = 1 << 22;

/** The archive as a blob, which the browser keeps on disk where it is large. */
export async function exportTree(
  store: Stores,
  { tree, node }: { tree: Pick<KeptTree, "source" | "bytes">; node: Node },
  format: "tar" | "zip" | "nar",
  signal: AbortSignal,
  progress: (report: WorkReport) => void,
): Promise<Blob> {
  const options = { signal, top: toBytes(topOf(tree.source)) };
  const stream =
    format === "nar"
      ? renderNar(store, node, { signal })
      : (format === "tar" ? exportTar : exportZip)(store, node, options);
  let done = 0;
  let reported = 0;
  const counted = stream.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array<ArrayBuffer>>({
      transform(piece, controller) {
        done += piece.length;
        // Headers and padding come on top: the total is about right.
        if (done - reported >= reportEvery) {
          progress({ done: Math.min(done, tree.bytes), total: tree.bytes });
          reported = done;
        }
        controller.enqueue(piece as Uint8Array<ArrayBuffer>);
      },
    }),
    { signal },
  );
  return new Response(counted).blob();
}

/** The folder in the archive: the source's last name without what archives end in. */
function topOf(source: string): string {
  const name = source
    .replace(/[?#].*$/, "")
    .replace(/\/+$/, "")
    .replace(/^.*\//, "");
  const top = name.replace(/\.(?:tar(?:\.\w+)?|tgz|zip|nar(?:\.\w+)?)$/, "");
  return top === "" || top === "." || top === ".." ? "tree" : top;
}
