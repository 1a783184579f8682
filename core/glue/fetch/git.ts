/** Git repositories as inputs. */
import { NixError } from "../../eval/index.ts";
import { fromBytes } from "../../nix-compat/index.ts";
import type { EvalStore } from "../eval-store.ts";
import { pathOfFileUrl, fetchError } from "./download.ts";
import type { GitRunner } from "./fetcher.ts";
import { type BroughtInput, flagOf, type Input, neededText, type ReadonlyInput, textOf } from "./input.ts";
import { GitTrees } from "./git-tree.ts";
import type { FetchRules } from "./rules.ts";
import { memoryTree } from "./store-trees.ts";

/** A commit that is at hand. */
interface Commit {
  repository: string;
  rev: string;
}

/** Runs git in one directory. */
export class Repository {
  constructor(
    private readonly runner: GitRunner,
    readonly directory: string,
  ) {}

  /** What git prints and its exit code. @throws NixError when it can't be run */
  attempt(
    args: readonly string[],
    input?: Uint8Array,
  ): { status: number; stdout: Uint8Array; stderr: string } {
    try {
      return this.runner.run(this.directory, args, input);
    } catch (error) {
      throw fetchError(error, "cannot run 'git': ");
    }
  }

  /** What git prints. @throws NixError when it fails */
  bytes(args: readonly string[], input?: Uint8Array): Uint8Array {
    const { status, stdout, stderr } = this.attempt(args, input);
    if (status === 0) return stdout;
    const words = stderr.trim();
    throw new NixError(
      "io",
      `program 'git' failed with exit code ${status}${words === "" ? "" : `: ${words}`}`,
    );
  }

  /** What git prints, a byte string without the line end. @throws NixError when it fails */
  text(...args: string[]): string {
    return fromBytes(this.bytes(args)).replace(/\n$/, "");
  }

  /** Whether git succeeds. */
  succeeds(...args: string[]): boolean {
    return this.attempt(args).status === 0;
  }
}

export class GitInputs {
  constructor(
    private readonly store: EvalStore,
    private readonly runner: GitRunner | null,
    private readonly rules: FetchRules,
    private readonly warn: (text: string) => void,
  ) {}

  private get git(): GitRunner {
    if (this.runner !== null) return this.runner;
    throw new NixError(
      "unsupported",
      "there is no git here: use 'fetchTarball' or a 'github:', 'gitlab:' or tarball input instead",
    );
  }

  private repository(directory: string): Repository {
    return new Repository(this.git, directory);
  }

  /** The repository that is kept for a URL. */
  private cacheOf(url: string): string {
    const { git } = this;
    try {
      return git.repositoryFor(url);
    } catch (error) {
      throw fetchError(error, `cannot fetch '${url}': `);
    }
  }

  /** The worktree behind a URL; null when it is elsewhere, or bare. */
  private worktree(url: string): string | null {
    const path = url.startsWith("/") ? url : url.startsWith("file:") ? pathOfFileUrl(url) : null;
    if (path === null) return null;
    const trimmed = path.length > 1 ? path.replace(/\/+$/, "") : path;
    return this.store.tree.kind(`${trimmed}/.git`) === null ? null : trimmed;
  }

  /**
   * Brings an input of type `git`.
   * @param exportIgnore - whether files marked `export-ignore` stay away by default
   * @throws NixError
   */
  fetch(input: ReadonlyInput, exportIgnore: boolean): BroughtInput {
    const url = neededText(input, "url");
    const local = this.worktree(url);
    checkNames(input);
    const submodules = flagOf(input, "submodules");
    if (local !== null && !input.has("ref") && !input.has("rev")) {
      const repository = this.repository(local);
      if (!isClean(repository)) return this.dirty(input, repository);
    }
    const { repository: directory, rev } =
      local === null ? this.remoteCommit(input, url) : this.localCommit(input, local);
    const repository = this.repository(directory);
    const shallow = flagOf(input, "shallow");
    if (!shallow && repository.text("rev-parse", "--is-shallow-repository") === "true") {
      throw new NixError(
        "value",
        `'${url}' is a shallow Git repository, but a non-shallow repository is needed`,
      );
    }
    const lastModified = Number(repository.text("log", "-1", "--format=%ct", "--no-show-signature", rev));
    const files = new GitTrees(
      (path) => this.repository(path),
      (from, commit) => this.bringCommit(from, commit),
      this.rules.readsObjects,
    );
    const ignores = input.has("exportIgnore") ? flagOf(input, "exportIgnore") : exportIgnore && !submodules;
    const root = files.read(directory, rev, { url, submodules, exportIgnore: ignores });
    const locked: Input = new Map(input);
    locked.set("rev", rev).set("lastModified", lastModified);
    if (!shallow) locked.set("revCount", Number(repository.text("rev-list", "--count", rev)));
    return { tree: memoryTree(root), accepted: null, locked };
  }

  /** The directory of a repository that has a commit of the one at a URL. */
  private bringCommit(url: string, rev: string): string {
    const local = this.worktree(url);
    if (local !== null && this.repository(local).succeeds("cat-file", "-e", `${rev}^{commit}`)) return local;
    const input: Input = new Map<string, string | boolean>([
      ["url", url],
      ["rev", rev],
      ["allRefs", true],
    ]);
    return this.remoteCommit(input, url).repository;
  }

