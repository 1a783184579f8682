/** The files of a request as evaluation reads them. */
import { emptyDirectory, type MemoryDirectory, type MemoryNode, MemoryTree } from "../core/glue/index.ts";
import type { Files } from "./protocol.ts";
import { toBytes } from "./text.ts";

/** A file that is encoded when it is first read. */
class RequestFile implements Extract<MemoryNode, { kind: "regular" }> {
  readonly kind = "regular";
  readonly executable = false;
  private encoded: Uint8Array | null = null;

  constructor(private readonly content: string | Uint8Array) {}

  get bytes(): Uint8Array {
    const { content } = this;
    return (this.encoded ??= typeof content === "string" ? new TextEncoder().encode(content) : content);
  }
}

/**
 * Files in memory by their absolute paths.
 * @throws Error where a path goes through a file, or is no absolute path
 */
export function requestFiles(files: Files): MemoryTree {
  const root = emptyDirectory();
  for (const [path, content] of Object.entries(files)) {
    const names = toBytes(path).split("/");
    const last = names.pop()!;
    if (names[0] !== "" || last === "") throw new Error(`'${path}' is no absolute path of a file`);
    let directory: MemoryDirectory = root;
    for (const name of names.slice(1)) {
      let next = directory.entries.get(name);
      if (next === undefined) directory.entries.set(name, (next = emptyDirectory()));
      if (next.kind !== "directory") throw new Error(`'${path}' goes through '${name}', which is a file`);
      directory = next;
    }
    if (directory.entries.get(last)?.kind === "directory") {
      throw new Error(`'${path}' is both a file and a folder`);
    }
    directory.entries.set(last, new RequestFile(content));
  }
  return new MemoryTree(root);
}
