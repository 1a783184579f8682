/** `fetchurl`, `fetchTarball`, and derivations that are mere downloads. */
import { ArchiveError, decompress, type Decompressors } from "../../castore/index.ts";
import { NixError, type UrlRequest } from "../../eval/index.ts";
import {
  type Derivation,
  formatHash,
  type Hash,
  isHashAlgorithm,
  NarError,
  parseDerivation,
  parseHash,
} from "../../nix-compat/index.ts";
import { asValueError } from "../errors.ts";
import type { EvalStore } from "../eval-store.ts";
import type { MemoryNode } from "../memory-tree.ts";
import type { Downloads } from "./download.ts";
import { treeOfNar } from "./nar-tree.ts";
import type { FetchRules } from "./rules.ts";
import { fileTree, type Fixed, memoryTree, type StoreTrees, type Tree } from "./store-trees.ts";
import { newestBelow, onlyEntry, unpack, type Unpacked } from "./unpacked.ts";

/** An archive's tree without the directory at its top. */
export interface Archive {
  tree: Tree;
  /** Seconds since 1970, of its youngest file. */
  modified: number;
  /** Where the same archive will always be, if the host says so. */
  immutableUrl: string | null;
}

/** What `channel:NAME` stands for; other URLs are what they are. */
export function resolveChannel(url: string, rules: FetchRules): string {
  return url.startsWith("channel:") ? `${rules.channels}${url.slice(8)}/nixexprs.tar.xz` : url;
}

/** The last component of a path or URL, as Nix takes it: one slash at the end does not count. */
export function baseNameOf(url: string): string {
  const end = url.endsWith("/") ? url.length - 1 : url.length;
  return url.slice(url.lastIndexOf("/", end - 1) + 1, end);
}

/** What downloads need. */
export interface UrlFetchesOptions {
  store: EvalStore;
  trees: StoreTrees;
  downloads: Downloads;
  rules: FetchRules;
  decompressors: Decompressors;
  /** Whether what has no hash is refused. */
  pure: boolean;
  warn: (text: string) => void;
}

export class UrlFetches {
  private readonly archives = new Map<string, Archive>();

  constructor(private readonly options: UrlFetchesOptions) {}

  /** The store path of what `fetchurl` or `fetchTarball` brings. @throws NixError */
  fetch({ builtin, url: asked, name: askedName, sha256 }: UrlRequest): string {
    const url = resolveChannel(asked, this.options.rules);
    const recursive = builtin === "fetchTarball";
    const name = askedName ?? (recursive ? "source" : baseNameOf(url));
    if (sha256 === null) {
      if (this.options.pure) {
        throw new NixError(
          "restricted",
          `in pure evaluation mode, '${builtin}' requires a 'sha256' argument`,
        );
      }
      return this.options.trees.add(name, { tree: this.bring(url, recursive), accepted: null }, recursive)
        .path;
    }
    if (sha256 === "") this.options.warn(`found empty hash, assuming 'sha256-${"A".repeat(43)}='`);
    const fixed: Fixed = {
      recursive,
      algorithm: "sha256",
      digest: this.options.store.expectedDigest(sha256),
    };
    const path = this.options.trees.pathOf(name, fixed);
    this.options.trees.addLater(
      path,
      fixed,
      () => this.bring(url, recursive),
      (got) => {
        const show = (digest: Uint8Array): string =>
          `sha256:${formatHash({ algorithm: "sha256", digest }, "nix32")}`;
        return new NixError(
          "value",
          `hash mismatch in file downloaded from '${url}':\n  specified: ${show(fixed.digest)}\n  got:       ${show(got)}`,
        );
      },
    );
    return path;
  }

  private bring(url: string, unpacked: boolean): Tree {
    return unpacked ? this.archive(url).tree : fileTree(this.options.downloads.get(url).bytes);
  }

  /** Brings an archive, once, and takes off its top directory. @throws NixError */
  archive(url: string): Archive {
    let archive = this.archives.get(url);
    if (archive === undefined) this.archives.set(url, (archive = this.bringArchive(url)));
    return archive;
  }

  private bringArchive(url: string): Archive {
    const { downloads, decompressors } = this.options;
    const { bytes, immutableUrl } = downloads.get(url);
    let unpacked: Unpacked;
    try {
      unpacked = unpack(bytes, decompressors);
    } catch (error) {
      if (!(error instanceof ArchiveError)) throw error;
      throw new NixError("value", `cannot unpack '${url}': ${error.message}`);
    }
    // The tree is kept; the archive would be kept for nothing.
    downloads.forget(url);
    const top = this.top(unpacked, url);
    return { tree: memoryTree(top), modified: newestBelow(top, unpacked.modified), immutableUrl };
  }

  private top(unpacked: Unpacked, url: string): MemoryNode {
    const only = onlyEntry(unpacked);
    if (this.options.rules.keepsSeveralTopEntries) return only?.kind === "directory" ? only : unpacked.root;
    if (only !== null) return only;
    throw new NixError("value", `tarball '${url}' contains an unexpected number of top-level files`);
  }

  /** Sees to the output of a derivation with builder `builtin:fetchurl`; false for any other. @throws NixError */
  realise(drvPath: string): boolean {
    const drv = asValueError(() => parseDerivation(this.options.store.tree.read(drvPath)));
    const out = drv.outputs.get("out");
    if (drv.builder !== "builtin:fetchurl" || out === undefined || out.path === "" || out.hash === "") {
      return false;
    }
    const recursive = out.hashAlgo.startsWith("r:");
    const algorithm = out.hashAlgo.slice(recursive ? 2 : 0);
    if (!isHashAlgorithm(algorithm)) return false;
    const wanted = asValueError(() => parseHash(out.hash, algorithm));
    const { digest } = wanted;
    this.options.trees.addLater(
      out.path,
      { recursive, algorithm, digest },
      () => this.bringFor(drvPath, drv),
      (got) => {
        const show = (hash: Hash): string => formatHash(hash, "sri");
        return new NixError(
          "value",
          `hash mismatch in fixed-output derivation '${drvPath}':\n  specified: ${show(wanted)}\n     got:    ${show({ algorithm, digest: got })}`,
        );
      },
    );
    return true;
  }

  /** What `builtin:fetchurl` puts into its output. */
  private bringFor(drvPath: string, { env }: Derivation): Tree {
    const url = env.get("url");
    if (url === undefined)
      throw new NixError("value", `attribute 'url' is missing in derivation '${drvPath}'`);
    if (env.get("unpack") === "1") return memoryTree(this.unpackedNar(url));
    const { bytes } = this.options.downloads.get(url);
    return memoryTree({ kind: "regular", bytes, executable: env.get("executable") === "1" });
  }

  /** The tree of a NAR, compressed if its name says so. */
  private unpackedNar(url: string): MemoryNode {
    const { bytes } = this.options.downloads.get(url);
    try {
      return treeOfNar(url.endsWith(".xz") ? decompress(bytes, this.options.decompressors) : bytes);
    } catch (error) {
      if (!(error instanceof ArchiveError || error instanceof NarError)) throw error;
      throw new NixError("value", `cannot unpack '${url}': ${error.message}`);
    }
  }
}