  private localCommit(input: ReadonlyInput, path: string): Commit {
    const repository = this.repository(path);
    const rev = textOf(input, "rev") ?? this.parse(repository, textOf(input, "ref") ?? "HEAD");
    this.checkCommit(repository, rev, input);
    return { repository: path, rev };
  }

  /** The hash that a name stands for. */
  private parse(repository: Repository, ref: string): string {
    return repository.text(
      "rev-parse",
      "--verify",
      "--end-of-options",
      this.rules.readsObjects ? `${ref}^{commit}` : ref,
    );
  }

  private checkCommit(repository: Repository, rev: string, input: ReadonlyInput): void {
    if (repository.succeeds("cat-file", "-e", `${rev}^{commit}`)) return;
    throw new NixError(
      "value",
      `Cannot find Git revision '${rev}' in ref '${textOf(input, "ref") ?? "HEAD"}' of repository '${neededText(input, "url")}'! Please make sure that the rev exists on the ref you've specified or add allRefs = true; to fetchGit.`,
    );
  }

  private remoteCommit(input: ReadonlyInput, url: string): Commit {
    // A repository with a part of the commits must not be taken for a whole one.
    const shallow = flagOf(input, "shallow") && this.rules.defaultBranchIsHead;
    const directory = this.cacheOf(shallow ? `${url} shallow` : url);
    const repository = this.repository(directory);
    const wanted = textOf(input, "rev");
    if (wanted !== null && repository.succeeds("cat-file", "-e", `${wanted}^{commit}`)) {
      return { repository: directory, rev: wanted };
    }
    const ref = textOf(input, "ref") ?? (this.rules.defaultBranchIsHead ? "HEAD" : "master");
    const allRefs = flagOf(input, "allRefs");
    const depth = shallow ? ["--depth", "1"] : [];
    const source = allRefs ? "refs/*" : ref.startsWith("refs/") || ref === "HEAD" ? ref : `refs/heads/${ref}`;
    const fetch = (spec: string, ...more: string[]): string[] => {
      return ["fetch", "--quiet", "--force", "--no-write-fetch-head", ...more, "--", url, spec];
    };
    if (wanted !== null && !input.has("ref") && !allRefs && this.rules.defaultBranchIsHead) {
      // Most hosts give a commit by its hash; others must give all they have.
      if (!repository.succeeds(...fetch(wanted, ...depth))) repository.bytes(fetch("refs/*:refs/*"));
    } else repository.bytes(fetch(`${source}:${allRefs ? source : localName(source)}`, ...depth));
    const rev = wanted ?? this.parse(repository, allRefs ? ref : localName(source));
    this.checkCommit(repository, rev, input);
    return { repository: directory, rev };
  }

  /** A worktree with changes: the files that git knows, as they are. */
  private dirty(input: ReadonlyInput, repository: Repository): BroughtInput {
    const path = repository.directory;
    this.warn(`Git tree '${path}' is dirty`);
    const submodules = flagOf(input, "submodules") ? ["--recurse-submodules"] : [];
    const listed = fromBytes(repository.bytes(["ls-files", "-z", ...submodules]));
    const accepted = new Set<string>();
    for (const file of listed.split("\0")) {
      if (file === "") continue;
      const at = `${path}/${file}`;
      if (!this.rules.emptySubmodules && this.store.tree.kind(at) === "directory") continue;
      for (let below = at; below.length > path.length && !accepted.has(below);) {
        accepted.add(below);
        below = below.slice(0, below.lastIndexOf("/"));
      }
    }
    const head = repository.succeeds("rev-parse", "--verify", "--quiet", "HEAD^{commit}");
    const lastModified = head
      ? Number(repository.text("log", "-1", "--format=%ct", "--no-show-signature", "HEAD"))
      : 0;
    const locked: Input = new Map(input);
    locked.set("lastModified", lastModified);
    const rev = head && this.rules.dirtyRev ? repository.text("rev-parse", "HEAD") : null;
    return {
      tree: { io: this.store.tree, root: path },
      accepted,
      locked,
      ...(rev === null ? {} : { dirtyRev: { full: `${rev}-dirty`, short: `${rev.slice(0, 7)}-dirty` } }),
    };
  }
}

/** Whether a worktree has no changes to what git knows, and a commit. */
function isClean(repository: Repository): boolean {
  if (!repository.succeeds("rev-parse", "--verify", "--quiet", "HEAD^{commit}")) return false;
  return repository.succeeds("diff", "--no-ext-diff", "--quiet", "HEAD", "--");
}

/** Where a fetched ref is kept. */
function localName(ref: string): string {
  return ref === "HEAD" ? "refs/fetched/HEAD" : ref;
}

function checkNames(input: ReadonlyInput): void {
  const rev = textOf(input, "rev");
  if (rev !== null && !/^[0-9a-fA-F]{40}$/.test(rev)) {
    throw new NixError(
      "value",
      rev.length === 40
        ? `invalid base-16 hash '${rev}'`
        : `hash '${rev}' has wrong length for hash type 'sha1'`,
    );
  }
  const ref = textOf(input, "ref");
  // What git itself refuses (git-check-ref-format), and names that begin like an option.
  const bad =
    ref !== null &&
    (/^[-./]|[\0-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\/|\.lock(\/|$)|\/\.|[./]$/.test(ref) ||
      ref === "" ||
      ref === "@");
  if (bad) throw new NixError("value", `invalid Git branch/tag name '${ref}'`);
}
