/** The explorer's views: each is loaded when it is first shown. */
import { lazy, type Component } from "solid-js";
import type { ViewName, ViewProps } from "./types.ts";

/** A view as the explorer's frame knows it. */
export interface View {
  /** On its tab. */
  label: string;
  /** What it shows, for the tab's tooltip. */
  hint: string;
  component: Component<ViewProps>;
}

const derivation = () => import("./derivation/index.ts");
const lists = () => import("./lists/index.ts");

export const views: Readonly<Record<ViewName, View>> = {
  files: {
    label: "Files",
    hint: "The tree of files, and what is in them",
    component: lazy(async () => ({ default: (await import("./files/index.ts")).FilesView })),
  },
  info: {
    label: "Info",
    hint: "Hashes in every spelling, references, signatures, origin",
    component: lazy(async () => ({ default: (await import("./info/index.ts")).InfoView })),
  },
  nar: {
    label: "NAR",
    hint: "How the archive is laid out, with offsets",
    component: lazy(async () => ({ default: (await import("./archive/index.ts")).NarView })),
  },
  castore: {
    label: "Castore",
    hint: "Directories and chunks, and what shares them",
    component: lazy(async () => ({ default: (await import("./castore/index.ts")).CastoreView })),
  },
  closure: {
    label: "Closure",
    hint: "What it refers to, directly or not",
    component: lazy(async () => ({ default: (await lists()).ClosureView })),
  },
  derivation: {
    label: "Derivation",
    hint: "Outputs, inputs, builder and environment",
    component: lazy(async () => ({ default: (await derivation()).DerivationView })),
  },
  aterm: {
    label: "ATerm",
    hint: "The text of the .drv file",
    component: lazy(async () => ({ default: (await derivation()).AtermView })),
  },
  json: {
    label: "JSON",
    hint: "As nix derivation show prints it",
    component: lazy(async () => ({ default: (await derivation()).JsonView })),
  },
  graph: {
    label: "Graph",
    hint: "The derivations it is built from, and why",
    component: lazy(async () => ({ default: (await import("./graph/index.ts")).GraphView })),
  },
  explain: {
    label: "Explain",
    hint: "How its output paths come about, step by step",
    component: lazy(async () => ({ default: (await derivation()).ExplainView })),
  },
  compare: {
    label: "Compare",
    hint: "Against another one",
    component: lazy(async () => ({ default: (await import("./compare/index.ts")).CompareView })),
  },
  narinfo: {
    label: "narinfo",
    hint: "Each field explained, its signature checked",
    component: lazy(async () => ({ default: (await lists()).NarinfoView })),
  },
  listing: {
    label: "Listing",
    hint: "The files a .ls names",
    component: lazy(async () => ({ default: (await lists()).ListingView })),
  },
  paths: {
    label: "Paths",
    hint: "The store paths of the list",
    component: lazy(async () => ({ default: (await lists()).PathsView })),
  },
};
