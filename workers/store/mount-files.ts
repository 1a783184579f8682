/** Files as evaluation sees them: those of the request, and trees of the store at `/mounts/<name>`. */
import type { FileKind } from "../../core/eval/index.ts";
import type { EvalIO, FileReceiver } from "../../core/glue/index.ts";
import type { TreeFiles } from "./tree-files.ts";

/** Where trees are mounted. */
export const mountsPath = "/mounts";

const prefix = `${mountsPath}/`;

/** {@link EvalIO} over two worlds. */
export class MountFiles implements EvalIO {
  constructor(
    private readonly files: EvalIO,
    private readonly trees: ReadonlyMap<string, TreeFiles>,
  ) {}

  kind(path: string): FileKind | null {
    if (path === mountsPath) return "directory";
    const { io, at } = this.locate(path);
    return io?.kind(at) ?? null;
  }

  read(path: string): string {
    const { io, at } = this.existing(path);
    return io.read(at);
  }

  readInto(path: string, receiver: FileReceiver): void {
    const { io, at } = this.existing(path);
    io.readInto(at, receiver);
  }

  readDir(path: string): Map<string, FileKind> {
    if (path === mountsPath) return new Map([...this.trees.keys()].map((name) => [name, "directory"]));
    const { io, at } = this.existing(path);
    const entries = io.readDir(at);
    return path === "/" ? new Map([...entries, [mountsPath.slice(1), "directory"]]) : entries;
  }

  readLink(path: string): string {
    const { io, at } = this.existing(path);
    return io.readLink(at);
  }

  /** Of what is in a tree: the root's digest in hex, and what the content is there. */
  contentKey(path: string): string | null {
    const { io, at, tree } = this.locate(path);
    const key = io?.contentKey?.(at) ?? null;
    return key === null || tree === null ? key : `${tree.rootHex} ${key}`;
  }

  modified(path: string): number | null {
    const { io, at } = this.locate(path);
    return io?.modified?.(at) ?? null;
  }

  private locate(path: string): { io: EvalIO | null; at: string; tree: TreeFiles | null } {
    if (!path.startsWith(prefix)) return { io: this.files, at: path, tree: null };
    const end = path.indexOf("/", prefix.length);
    const name = end < 0 ? path.slice(prefix.length) : path.slice(prefix.length, end);
    const tree = this.trees.get(name) ?? null;
    return { io: tree, at: end < 0 ? "/" : path.slice(end), tree };
  }

  private existing(path: string): { io: EvalIO; at: string } {
    const { io, at } = this.locate(path);
    if (io === null) throw new Error(`opening file '${path}': No such file or directory`);
    return { io, at };
  }
}
