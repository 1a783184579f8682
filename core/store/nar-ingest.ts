/** Storing what a NAR holds. */
import {
  bytesEqual,
  CastoreError,
  piecesOf,
  StreamHasher,
  symlinkTo,
  TreeWriter,
  type BlobWriter,
  type ImportOptions,
  type Node,
  type PendingEntry,
  type PendingNode,
  type Stores,
} from "../castore/index.ts";
import { toBase16 } from "../nix-compat/index.ts";
import { NarReader, type NarHandler } from "../nix-compat/index.ts";
import type { NarSummary } from "./nar-calculation.ts";

/** A NAR's content and what the NAR was. */
export interface IngestedNar extends NarSummary {
  readonly node: Node;
}

export interface NarIngestOptions extends ImportOptions {
  /** What the NAR must be; else it is refused. */
  readonly expected?: NarSummary | undefined;
  /** Asked what the NAR was before the tree's root is stored; what it throws ends the ingest. */
  readonly check?: ((found: NarSummary) => void) | undefined;
}

/** Files up to this size are stored in one piece. */
const wholeUpTo = 1 << 20;

/** Bytes parsed at once: what they say is kept until it has been stored. */
const sliceSize = 64 << 10;

/**
 * Stores a NAR's content and hashes the NAR, in one pass and constant memory.
 * @throws NarError with the offset when it is no valid NAR; CastoreError (`corrupt`) when it is not the expected
 *   one. The tree's root is not stored then.
 */
export async function ingestNar(
  stores: Stores,
  nar: ReadableStream<Uint8Array>,
  options: NarIngestOptions = {},
): Promise<IngestedNar> {
  const hasher = await StreamHasher.open("sha256");
  const tree = new NarTree(stores, await TreeWriter.open(stores, options), options);
  const told: NarEvent[] = [];
  const reader = new NarReader(recorder(told));
  try {
    for await (const piece of piecesOf(nar, options.signal)) {
      for (let at = 0; at < piece.length; at += sliceSize) {
        const slice = piece.subarray(at, at + sliceSize);
        reader.push(slice);
        hasher.update(slice);
        for (const event of told) await tree.take(event);
        told.length = 0;
      }
    }
    reader.end();
    const summary = { narSize: reader.size, narSha256: hasher.digest() };
    if (options.expected !== undefined) checkSummary(options.expected, summary);
    options.check?.(summary);
    return { node: await tree.finish(), ...summary };
  } catch (error) {
    await tree.abort();
    throw error;
  } finally {
    hasher.release();
  }
}

/** Whether a NAR is the one that was expected. @throws CastoreError (`corrupt`) */
export function checkSummary(expected: NarSummary, found: NarSummary): void {
  if (expected.narSize !== found.narSize) {
    throw new CastoreError("corrupt", `the NAR has ${found.narSize} bytes instead of ${expected.narSize}`);
  }
  if (!bytesEqual(expected.narSha256, found.narSha256)) {
    const [is, was] = [found.narSha256, expected.narSha256].map(toBase16);
    throw new CastoreError("corrupt", `the NAR has the SHA-256 ${is} instead of ${was}`);
  }
}

type NarEvent =
  | { kind: "directory" | "endDirectory" | "endFile" }
  | { kind: "entry"; name: string }
  | { kind: "file"; size: number; executable: boolean }
  | { kind: "data"; bytes: Uint8Array }
  | { kind: "symlink"; target: string };

/** The reader tells without waiting, storing has to be waited for: so what it tells is noted down. */
function recorder(told: NarEvent[]): NarHandler {
  return {
    directory: () => void told.push({ kind: "directory" }),
    entry: (name) => void told.push({ kind: "entry", name }),
    endDirectory: () => void told.push({ kind: "endDirectory" }),
    file: (size, executable) => void told.push({ kind: "file", size, executable }),
    data: (bytes) => void told.push({ kind: "data", bytes }),
    endFile: () => void told.push({ kind: "endFile" }),
    symlink: (target) => void told.push({ kind: "symlink", target }),
  };
}

interface OpenFile {
  readonly size: number;
  readonly executable: boolean;
  /** Where the bytes go: into memory, or straight to the blob service. */
  readonly content: { buffer: Uint8Array; used: number } | BlobWriter;
}

/** Builds the tree that a NAR tells of. */
class NarTree {
  private readonly open: { path: string; name: string; entries: PendingEntry[] }[] = [];
  /** The name of the node that comes next. */
  private name = "";
  private file: OpenFile | null = null;
  private root: PendingNode | null = null;

  constructor(
    private readonly stores: Stores,
    private readonly writer: TreeWriter,
    private readonly options: ImportOptions,
  ) {}

  async take(event: NarEvent): Promise<void> {
    switch (event.kind) {
      case "entry":
        this.name = event.name;
        break;
      case "directory":
        this.open.push({ path: this.path(), name: this.name, entries: [] });
        break;
      case "endDirectory": {
        const { path, name, entries } = this.open.pop()!;
        this.add(name, await this.writer.directory(entries, path));
        break;
      }
      case "symlink":
        this.add(this.name, symlinkTo(event.target));
        break;
      case "file":
        this.file = { ...event, content: this.openContent(event.size) };
        break;
      case "data":
        await this.write(this.file!, event.bytes);
        break;
      case "endFile":
        this.add(this.name, await this.close(this.file!));
        this.file = null;
        break;
    }
  }

  finish(): Promise<Node> {
    return this.writer.finish(this.root!);
  }

  async abort(): Promise<void> {
    const content = this.file?.content;
    if (content !== undefined && "abort" in content) await content.abort();
    await this.writer.abort();
  }

  /** Where the node that comes next stands. */
  private path(): string {
    const within = this.open.at(-1)?.path ?? "";
    return within === "" ? this.name : `${within}/${this.name}`;
  }

  private add(name: string, pending: PendingNode): void {
    const parent = this.open.at(-1);
    if (parent === undefined) this.root = pending;
    else parent.entries.push({ name, pending });
  }

  private openContent(size: number): OpenFile["content"] {
    if (size > wholeUpTo) return this.stores.blobs.openWrite(this.options);
    return { buffer: new Uint8Array(size), used: 0 };
  }

  private async write({ content }: OpenFile, bytes: Uint8Array): Promise<void> {
    if ("write" in content) return content.write(bytes);
    content.buffer.set(bytes, content.used);
    content.used += bytes.length;
  }

  private async close({ content, size, executable }: OpenFile): Promise<PendingNode> {
    if ("buffer" in content) return this.writer.file(content.buffer, executable);
    return { node: { kind: "file", digest: await content.close(), size, executable } };
  }
}
