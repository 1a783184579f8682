/**
 * What the page and the store worker say to each other when somebody looks into things: archives, derivations, store
 * paths, castore nodes. All plain data. Texts are ordinary UTF-16 strings unless they are called byte strings, which
 * have one character for each byte.
 */
import type { RootDigest, StoreAnswer, WorkReport } from "./store-protocol.ts";

/**
 * A castore node: its nameless `Entry` (castore.v1) in base64url without padding, as in nar-bridge's URLs. It says
 * kind, digest and size, so that all below can be asked for.
 */
export type NodeRef = string;

/** What a view is about; the same in links. */
export type Subject =
  /** A store path that the store has, or that `from`, the URL of a binary cache, may have. */
  | { type: "path"; path: string; from: string | null }
  /** A tree, or a file, without a store path. */
  | { type: "node"; node: NodeRef; name: string }
  /** A small file whose text means something: it is kept in the store, `node` names its content. */
  | { type: "document"; kind: "derivation" | "narinfo" | "listing"; node: NodeRef; name: string }
  /** Several store paths, as an export stream or a pasted list brings them. */
  | { type: "paths"; paths: string[]; name: string };

export type OpenSource =
  /** Any file that can be told by its content: see {@link ExplorerApi.open}. */
  | { type: "file"; file: Blob; name: string }
  /** A store path, a digest, a castore node, a URL, a narinfo, a derivation, a listing. */
  | { type: "text"; text: string }
  | { type: "url"; url: string }
  | { type: "subject"; subject: Subject };

/** A binary cache that may be asked. */
export interface CacheSetting {
  url: string;
  /** `name:base64`; what is not signed by one of them is refused. Empty: signatures are not asked for. */
  trustedKeys: string[];
}

export interface OpenRequest {
  source: OpenSource;
  /** Asked in this order for store paths that are not here. */
  caches: CacheSetting[];
}

export interface OpenProgress {
  phase: "fetching" | "reading" | "finishing";
  /** Bytes. */
  read: number;
  total: number | null;
  files: number;
}

/** Something that was opened. */
export interface Opened {
  subject: Subject;
  /** For people: a file's name, a store path. */
  name: string;
  /** Milliseconds since 1970. */
  time: number;
  /** What the source could not tell, or what about it is odd. */
  warnings: string[];
  /** What it came as. */
  origin: {
    /** As `NAR, xz`, for people. */
    format: string;
    /** Bytes of the file as it came; null where there was none. */
    size: number | null;
    /** SHA-256 in hex of the file as it came: narinfo's FileHash; null where there was none. */
    sha256: string | null;
  };
}

/** One entry of a tree. */
export interface EntryView {
  /** For people; bytes that are no UTF-8 are shown as `\xNN`. */
  name: string;
  /** The name as a byte string; empty for roots. */
  raw: string;
  node: NodeRef;
  kind: "directory" | "file" | "symlink";
  /** Bytes of a file; of a directory what castore calls its size; of a link the bytes of its target. */
  size: number;
  executable: boolean;
  /** Of links, for people. */
  target: string | null;
  /** Null for links, which have none. */
  digest: RootDigest | null;
}

export interface EntryPage {
  total: number;
  entries: EntryView[];
}

/** Everything below a node, counted. */
export interface TreeMeasure {
  files: number;
  executables: number;
  directories: number;
  symlinks: number;
  /** Of all files. */
  bytes: number;
  /** Of the NAR. */
  narSize: number;
  /** Bytes of files that differ: what the tree takes without repetitions. */
  distinctBytes: number;
}

export interface SearchQuery {
  /** Part of a name; `*` and `?` as in globs when it holds them; empty for all names. */
  name: string;
  /** Part of a file's content, as UTF-8; null to search names only. */
  content: string | null;
  /** Whether upper and lower case differ. */
  caseSensitive: boolean;
}

export interface SearchHit {
  /** Byte string, components joined by `/`. */
  raw: string;
  /** For people. */
  path: string;
  entry: EntryView;
  /** Where content was searched: the first place, with its line for people; `count` places in this file (1000 at most). */
  match: { offset: number; line: number | null; text: string; count: number } | null;
}

/** At most `limit` hits are told; the search then ends. */
export interface SearchReport {
  files: number;
  bytes: number;
  hits: SearchHit[];
  /** Whether there may be more. */
  cut: boolean;
}

