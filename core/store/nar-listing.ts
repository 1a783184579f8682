/** Listings (`.ls` files of binary caches) of stored trees, written as they are walked. */
import {
  streamOfGenerator,
  walkTree,
  type CallOptions,
  type DirectoryReader,
  type Node,
} from "../castore/index.ts";
import { listedToJson, narFileStartSize, NarWriter, quoteListed, toBytes } from "../nix-compat/index.ts";

/** Characters that are handed on together. */
const pieceSize = 64 << 10;

/** The listing of a tree's NAR as a stream, as Nix writes it. Files are not read. Errors as `walkTree`. */
export function renderListing(
  directories: DirectoryReader,
  root: Node,
  options?: CallOptions,
): ReadableStream<Uint8Array> {
  return streamOfGenerator(listingPieces(directories, root, options));
}

async function* listingPieces(
  directories: DirectoryReader,
  root: Node,
  options: CallOptions | undefined,
): AsyncGenerator<Uint8Array, void> {
  // The NAR is written without contents: so the places of all files are known.
  const writer = new NarWriter(() => {});
  let text = '{"version":1,"root":';
  let isFirst = true;
  for await (const step of walkTree(directories, root, options)) {
    if (step.kind === "leave") {
      writer.endDirectory();
      text += "}}";
      isFirst = false;
      continue;
    }
    const { name, node } = step;
    if (name !== "") {
      writer.entry(name);
      text += `${isFirst ? "" : ","}${quoteListed(name)}:`;
    }
    isFirst = node.kind === "directory";
    if (node.kind === "directory") {
      writer.startDirectory();
      text += '{"type":"directory","entries":{';
    } else if (node.kind === "symlink") {
      writer.symlink(node.target);
      text += listedToJson({ type: "symlink", target: node.target });
    } else {
      const { size, executable } = node;
      const narOffset = writer.size + narFileStartSize(executable);
      writer.file(size, executable);
      writer.skip(size);
      text += listedToJson({ type: "regular", size, executable, narOffset });
    }
    if (text.length < pieceSize) continue;
    yield toBytes(text);
    text = "";
  }
  yield toBytes(`${text}}`);
}
