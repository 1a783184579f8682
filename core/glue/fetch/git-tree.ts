/** The files of a commit, read from git's objects. */
import { NixError } from "../../eval/index.ts";
import { fromBytes, toBytes } from "../../nix-compat/index.ts";
import { emptyDirectory, type MemoryDirectory, type MemoryNode } from "../memory-tree.ts";
import type { Repository } from "./git.ts";
import { unpack } from "./unpacked.ts";

/** An entry of a commit's tree. */
interface TreeEntry {
  mode: string;
  id: string;
  path: string;
}

export interface GitTreeOptions {
  /** Where the repository came from: relative URLs of submodules start there. */
  url: string;
  submodules: boolean;
  /** Leave out what `.gitattributes` mark so. */
  exportIgnore: boolean;
}

/** Submodules in submodules beyond this are taken for a circle. */
const maxDepth = 32;

/** Reads commits. */
export class GitTrees {
  /**
   * @param open - a repository by its directory
   * @param bring - the directory of a repository that has a commit of the one at a URL
   * @param objects - files as they are committed; else as `git archive` writes them, unless submodules are asked for
   */
  constructor(
    private readonly open: (directory: string) => Repository,
    private readonly bring: (url: string, rev: string) => string,
    private readonly objects: boolean,
  ) {}

  /** The tree of a commit. @throws NixError */
  read(directory: string, rev: string, options: GitTreeOptions): MemoryDirectory {
    const repository = this.open(directory);
    if (!this.objects && !options.submodules) {
      return unpack(repository.bytes(["archive", "--format=tar", rev])).root;
    }
    return this.tree(repository, rev, options, 0);
  }

  private tree(
    repository: Repository,
    rev: string,
    { url, submodules, exportIgnore }: GitTreeOptions,
    depth: number,
  ): MemoryDirectory {
    if (depth > maxDepth) throw new NixError("value", `submodules of '${url}' nest too deep`);
    let entries = listTree(fromBytes(repository.bytes(["ls-tree", "-r", "-z", "--full-tree", rev])));
    if (exportIgnore && entries.some(({ path }) => /(^|\/)\.gitattributes$/.test(path))) {
      const kept = pathsIn(unpack(repository.bytes(["archive", "--format=tar", rev])).root);
      entries = entries.filter(({ path }) => kept.has(path));
    }
    const contents = readBlobs(
      repository,
      entries.filter(({ mode }) => mode !== "160000").map(({ id }) => id),
    );
    const urls = submodules ? this.submoduleUrls(repository, rev) : null;
    const root = emptyDirectory();
    for (const { mode, id, path } of entries) {
      if (mode !== "160000") put(root, path, nodeOf(mode, contents.get(id)!));
      else if (urls === null) put(root, path, emptyDirectory());
      else {
        const below = submoduleUrl(urls.get(path), path, url);
        const inner = this.open(this.bring(below, id));
        put(root, path, this.tree(inner, id, { url: below, submodules, exportIgnore }, depth + 1));
      }
    }
    return root;
  }

  /** URLs of submodules by their paths, from `.gitmodules`. */
  private submoduleUrls(repository: Repository, rev: string): Map<string, string> {
    const { status, stdout } = repository.attempt(["config", "--blob", `${rev}:.gitmodules`, "--list", "-z"]);
    const byName = new Map<string, { path?: string; url?: string }>();
    if (status === 0) {
      for (const setting of fromBytes(stdout).split("\0")) {
        const match = /^submodule\.(.*)\.(path|url)\n(.*)$/s.exec(setting);
        if (match === null) continue;
        byName.set(match[1]!, { ...byName.get(match[1]!), [match[2]!]: match[3]! });
      }
    }
    return new Map(
      [...byName.values()].flatMap(({ path, url }) =>
        path === undefined || url === undefined ? [] : [[path, url] as const],
      ),
    );
  }
}

/** Where a submodule is. @throws NixError when it can't be known, or may not be read */
function submoduleUrl(declared: string | undefined, path: string, parent: string): string {
  if (declared === undefined) {
    throw new NixError("value", `'.gitmodules' of '${parent}' does not say where the submodule '${path}' is`);
  }
  const url = /^\.\.?(\/|$)/.test(declared) ? joinUrl(parent, declared) : declared;
  const isLocal = (text: string): boolean => /^(file:|[/.])/.test(text);
  if (isLocal(url) && !isLocal(parent)) {
    throw new NixError(
      "restricted",
      `the submodule '${path}' of '${parent}' is on this machine ('${url}'): a repository from elsewhere may not use it`,
    );
  }
  return url;
}

/** A relative URL, counted from the repository itself, as git does. */
function joinUrl(base: string, relative: string): string {
  let at = base.replace(/\/+$/, "");
  for (const part of relative.split("/")) {
    if (part === "..") at = at.slice(0, Math.max(at.lastIndexOf("/"), at.lastIndexOf(":") + 1));
    else if (part !== "." && part !== "") at = `${at}/${part}`;
  }
  return at;
}

function listTree(listing: string): TreeEntry[] {
  return listing.split("\0").flatMap((line) => {
    const match = /^(\d{6}) \w+ ([0-9a-f]+)\t(.*)$/s.exec(line);
    return match === null ? [] : [{ mode: match[1]!, id: match[2]!, path: match[3]! }];
  });
}

/** Contents of blobs, all in one run of git. */
function readBlobs(repository: Repository, ids: readonly string[]): Map<string, Uint8Array> {
  const blobs = new Map<string, Uint8Array>();
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return blobs;
  const out = repository.bytes(["cat-file", "--batch"], toBytes(`${wanted.join("\n")}\n`));
  let at = 0;
  for (const id of wanted) {
    const end = out.indexOf(0x0a, at);
    const header = fromBytes(out.subarray(at, Math.max(at, end)));
    const match = /^[0-9a-f]+ blob (\d+)$/.exec(header);
    if (match === null) throw new NixError("io", `git can't read the object ${id}: ${header}`);
    const size = Number(match[1]!);
    blobs.set(id, out.subarray(end + 1, end + 1 + size));
    at = end + 1 + size + 1;
  }
  return blobs;
}

function nodeOf(mode: string, bytes: Uint8Array): MemoryNode {
  if (mode === "120000") return { kind: "symlink", target: fromBytes(bytes) };
  return { kind: "regular", bytes, executable: mode === "100755" };
}

function put(root: MemoryDirectory, path: string, node: MemoryNode): void {
  const parts = path.split("/");
  const last = parts.pop()!;
  let here = root;
  for (const part of parts) {
    let next = here.entries.get(part);
    if (next?.kind !== "directory") here.entries.set(part, (next = emptyDirectory()));
    here = next;
  }
  here.entries.set(last, node);
}

/** Paths of all files and links below a directory. */
function pathsIn(directory: MemoryDirectory, prefix = "", paths = new Set<string>()): Set<string> {
  for (const [name, node] of directory.entries) {
    if (node.kind === "directory") {
      if (node.entries.size === 0) paths.add(prefix + name);
      pathsIn(node, `${prefix}${name}/`, paths);
    } else paths.add(prefix + name);
  }
  return paths;
}