/** A stretch of a NAR. */
export interface NarSegment {
  offset: number;
  /** Bytes, padding included. */
  length: number;
  what: "magic" | "open" | "close" | "entry" | "contents" | "padding" | "symlink";
  /** Whose it is, for people; components joined by `/`, empty for the root. */
  path: string;
  raw: string;
  /** For people: the tokens that stand there, as `( type regular executable contents`. */
  tokens: string;
  /** The same as byte strings, without their lengths and padding; empty for contents and their padding. */
  strings: string[];
  /** Of `contents`: the file. */
  node: NodeRef | null;
}

export interface NarLayout {
  narSize: number;
  /** Segments in all. */
  total: number;
  /** Those asked for. */
  segments: NarSegment[];
}

export interface NarHashes {
  narSize: number;
  /** Hex. */
  sha256: string;
  /** Of a regular, not executable file or of the whole NAR: what `nix hash file` would say; null for directories. */
  flatSha256: string | null;
}

export interface ChunkView {
  digest: RootDigest;
  offset: number;
  size: number;
  /** Kept files that hold this chunk, this one included, for people: `tree: path`; the first few. */
  shared: string[];
  sharedCount: number;
}

/** How a blob is kept. */
export interface BlobView {
  digest: RootDigest;
  size: number;
  chunks: ChunkView[];
  /** Whether the store knows chunks (small blobs are one) or they were cut now, by castore's rule. */
  stored: boolean;
}

/** A directory as castore sees it. */
export interface DirectoryView {
  digest: RootDigest;
  /** Bytes of its canonical encoding. */
  encoded: Uint8Array;
  /** What castore calls its size. */
  size: number;
  entries: number;
  /** Kept trees that hold this very directory, for people. */
  shared: string[];
}

/** What the store knows about a store path. */
export interface PathInfoView {
  path: string;
  node: NodeRef;
  narSize: number;
  /** Hex. */
  narSha256: string;
  references: string[];
  deriver: string | null;
  signatures: string[];
  ca: string | null;
  /** As a binary cache would write it, served by our own nar-bridge. */
  narinfo: string;
}

export interface PathPage {
  total: number;
  paths: { path: string; narSize: number }[];
}

/** A derivation's input graph; numbers are indices into `nodes`; node 0 is where it begins. */
export interface DerivationGraph {
  nodes: GraphNode[];
  /** Paths of derivations that the store does not have; they are nodes without inputs. */
  missing: number;
}

export interface GraphNode {
  path: string;
  /** `name` of its environment, else of its path. */
  name: string;
  system: string;
  kind: "derivation" | "fixed" | "source" | "missing";
  inputs: { node: number; outputs: string[] }[];
  /** Bytes of the ATerm; of sources the NAR's, 0 where unknown. */
  size: number;
}

/** A graph of references between store paths; node 0 is where it begins. */
export interface ClosureGraph {
  nodes: { path: string; narSize: number; references: number[]; known: boolean }[];
  /** Of all that are known. */
  narSize: number;
}

/** A step of how a path comes about. */
export interface FingerprintStep {
  /** For people: `hash of the derivation with its inputs replaced`. */
  title: string;
  /** Why it is done, a sentence. */
  why: string;
  /** What is hashed, a byte string, cut at 64 KiB. */
  input: string;
  inputSize: number;
  /** What is done with it, `sha256`, `compress to 20 bytes`, `base 32`. */
  operation: string;
  /** What comes out, as text. */
  output: string;
}

export interface PathExplanation {
  /** An output's path, or the derivation's own. */
  path: string;
  /** The output's name; null for the `.drv` itself. */
  output: string | null;
  steps: FingerprintStep[];
}

/** Two closures compared, by name of package. */
export interface ClosureDiff {
  before: { paths: number; narSize: number };
  after: { paths: number; narSize: number };
  changes: {
    name: string;
    before: { version: string; narSize: number; path: string }[];
    after: { version: string; narSize: number; path: string }[];
    /** Versions of it that both have; "" for those without. */
    shared: string[];
  }[];
}

/** Lines of a comparison, as `tvix drv diff` prints them. */
export interface DerivationDiff {
  text: string;
  /** False where both are the same. */
  differ: boolean;
}

export interface ElfView {
  /** As `ELF64, little-endian`. */
  format: string;
  type: string;
  machine: string;
  entry: string;
  interpreter: string | null;
  soname: string | null;
  needed: string[];
  rpath: string[];
  runpath: string[];
  sections: { name: string; type: string; address: string; offset: number; size: number }[];
  segments: { type: string; offset: number; size: number; address: string; flags: string }[];
  /** What is odd about the file. */
  warnings: string[];
}

