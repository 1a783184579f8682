/** Which kept trees hold a directory: found out once for all directories, and again when something else is kept. */
import { type Digest, rest } from "../../core/castore/index.ts";
import { nodeRef, type SharedPlace, type SharingRoot } from "../../core/explore/index.ts";
import type { Objects } from "./objects.ts";

/** Milliseconds that an answer may take; what is not known by then is not told. */
const patience = 1500;
/** Milliseconds after which others have their turn. */
const turn = 20;
/** Directories that are looked at; places that are known of each. */
const mostDirectories = 500_000;
const mostPlaces = 50;

interface Walk {
  places: Map<Digest, SharedPlace[]>;
  roots: SharingRoot[];
  /** The root that is being walked, and what is left of it. */
  name: string;
  seen: Set<Digest>;
  open: { digest: Digest; path: string }[];
  looked: number;
}

export class DirectorySharing {
  private key = "";
  private walk: Walk = begun([]);
  private running: Promise<void> | null = null;

  constructor(private readonly objects: Objects) {}

  /** The places of a directory in some roots, as far as they can be found in a moment. */
  async places(digest: Digest, roots: SharingRoot[]): Promise<readonly SharedPlace[]> {
    const key = roots.map(({ name, node }) => `${name} ${nodeRef(node)}`).join("\n");
    if (key !== this.key) {
      this.key = key;
      this.walk = begun(roots);
    }
    const { walk } = this;
    const until = performance.now() + patience;
    // One at a time goes on with the walk; the others profit.
    while (this.running !== null) await this.running;
    this.running = this.goOn(walk, until).finally(() => (this.running = null));
    await this.running;
    return walk.places.get(digest) ?? [];
  }

  private async goOn(walk: Walk, until: number): Promise<void> {
    const { directories } = await this.objects.stores();
    let rested = performance.now();
    while (walk.looked < mostDirectories) {
      const item = walk.open.pop();
      if (item === undefined) {
        if (!nextRoot(walk)) return;
        continue;
      }
      const { digest, path } = item;
      if (walk.seen.has(digest)) continue;
      walk.seen.add(digest);
      walk.looked++;
      note(walk, digest, path);
      const children = [...((await directories.get(digest))?.children() ?? [])].reverse();
      for (const { name, node } of children) {
        walk.open.push({ digest: node.digest, path: path === "" ? name : `${path}/${name}` });
      }
      const now = performance.now();
      if (now >= until) return;
      if (now - rested < turn) continue;
      await rest();
      rested = performance.now();
    }
  }
}

function begun(roots: readonly SharingRoot[]): Walk {
  return { places: new Map(), roots: [...roots], name: "", seen: new Set(), open: [], looked: 0 };
}

/** Goes on to the next tree; false when there is none. */
function nextRoot(walk: Walk): boolean {
  const root = walk.roots.shift();
  if (root === undefined) return false;
  walk.name = root.name;
  walk.seen = new Set();
  if (root.node.kind === "directory") walk.open.push({ digest: root.node.digest, path: "" });
  return true;
}

function note({ places, name }: Walk, digest: Digest, path: string): void {
  const known = places.get(digest);
  if (known === undefined) places.set(digest, [{ root: name, path }]);
  else if (known.length < mostPlaces) known.push({ root: name, path });
}
