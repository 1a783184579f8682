/** Opening a file: it is told by its content, stored and kept. */
import {
  ArchiveError,
  type ArchiveSource,
  type IdbStore,
  importArchive,
  type Node,
  type PutOptions,
  sourceOfStream,
  streamOfBytes,
  streamOfGenerator,
} from "../../core/castore/index.ts";
import {
  derivationOfFile,
  type FileKind,
  fileKind,
  gather,
  ingestExport,
  kindNames,
  maxDerivation,
  nodeRef,
  peel,
  type Peeled,
} from "../../core/explore/index.ts";
import {
  DerivationError,
  fromBytes as byteString,
  ListingError,
  NarInfoError,
  parseListing,
  StorePathError,
  toBase16,
} from "../../core/nix-compat/index.ts";
import { ingestNar } from "../../core/store/index.ts";
import type { Opened, Subject } from "../explorer-protocol.ts";
import { exportedInfo, type ExportedInfo } from "./exported-info.ts";
import { HashedStream } from "./hashed-stream.ts";
import { type KnownPaths, pathOf, type PathOffer, refusal } from "./known-paths.ts";
import { NarsAndNarInfos } from "./nars-and-narinfos.ts";
import type { OpenedThings } from "./opened-things.ts";
import type { OpenTicker } from "./open-progress.ts";

/** Largest narinfo, listing and list of paths that is read. */
const maxDocument = 64 << 20;

export interface FileToOpen {
  /** All of it, from the start; asked for once. */
  stream: ReadableStream<Uint8Array>;
  /** The file itself, of which any part can be read; null where there is only a stream. */
  blob: Blob | null;
  size: number | null;
  /** For people: a file's name, a URL. */
  name: string;
}

export interface OpenContext {
  signal: AbortSignal;
  ticker: OpenTicker;
  /** Bytes that there is room for. */
  limit: number;
  time: number;
  /** Keys of which one should have signed a narinfo. */
  trustedKeys: readonly string[];
}

/** What a file turned out to be. */
interface Content {
  subject: Subject;
  warnings: string[];
  narSha256?: string;
  infos?: PathOffer[];
}

/** Where content is stored, and how it is told. */
interface Into {
  store: IdbStore;
  options: PutOptions;
  name: string;
  signal: AbortSignal;
}

export class FileOpener {
  private readonly pairs: NarsAndNarInfos;

  constructor(
    private readonly things: OpenedThings,
    private readonly paths: KnownPaths,
  ) {
    this.pairs = new NarsAndNarInfos(things, paths);
  }

  open(file: FileToOpen, context: OpenContext): Promise<Opened> {
    return this.things.storing(context.signal, (store) => this.read(store, file, context));
  }

  private async read(store: IdbStore, file: FileToOpen, context: OpenContext): Promise<Opened> {
    const { signal, ticker, limit } = context;
    ticker.phase("reading", file.size);
    const hashed = await HashedStream.open(file.stream, (bytes) => ticker.read(bytes), signal);
    try {
      const peeled = await peel(hashed.stream, limit, signal);
      const kind = fileKind(peeled.head);
      const into: Into = {
        store,
        options: { signal, onStored: ticker.stored },
        name: plainName(file.name, peeled.layers.length > 0),
        signal,
      };
      const content = await this.take(kind, peeled, file, into);
      ticker.phase("finishing");
      const { fresh, refused } = await this.paths.put(store, content.infos ?? []);
      const { size, sha256 } = hashed.end();
      const format = [kindNames[kind], ...peeled.layers].join(", ");
      const opened: Opened = {
        subject: content.subject,
        name: file.name,
        time: context.time,
        warnings: [...content.warnings, ...refused.map(refusal)],
        origin: { format, size, sha256 },
      };
      const { subject, warnings, brought } = await this.pairs.pair(
        store,
        opened,
        content.narSha256 ?? null,
        context,
      );
      return await this.things.remember(
        store,
        { ...opened, subject, warnings },
        { narSha256: content.narSha256 ?? null, brought: [...fresh, ...brought] },
      );
    } finally {
      hashed.release();
    }
  }

