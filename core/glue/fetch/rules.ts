/** What differs between the Nix versions that are followed, as far as fetching is concerned. */
import type { Profile } from "../../eval/index.ts";

export interface FetchRules {
  /** Where `channel:NAME` leads. */
  readonly channels: string;
  /** An archive with several entries at its top, or none, is kept as it is (2.20); else refused. */
  readonly keepsSeveralTopEntries: boolean;
  /** `fetchTree "path:…"`: texts are flake references (2.18); else URLs, `file:` unless they have another scheme. */
  readonly treeTextIsReference: boolean;
  /** The branch of a repository elsewhere is its HEAD by default; else `master`. */
  readonly defaultBranchIsHead: boolean;
  /** Files come as they are committed (2.20); else as `git archive` writes them, with `export-subst`. */
  readonly readsObjects: boolean;
  /** Dirty worktrees have `dirtyRev` (2.17). */
  readonly dirtyRev: boolean;
  /** A submodule whose files are not asked for is an empty directory; else, in worktrees, nothing. */
  readonly emptySubmodules: boolean;
  /** The inputs that each type takes are those of `nix-compat` (2.18); else those of 2.8. */
  readonly newInputs: boolean;
  /** Missing locks are found without writing them down; else `getFlake` refuses (2.8). */
  readonly locksInMemory: boolean;
  /** Inputs `path:./x` lie in the tree of their parent (2.26); else each would be a tree of its own. */
  readonly relativeInputs: boolean;
}

const newest: FetchRules = {
  channels: "https://channels.nixos.org/",
  keepsSeveralTopEntries: true,
  treeTextIsReference: true,
  defaultBranchIsHead: true,
  readsObjects: true,
  dirtyRev: true,
  emptySubmodules: true,
  newInputs: true,
  locksInMemory: true,
  relativeInputs: true,
};

const nix28: FetchRules = {
  channels: "https://nixos.org/channels/",
  keepsSeveralTopEntries: false,
  treeTextIsReference: false,
  defaultBranchIsHead: false,
  readsObjects: false,
  dirtyRev: false,
  emptySubmodules: false,
  newInputs: false,
  locksInMemory: false,
  relativeInputs: false,
};

/** The rules of a profile. */
export function fetchRulesOf(profile: Profile): FetchRules {
  return profile.name === "2.8" ? nix28 : newest;
}