/** What a store worker offers for looking into things. `job`s are chosen by the caller, for {@link cancel}. */
export interface ExplorerApi {
  /**
   * Opens something: told by its content, not by its name. NARs (plain, xz, zstd, bzip2, gzip), tars, zips, export streams, `.drv`,
   * narinfos, listings, other files. Content goes into the store, derivations and export streams with their path infos;
   * it is kept until {@link forget}. Store paths that are not here are fetched from the caches.
   *
   * Derivations are `path` subjects where their name can be told, and documents else; so are NARs whose narinfo was opened
   * as well, and export streams of one path.
   */
  open(
    job: string,
    request: OpenRequest,
    progress: (report: OpenProgress) => void,
  ): Promise<StoreAnswer<Opened>>;
  cancel(job: string): Promise<void>;
  /** What was opened, newest first; 200 at most are remembered. */
  opened(): Promise<StoreAnswer<Opened[]>>;
  /** Keeps it no longer. */
  forget(subject: Subject): Promise<StoreAnswer<null>>;

  /** The node of a subject that is here: kind `missing` where it is not. Lists of paths and documents have their own. */
  root(subject: Subject): Promise<StoreAnswer<EntryView>>;
  /** Entries `from` … `from + count` (5000 at most) of a directory, in castore's order. */
  children(node: NodeRef, from: number, count: number): Promise<StoreAnswer<EntryPage>>;
  /** What is at a path below a node; the path is a byte string, components joined by `/`. */
  at(node: NodeRef, raw: string): Promise<StoreAnswer<EntryView>>;
  measure(
    job: string,
    node: NodeRef,
    progress: (report: WorkReport) => void,
  ): Promise<StoreAnswer<TreeMeasure>>;
  /** Bytes `from` … `to` of a file; 1 MiB at most. */
  read(node: NodeRef, from: number, to: number): Promise<StoreAnswer<Uint8Array>>;
  /** A file, or a tree as an archive, to download. */
  download(
    job: string,
    node: NodeRef,
    format: "file" | "tar" | "zip" | "nar",
    progress: (report: WorkReport) => void,
  ): Promise<StoreAnswer<Blob>>;
  /** `found` is told hits as they come: in each report those since the one before. The answer has them all. */
  search(
    job: string,
    node: NodeRef,
    query: SearchQuery,
    limit: number,
    found: (report: SearchReport) => void,
  ): Promise<StoreAnswer<SearchReport>>;
  /** Null for files that are no ELF. */
  elf(node: NodeRef): Promise<StoreAnswer<ElfView | null>>;

  /** Segments `from` … `from + count` (5000 at most) of the NAR of a node. */
  narLayout(node: NodeRef, from: number, count: number): Promise<StoreAnswer<NarLayout>>;
  narHashes(
    job: string,
    node: NodeRef,
    progress: (report: WorkReport) => void,
  ): Promise<StoreAnswer<NarHashes>>;
  blob(job: string, node: NodeRef, progress: (report: WorkReport) => void): Promise<StoreAnswer<BlobView>>;
  directory(node: NodeRef): Promise<StoreAnswer<DirectoryView>>;

  /** Null where the store has no such path. */
  pathInfo(path: string): Promise<StoreAnswer<PathInfoView | null>>;
  /** Store paths that the store has, in order of their names, those that hold `match`. */
  paths(from: number, count: number, match: string): Promise<StoreAnswer<PathPage>>;
  /** Runtime closure by references. */
  closure(job: string, path: string): Promise<StoreAnswer<ClosureGraph>>;
  closureDiff(job: string, before: string, after: string): Promise<StoreAnswer<ClosureDiff>>;

  /** The text of a `.drv`, a byte string. */
  derivation(path: string): Promise<StoreAnswer<string>>;
  /** Keeps derivations that an evaluation made; each text must give its path. */
  addDerivations(texts: { path: string; aterm: string }[]): Promise<StoreAnswer<null>>;
  derivationGraph(
    job: string,
    path: string,
    progress: (report: WorkReport) => void,
  ): Promise<StoreAnswer<DerivationGraph>>;
  derivationDiff(job: string, before: string, after: string): Promise<StoreAnswer<DerivationDiff>>;
  /** How each output's path and the derivation's own come about; inputs must be here. */
  explain(job: string, path: string): Promise<StoreAnswer<PathExplanation[]>>;
}
