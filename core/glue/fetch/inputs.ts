/** Fetching inputs of every type. */
import { canonPath, NixError } from "../../eval/index.ts";
import { splitStorePath } from "../../nix-compat/index.ts";
import { asIoError } from "../errors.ts";
import type { EvalIO } from "../eval-io.ts";
import type { EvalStore } from "../eval-store.ts";
import type { Downloads } from "./download.ts";
import { archiveUrl, commitOf } from "./forges.ts";
import type { GitInputs } from "./git.ts";
import {
  type BroughtInput,
  checkFetched,
  checkInput,
  type FetchedInput,
  flagOf,
  hashMismatch,
  type Input,
  integerOf,
  keyOf,
  neededText,
  parsedNarHash,
  type ReadonlyInput,
  textOf,
  urlOf,
} from "./input.ts";
import type { FetchRules } from "./rules.ts";
import { fileTree, sri, type StoreTrees } from "./store-trees.ts";
import type { UrlFetches } from "./url.ts";

/** How an input is fetched, beyond its attributes. */
export interface InputOptions {
  /** Name in the store. */
  name: string;
  /** Whether git leaves files marked `export-ignore` away by default. */
  exportIgnore: boolean;
}

/** Finds what names of flakes stand for; null when they stand for nothing. */
export type Registry = (input: ReadonlyInput) => ReadonlyInput | null;

export class Inputs {
  private readonly known = new Map<string, FetchedInput>();

  constructor(
    private readonly store: EvalStore,
    private readonly trees: StoreTrees,
    private readonly downloads: Downloads,
    private readonly urls: UrlFetches,
    private readonly git: GitInputs,
    private readonly rules: FetchRules,
    private readonly registry: Registry,
    private readonly pure: boolean,
  ) {}

  /**
   * Fetches an input; the same one once. With a NAR hash and all else that is to be told of the tree, it is
   * fetched when somebody looks.
   * @throws NixError
   */
  fetch(asked: ReadonlyInput, options: InputOptions = { name: "source", exportIgnore: false }): FetchedInput {
    checkInput(asked, this.rules);
    const input = this.direct(asked);
    const key = `${options.name} ${options.exportIgnore} ${keyOf(input)}`;
    let fetched = this.known.get(key);
    if (fetched === undefined) {
      if (this.pure && !isLocked(input)) {
        throw new NixError(
          "restricted",
          `in pure evaluation mode, a tree can only be fetched with its hash or commit: '${urlOf(input)}' has none`,
        );
      }
      fetched = this.later(input, options) ?? this.now(input, options);
      this.known.set(key, fetched);
    }
    return fetched;
  }

  /** Looks up the name of a flake. */
  direct(input: ReadonlyInput): ReadonlyInput {
    if (input.get("type") !== "indirect") return input;
    const found = this.registry(input);
    if (found === null) {
      throw new NixError("value", `cannot find flake '${urlOf(input)}' in the flake registries`);
    }
    const direct: Input = new Map(found);
    for (const name of ["ref", "rev"]) {
      const value = input.get(name);
      if (value !== undefined) direct.set(name, value);
    }
    return direct;
  }

  /** A tree whose hash is known is in its place before it is fetched. */
  private later(input: ReadonlyInput, options: InputOptions): FetchedInput | null {
    const narHash = textOf(input, "narHash");
    if (narHash === null || !tellsAll(input)) return null;
    const digest = parsedNarHash(narHash);
    const fixed = { recursive: true, algorithm: "sha256", digest } as const;
    const storePath = this.trees.pathOf(options.name, fixed);
    this.trees.addLater(
      storePath,
      fixed,
      () => this.bring(input, options).tree,
      (got) => hashMismatch(input, storePath, sri(got)),
    );
    return { storePath, narHash: sri(digest), locked: input };
  }

