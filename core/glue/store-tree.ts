/** Files as evaluation sees them: those of the world, and over them the store objects of this evaluator. */
import type { Digested, FileKind } from "../eval/index.ts";
import { splitStorePath } from "../nix-compat/index.ts";
import type { EvalIO, FileReceiver } from "./eval-io.ts";
import type { StoreObjects } from "./objects.ts";

/** Where a path really leads. */
interface Place {
  io: EvalIO;
  path: string;
  /** Whether a filter left it out. */
  hidden: boolean;
  accepted: ReadonlySet<string> | null;
}

/** A text as the only file of a tree, at `/`. */
class TextFile implements EvalIO {
  constructor(private readonly object: { readonly text: string }) {}

  kind(path: string): FileKind | null {
    return path === "/" ? "regular" : null;
  }

  read(path: string): string {
    if (path !== "/") throw new Error("a file has no entries");
    return this.object.text;
  }

  readDir(): Map<string, FileKind> {
    throw new Error("it is a file, not a directory");
  }

  readLink(): string {
    throw new Error("it is a file, not a symbolic link");
  }

  readInto(path: string, receiver: FileReceiver): void {
    const text = this.read(path);
    receiver.begin(text.length, false);
    receiver.write(Uint8Array.from(text, (char) => char.charCodeAt(0)));
  }
}

/** {@link EvalIO} over another one, with store objects in their places. */
export class StoreTree implements EvalIO {
  private readonly prefix: string;

  constructor(
    private readonly base: EvalIO,
    private readonly storeDir: string,
    private readonly objects: StoreObjects,
  ) {
    this.prefix = `${storeDir}/`;
  }

  private locate(path: string): Place {
    const { base, storeDir } = this;
    if (path.startsWith(this.prefix)) {
      const { storePath, rest } = splitStorePath(path, storeDir)!;
      const object = this.objects.get(storePath);
      switch (object?.type) {
        case "text":
          return {
            io: new TextFile(object),
            path: rest === "" ? "/" : rest,
            hidden: false,
            accepted: null,
          };
        case "copy": {
          const at = object.from + rest;
          const { accepted } = object;
          return {
            io: this,
            path: at,
            hidden: accepted !== null && rest !== "" && !accepted.has(at),
            accepted,
          };
        }
        case "fetched": {
          const { io, root } = object.tree();
          return { io, path: root + rest || "/", hidden: false, accepted: null };
        }
      }
    }
    return { io: base, path, hidden: false, accepted: null };
  }

  kind(path: string): FileKind | null {
    const place = this.locate(path);
    return place.hidden ? null : place.io.kind(place.path);
  }

  read(path: string): string {
    const { io, path: at } = this.visible(path);
    return io.read(at);
  }

  readDir(path: string): Map<string, FileKind> {
    const { io, path: at, accepted } = this.visible(path);
    const entries = io.readDir(at);
    if (accepted === null) return entries;
    return new Map([...entries].filter(([name]) => accepted.has(`${at}/${name}`)));
  }

  readLink(path: string): string {
    const { io, path: at } = this.visible(path);
    return io.readLink(at);
  }

  readInto(path: string, receiver: FileReceiver): void {
    const { io, path: at } = this.visible(path);
    io.readInto(at, receiver);
  }

  contentKey(path: string): string | null {
    const { io, path: at, hidden, accepted } = this.locate(path);
    return hidden || accepted !== null ? null : (io.contentKey?.(at) ?? null);
  }

  knownDigest(path: string, of: Digested): Uint8Array | null {
    const { io, path: at, hidden } = this.locate(path);
    return hidden ? null : (io.knownDigest?.(at, of) ?? null);
  }

  noteDigest(path: string, of: Digested, digest: Uint8Array): void {
    const { io, path: at } = this.locate(path);
    io.noteDigest?.(at, of, digest);
  }

  hasNoLinks(directory: string): boolean {
    const { io, path: at, hidden } = this.locate(directory);
    return !hidden && io.hasNoLinks?.(at) === true;
  }

  modified(path: string): number | null {
    const { io, path: at } = this.locate(path);
    return io.modified?.(at) ?? null;
  }

  private visible(path: string): Place {
    const place = this.locate(path);
    if (place.hidden) throw new Error(`opening file '${path}': No such file or directory`);
    return place;
  }
}
