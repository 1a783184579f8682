/** What the explorer's views share. */
import type { Accessor } from "solid-js";
import type { CacheSetting, EntryView, OpenSource, Opened, Subject } from "../../../workers/index.ts";
import type { ExplorerClient } from "../run/explorer-client.ts";

/** How a subject is looked at; part of links. */
export type ViewName =
  /** Tree of files and a viewer. */
  | "files"
  /** Store path, hashes in every spelling, references, signatures, origin. */
  | "info"
  /** Layout of the NAR. */
  | "nar"
  /** Directories' encodings, blobs' chunks, what is shared. */
  | "castore"
  /** References between store paths. */
  | "closure"
  /** A derivation: readable, as ATerm, as JSON. */
  | "derivation"
  | "aterm"
  | "json"
  /** Input graph, why-depends. */
  | "graph"
  /** How its paths come about. */
  | "explain"
  /** Against `with`: of derivations, of closures. */
  | "compare"
  /** Documents and lists. */
  | "narinfo"
  | "listing"
  | "paths";

/** What is shown: what a link says. */
export interface Place {
  subject: Subject;
  view: ViewName;
  /** Where in it: a byte string with `/` between components for trees, a store path for graphs; "" for the whole. */
  at: string;
  /** The other side of a comparison. */
  with: Subject | null;
}

/** What every view is given. */
export interface ExplorerUi {
  client: ExplorerClient;
  /** Shows a place; `replace`: without a step to go back to. */
  go: (place: Partial<Place> & { subject: Subject }, options?: { replace?: boolean }) => void;
  /** Opens something new, with progress, and shows it. */
  open: (source: OpenSource) => void;
  /** Shows a store path: opened if it is here, else what can be done about it. */
  openPath: (path: string) => void;
  /** The whole URL of a place. */
  link: (place: Place) => string;
  caches: Accessor<readonly CacheSetting[]>;
  /** The ATerms of a derivation and all it is made of, as the last evaluation knows them; empty where it knows none. */
  evaluated: (drvPath: string) => Promise<{ path: string; aterm: string }[]>;
  /** Writes a file, or a tree as an archive, for the person to keep; with progress. */
  download: (node: EntryView, name: string, format: "file" | "tar" | "zip" | "nar") => void;
  /** Whether files are being searched, in the view of files. */
  searching: Accessor<boolean>;
  setSearching: (searching: boolean) => void;
  /** For screen readers and the toast. */
  announce: (text: string) => void;
}

/** What a view is given besides. */
export interface ViewProps {
  ui: ExplorerUi;
  place: Place;
  /** What was opened; null for what a link names and the store knew already. */
  opened: Opened | null;
  /** The root of the subject; null for lists of paths. */
  root: EntryView | null;
}