  private now(input: ReadonlyInput, options: InputOptions): FetchedInput {
    const { locked, dirtyRev, ...content } = this.bring(input, options);
    const { path, digest } = this.trees.add(options.name, content, true);
    const fetched: FetchedInput = {
      storePath: path,
      narHash: sri(digest),
      locked: locked.set("narHash", sri(digest)),
      ...(dirtyRev === undefined ? {} : { dirtyRev }),
    };
    checkFetched(input, fetched);
    return fetched;
  }

  private bring(input: ReadonlyInput, { exportIgnore }: InputOptions): BroughtInput {
    switch (input.get("type")) {
      case "path":
        return this.path(input);
      case "tarball":
        return this.tarball(input);
      case "file":
        return this.file(input);
      case "git":
        return this.git.fetch(input, exportIgnore);
      case "github":
      case "gitlab":
      case "sourcehut":
        return this.forge(input);
      default:
        throw new NixError(
          "unsupported",
          `cannot fetch '${urlOf(input)}': Mercurial repositories are not supported`,
        );
    }
  }

  private path(input: ReadonlyInput): BroughtInput {
    const path = neededText(input, "path");
    if (!path.startsWith("/")) {
      throw new NixError("value", `cannot fetch input '${urlOf(input)}' because it uses a relative path`);
    }
    const { tree, storeDir, objects } = this.store;
    const root = canonPath(path, "", "");
    if (asIoError(() => tree.kind(root)) === null) {
      throw new NixError("io", `getting status of '${root}': No such file or directory`);
    }
    const split = splitStorePath(root, storeDir);
    const isSource = split?.rest === "" && root.endsWith("-source") && objects.has(root);
    const lastModified = isSource ? (integerOf(input, "lastModified") ?? 0) : newest(tree, root);
    const locked: Input = new Map(input);
    if (lastModified !== null) locked.set("lastModified", lastModified);
    return { tree: { io: tree, root }, accepted: null, locked };
  }

  private tarball(input: ReadonlyInput): BroughtInput {
    const url = neededText(input, "url");
    const { tree, modified, immutableUrl } = this.urls.archive(url);
    const locked: Input = new Map(input);
    if (this.rules.newInputs) {
      locked.set("lastModified", modified);
      if (immutableUrl !== null) locked.set("url", immutableUrl);
    }
    return { tree, accepted: null, locked };
  }

  private file(input: ReadonlyInput): BroughtInput {
    if (flagOf(input, "unpack")) return this.tarball(input);
    const { bytes } = this.downloads.get(neededText(input, "url"));
    return { tree: fileTree(bytes), accepted: null, locked: new Map(input) };
  }

  private forge(input: ReadonlyInput): BroughtInput {
    const rev = textOf(input, "rev") ?? commitOf(input, this.downloads);
    const { tree, modified } = this.urls.archive(archiveUrl(input, rev));
    const locked: Input = new Map(input);
    locked.delete("ref");
    locked.set("rev", rev).set("lastModified", modified);
    return { tree, accepted: null, locked };
  }
}

/** Whether an input names one tree for ever. */
export function isLocked(input: ReadonlyInput): boolean {
  return input.has("narHash") || input.has("rev");
}

/** Whether an input tells all that evaluation gets to see of its tree. */
function tellsAll(input: ReadonlyInput): boolean {
  switch (input.get("type")) {
    case "git":
      return (
        input.has("rev") && input.has("lastModified") && (input.has("revCount") || flagOf(input, "shallow"))
      );
    case "github":
    case "gitlab":
    case "sourcehut":
      return input.has("rev") && input.has("lastModified");
    case "file":
      return true;
    default:
      return integerOf(input, "lastModified") !== null;
  }
}

/** The time of the youngest file at and below a path, in seconds since 1970; null where files have none. */
function newest(io: EvalIO, path: string): number | null {
  let time = io.modified?.(path) ?? null;
  if (time === null || io.kind(path) !== "directory") return time;
  for (const name of io.readDir(path).keys()) {
    time = Math.max(time, newest(io, path === "/" ? `/${name}` : `${path}/${name}`) ?? 0);
  }
  return time;
}
