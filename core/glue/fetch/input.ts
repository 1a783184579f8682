/** Inputs: what `fetchTree` and flakes name as sources, and what is known of them once fetched. */
import { ContextString, type FetchAttribute, NixError } from "../../eval/index.ts";
import {
  checkFlakeRef,
  FlakeRefError,
  flakeRefToString,
  type FlakeRefValue,
  parseHash,
} from "../../nix-compat/index.ts";
import { asValueError } from "../errors.ts";
import type { FetchRules } from "./rules.ts";
import { type Content, sri } from "./store-trees.ts";

/** Attributes of an input; texts are byte strings. */
export type Input = Map<string, FlakeRefValue>;
export type ReadonlyInput = ReadonlyMap<string, FlakeRefValue>;

/** What fetching an input brought. */
export interface BroughtInput extends Content {
  /** The input with all that was found out, but for the NAR's hash. */
  locked: Input;
  /** Commit of a worktree with changes. */
  dirtyRev?: { full: string; short: string };
}

/** An input with its tree in the store. */
export interface FetchedInput {
  storePath: string;
  /** `sha256-…` of the tree's NAR. */
  narHash: string;
  /** The input with all that fetching found out: for lock files. */
  locked: ReadonlyInput;
  /** Commit of a worktree with changes. */
  dirtyRev?: { full: string; short: string };
}

/** An attribute that must be a text if it is there. @throws NixError */
export function textOf(input: ReadonlyInput, name: string): string | null {
  const value = input.get(name);
  if (value === undefined) return null;
  if (typeof value === "string") return value;
  throw new NixError("type", `input attribute '${name}' is not a string ${jsonOf(input)}`);
}

/** An attribute that must be an integer if it is there. @throws NixError */
export function integerOf(input: ReadonlyInput, name: string): number | null {
  const value = input.get(name);
  if (value === undefined) return null;
  if (typeof value === "number" || typeof value === "bigint") return Number(value);
  throw new NixError("type", `input attribute '${name}' is not an integer ${jsonOf(input)}`);
}

/** An attribute that must be a Boolean; false if it is not there. @throws NixError */
export function flagOf(input: ReadonlyInput, name: string): boolean {
  const value = input.get(name) ?? false;
  if (typeof value === "boolean") return value;
  throw new NixError("type", `input attribute '${name}' is not a Boolean ${jsonOf(input)}`);
}

/** A text that has to be there. @throws NixError */
export function neededText(input: ReadonlyInput, name: string): string {
  const value = textOf(input, name);
  if (value === null) throw new NixError("missing-attribute", `input attribute '${name}' is missing`);
  return value;
}

/** A text that is the same for equal inputs, and for those only. */
export function keyOf(input: ReadonlyInput): string {
  const names = [...input.keys()].sort();
  return JSON.stringify(names.map((name) => [name, typeof input.get(name), String(input.get(name))]));
}

/** The attributes as JSON, for messages. */
export function jsonOf(input: ReadonlyInput): string {
  const sorted = [...input.keys()].sort().map((key) => {
    const value = input.get(key)!;
    return `${JSON.stringify(key)}:${typeof value === "bigint" ? value : JSON.stringify(value)}`;
  });
  return `{${sorted.join(",")}}`;
}

/** The input as a URL, for messages. */
export function urlOf(input: ReadonlyInput): string {
  try {
    return flakeRefToString(new Map([...input].filter(([name]) => name !== "name")));
  } catch (error) {
    if (error instanceof FlakeRefError) return jsonOf(input);
    throw error;
  }
}

/** What each type takes in 2.8, and what its messages call it. */
const oldInputs: Readonly<Record<string, { called: string; names: readonly string[] }>> = {
  git: {
    called: "Git ",
    names: [
      "url",
      "ref",
      "rev",
      "shallow",
      "submodules",
      "lastModified",
      "revCount",
      "narHash",
      "allRefs",
      "name",
    ],
  },
  hg: { called: "Mercurial ", names: ["url", "ref", "rev", "revCount", "narHash", "name"] },
  path: { called: "path ", names: ["path", "rev", "revCount", "lastModified", "narHash"] },
  tarball: { called: "tarball ", names: ["url", "narHash", "name"] },
  indirect: { called: "indirect ", names: ["id", "ref", "rev", "narHash"] },
  github: { called: "", names: ["owner", "repo", "ref", "rev", "narHash", "lastModified", "host"] },
  gitlab: { called: "", names: ["owner", "repo", "ref", "rev", "narHash", "lastModified", "host"] },
  sourcehut: { called: "", names: ["owner", "repo", "ref", "rev", "narHash", "lastModified", "host"] },
};