  private async take(kind: FileKind, peeled: Peeled, file: FileToOpen, into: Into): Promise<Content> {
    const { store, options, name } = into;
    switch (kind) {
      case "nar": {
        const nar = await ingestNar(store, streamOfGenerator(peeled.pieces), options);
        return { ...nodeContent(nar.node, name), narSha256: toBase16(nar.narSha256) };
      }
      case "export":
        return this.export(peeled, into);
      case "tar":
      case "zip": {
        const source = await archiveSource(kind, peeled, file);
        const { root, warnings } = await importArchive(store, source, options);
        return { ...nodeContent(root, name), warnings: [...warnings] };
      }
      case "derivation":
        return this.document(kind, peeled, into, maxDerivation, (text) => derivationContent(text, name));
      case "narinfo":
        // Damaged ones and several in one text too: the view of narinfos tells line by line what is wrong.
        return this.document(kind, peeled, into, maxDocument, () => undefined);
      case "listing":
        return this.document(kind, peeled, into, maxDocument, (text) => void parseListing(text));
      case "paths": {
        const text = byteString(await gather(peeled.pieces, maxDocument, "a list of store paths"));
        const paths = [...new Set(text.split(/\r?\n/).filter((line) => line !== ""))];
        return { subject: { type: "paths", paths, name }, warnings: [] };
      }
      case "elf":
      case "file": {
        const writer = store.blobs.openWrite(options);
        let size = 0;
        for await (const piece of peeled.pieces) {
          size += piece.length;
          await writer.write(piece);
        }
        const digest = await writer.close();
        return nodeContent({ kind: "file", digest, size, executable: false }, name);
      }
    }
  }

  /** A small file whose text is read; one that turns out to be something else is a plain file. */
  private async document(
    kind: "derivation" | "narinfo" | "listing",
    peeled: Peeled,
    { store, options, name }: Into,
    limit: number,
    read: (text: string) => Content | void,
  ): Promise<Content> {
    const bytes = await gather(peeled.pieces, limit, `a ${kindNames[kind]}`);
    const digest = await store.blobs.put(bytes, options);
    const node: Node = { kind: "file", digest, size: bytes.length, executable: false };
    try {
      const read_ = read(byteString(bytes));
      if (read_ !== undefined) return read_;
    } catch (error) {
      if (!isFormatError(error)) throw error;
      const warning = `it begins like a ${kindNames[kind]}, but is none: ${error.message}`;
      return { ...nodeContent(node, name), warnings: [warning] };
    }
    return { subject: { type: "document", kind, node: nodeRef(node), name }, warnings: [] };
  }

  private async export(peeled: Peeled, { store, options, name }: Into): Promise<Content> {
    const found: ExportedInfo[] = [];
    for await (const item of ingestExport(store, streamOfGenerator(peeled.pieces), options)) {
      found.push(await exportedInfo(store, item));
    }
    if (found.length === 0) throw new ArchiveError("the export stream holds no store path");
    const paths = found.map(({ info }) => pathOf(info.storePath));
    const unproven = found.filter(({ proven }) => !proven).length;
    const warnings = found.flatMap(({ warning }) => (warning === null ? [] : [warning]));
    if (unproven > 0) {
      warnings.push(
        `export streams are not signed: nothing vouches for ${unproven === 1 && found.length === 1 ? "this path" : `${unproven} of ${found.length} paths`}`,
      );
    }
    const subject: Subject =
      paths.length === 1 ? { type: "path", path: paths[0]!, from: null } : { type: "paths", paths, name };
    return { subject, warnings, infos: found };
  }
}

function nodeContent(node: Node, name: string): Content {
  return { subject: { type: "node", node: nodeRef(node), name }, warnings: [] };
}

function derivationContent(text: string, name: string): Content | void {
  const named = derivationOfFile(text, name);
  if (named === null) return;
  const { object, warning } = named;
  return {
    subject: { type: "path", path: object.path, from: null },
    warnings: warning === null ? [] : [warning],
    infos: [{ info: object.info, proven: true }],
  };
}

function isFormatError(error: unknown): error is Error {
  return (
    error instanceof DerivationError ||
    error instanceof NarInfoError ||
    error instanceof ListingError ||
    error instanceof StorePathError
  );
}

/** Zips are read in any order: from the file itself, or else from memory. */
async function archiveSource(
  kind: "tar" | "zip",
  peeled: Peeled,
  { blob }: FileToOpen,
): Promise<ArchiveSource> {
  if (kind === "tar") return { size: null, stream: () => streamOfGenerator(peeled.pieces), read: unread };
  if (blob === null || peeled.layers.length > 0) return sourceOfStream(streamOfGenerator(peeled.pieces));
  // All is read once for the hash, and then again in its own order.
  for await (const _ of peeled.pieces);
  return {
    size: blob.size,
    stream: () => blob.stream(),
    read: async (start, end) => new Uint8Array(await blob.slice(start, end).arrayBuffer()),
  };
}

function unread(): Promise<never> {
  return Promise.reject(new Error("a tar is read from its start"));
}

/** A name without what compression and NARs add to it. */
function plainName(name: string, compressed: boolean): string {
  const last = name
    .replace(/[?#].*$/, "")
    .replace(/\/+$/, "")
    .replace(/^.*\//, "");
  const bare = compressed ? last.replace(/\.(?:xz|zst|zstd|bz2|gz)$/i, "") : last;
  return bare === "" ? name : bare;
}

/** A text that was typed, as a file. */
export function fileOfText(text: string, name: string): FileToOpen {
  const bytes = new TextEncoder().encode(text);
  return { stream: streamOfBytes(bytes), blob: null, size: bytes.length, name };
}