/** Checks that an input is of a known type and has only what that takes. @throws NixError */
export function checkInput(input: ReadonlyInput, rules: FetchRules): void {
  if (rules.newInputs) {
    try {
      // Which name the tree gets in the store is no matter of flake references.
      checkFlakeRef(new Map([...input].filter(([name]) => name !== "name")));
    } catch (error) {
      if (error instanceof FlakeRefError) throw new NixError("value", error.message);
      throw error;
    }
    return;
  }
  const known = oldInputs[neededText(input, "type")];
  if (known === undefined) {
    throw new NixError("value", `cannot fetch unsupported input '${jsonOf(input)}'`);
  }
  for (const name of input.keys()) {
    if (name !== "type" && name !== "dir" && !known.names.includes(name)) {
      throw new NixError("value", `unsupported ${known.called}input attribute '${name}'`);
    }
  }
}

/** The digest of an attribute `narHash`. @throws NixError */
export function parsedNarHash(text: string): Uint8Array {
  return text === "" ? new Uint8Array(32) : asValueError(() => parseHash(text, "sha256")).digest;
}

/** The error of a tree that is not what its input says. */
export function hashMismatch(input: ReadonlyInput, storePath: string, got: string): NixError {
  return new NixError(
    "value",
    `NAR hash mismatch in input '${urlOf(input)}' (${storePath}), expected '${textOf(input, "narHash") ?? ""}', got '${got}'`,
  );
}

/** Checks what fetching found against what the input said. @throws NixError */
export function checkFetched(asked: ReadonlyInput, { storePath, narHash, locked }: FetchedInput): void {
  const expected = textOf(asked, "narHash");
  if (expected !== null && sri(parsedNarHash(expected)) !== narHash) {
    throw hashMismatch(asked, storePath, narHash);
  }
  for (const name of ["lastModified", "rev", "revCount"]) {
    const before = asked.get(name);
    if (before === undefined || String(before) === String(locked.get(name))) continue;
    throw new NixError(
      "value",
      `'${name}' attribute mismatch in input '${urlOf(locked)}', expected ${String(before)}`,
    );
  }
}

const noRev = "0".repeat(40);

/** `lastModifiedDate`: `YYYYMMDDhhmmss` in UTC. */
function dateText(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace(/[-:T]/g, "");
}

/**
 * What evaluation gets to see of a fetched tree.
 * @param emptyRev - whether a tree without commit (a worktree with changes) gets one of zeros, and one whose
 *   commits were not counted the count 0
 */
export function treeAttributes(fetched: FetchedInput, emptyRev: boolean): Map<string, FetchAttribute> {
  const { storePath, narHash, locked, dirtyRev } = fetched;
  const result = new Map<string, FetchAttribute>([
    ["outPath", new ContextString(storePath, new Set([storePath]))],
    ["narHash", narHash],
  ]);
  if (locked.get("type") === "git") result.set("submodules", flagOf(locked, "submodules"));
  const rev = textOf(locked, "rev") ?? (emptyRev ? noRev : null);
  if (rev !== null) result.set("rev", rev).set("shortRev", rev.slice(0, 7));
  const revCount = integerOf(locked, "revCount") ?? (emptyRev ? 0 : null);
  if (revCount !== null) result.set("revCount", revCount);
  if (dirtyRev !== undefined) result.set("dirtyRev", dirtyRev.full).set("dirtyShortRev", dirtyRev.short);
  const lastModified = integerOf(locked, "lastModified");
  if (lastModified !== null) {
    result.set("lastModified", lastModified).set("lastModifiedDate", dateText(lastModified));
  }
  return result;
}
