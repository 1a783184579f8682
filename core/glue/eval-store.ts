/** The store as an evaluator sees it: glue's side of {@link StoreHooks}. */
import {
  type Context,
  ContextString,
  type DerivationRequest,
  type DerivationResult,
  type FetchAttribute,
  type FlakeRequest,
  type FlakeResult,
  followLinks,
  type ImportedDerivation,
  makeString,
  NixError,
  type PathRequest,
  type Profile,
  spellingsOf,
  type StoreHooks,
  type TreeRequest,
  type UrlRequest,
} from "../eval/index.ts";
import {
  checkStorePathName,
  computedPlaceholder,
  fromNixBase32,
  hashBytes,
  hashTextBase16,
  isDerivationName,
  isStorePath,
  makeFixedOutputPath,
  makeTextPath,
  parseDerivation,
  parseHash,
  splitStorePath,
  upstreamPlaceholder,
} from "../nix-compat/index.ts";
import { Derivations } from "./derivations.ts";
import { asIoError, asValueError } from "./errors.ts";
import { type EvalIO, readBytes } from "./eval-io.ts";
import type { Fetches } from "./fetches.ts";
import { type Accepted, NarHashes, narHash } from "./nar-hash.ts";
import { type StoreObject, StoreObjects } from "./objects.ts";
import { StoreTree } from "./store-tree.ts";

/** Builds or brings what evaluation needs in the middle (import from derivation). Synchronous. @throws NixError */
export interface Realiser {
  /** Sees to it that an output is there; answers its path. */
  realise(drvPath: string, output: string): string;
}

export interface EvalStoreOptions {
  /** Files of the world, the store directory on disk (if any) among them. */
  io: EvalIO;
  storeDir: string;
  profile: Profile;
  warn: (text: string) => void;
  /** Experimental features that are on; default: none. */
  features?: ReadonlySet<string>;
  /** Answers fetching builtins; null: they are refused. */
  fetches: ((store: EvalStore) => Fetches) | null;
  /** Null: import from derivation is refused. */
  realiser: Realiser | null;
  /** NAR hashes shared between evaluators. */
  narHashes?: NarHashes;
}

export class EvalStore implements StoreHooks {
  readonly objects = new StoreObjects(() => this.derivations.settle(null));
  /** Files as evaluation sees them. */
  readonly tree: StoreTree;
  readonly derivations: Derivations;
  readonly storeDir: string;
  readonly profile: Profile;
  private readonly copies = new Map<string, ContextString>();
  private readonly digests = new Map<string, Uint8Array>();
  private readonly narHashes: NarHashes;
  private readonly realiser: Realiser | null;
  private readonly fetches: Fetches | null;

  constructor({ io, storeDir, profile, warn, features, fetches, realiser, narHashes }: EvalStoreOptions) {
    this.storeDir = storeDir;
    this.profile = profile;
    this.tree = new StoreTree(io, storeDir, this.objects);
    this.narHashes = narHashes ?? new NarHashes();
    this.realiser = realiser;
    this.derivations = new Derivations(
      storeDir,
      profile,
      this.objects,
      (path) => this.drvText(path),
      warn,
      features ?? new Set(),
    );
    this.fetches = fetches === null ? null : fetches(this);
  }

  derivationAt(path: string): ImportedDerivation | null {
    if (!isStorePath(path, this.storeDir) || asIoError(() => this.tree.kind(path)) !== "regular") return null;
    const drv = this.derivations.get(path);
    // The name is what the environment says: nothing where that has but the JSON of structured attributes.
    const { env } = parseDerivation(asIoError(() => this.tree.read(path)));
    const names = [...drv.outputs.keys()].sort();
    return { name: env.get("name") ?? "", outputs: this.derivations.paths(drv, names) };
  }

  private drvText(drvPath: string): string | null {
    return asIoError(() => (this.tree.kind(drvPath) === "regular" ? this.tree.read(drvPath) : null));
  }

  derive(request: DerivationRequest): DerivationResult {
    return this.derivations.derive(request);
  }

  /** Checks a name in the store. @throws NixError */
  private checkName(name: string): void {
    asValueError(() => checkStorePathName(name, this.profile.reservedDotNames));
  }

  copyPath(path: string): ContextString {
    const known = this.copies.get(path);
    if (known !== undefined) return known;
    const name = path.slice(path.lastIndexOf("/") + 1);
    if (isDerivationName(name)) {
      throw new NixError("value", `file names are not allowed to end in '.drv'`);
    }
    const copy = this.addPath({ name, path, recursive: true, sha256: null, accepted: null });
    const string = new ContextString(copy, new Set([copy]));
    this.copies.set(path, string);
    return string;
  }

  addPath({ name, path, recursive, sha256, accepted }: PathRequest): string {
    this.checkName(name);
    const { tree } = this;
    const digest = this.digestOf(path, recursive, accepted);
    const references = this.referencesBelow(path);
    const pathOf = (found: Uint8Array, others: readonly string[]): string =>
      makeFixedOutputPath(
        name,
        { recursive, algorithm: "sha256", digest: found },
        { others, self: false },
        this.storeDir,
      );
    const storePath = asValueError(() => pathOf(digest, recursive ? references : []));
    if (sha256 !== null && storePath !== pathOf(this.expectedDigest(sha256), [])) {
      throw new NixError(
        "value",
        `store path mismatch in (possibly filtered) path added from '${path}': expected '${pathOf(this.expectedDigest(sha256), [])}', got '${storePath}'`,
      );
    }
    if (!this.objects.has(storePath)) {
      // A copy of the bytes alone: neither a link nor an execute bit comes along.
      const object: StoreObject = recursive
        ? { type: "copy", from: path, accepted, references }
        : { type: "text", text: asIoError(() => tree.read(path)), references: [] };
      this.objects.set(storePath, object);
    }
    return storePath;
  }

  /** The SHA-256 of a selection of files; within one evaluator, files are read for it once. @throws NixError */
  private digestOf(path: string, recursive: boolean, accepted: Accepted): Uint8Array {
    const { tree, digests } = this;
    const selection = accepted === null ? "" : hashTextBase16("sha256", [...accepted].join("\0"));
    const key = `${recursive ? "nar" : "flat"} ${selection} ${path}`;
    let digest = digests.get(key);
    if (digest === undefined) {
      digest = asIoError(() => {
        if (!recursive) return hashBytes("sha256", readBytes(tree, path));
        return accepted === null ? this.narHashes.of(tree, path) : narHash(tree, path, accepted);
      });
      digests.set(key, digest);
    }
    return digest;
  }

  /** A SHA-256 digest as written; an empty one stands for zeros. @throws NixError */
  expectedDigest(text: string): Uint8Array {
    return text === "" ? new Uint8Array(32) : asValueError(() => parseHash(text, "sha256")).digest;
  }

  /** What the store object that `path` is in refers to; a copy of a part of it may do so too. */
  private referencesBelow(path: string): readonly string[] {
    const split = splitStorePath(path, this.storeDir);
    return split === null ? [] : (this.objects.get(split.storePath)?.references ?? []);
  }

  toFile(name: string, text: string, references: readonly string[]): string {
    this.checkName(name);
    const path = makeTextPath(name, text, references, this.storeDir);
    if (!this.objects.has(path)) this.objects.set(path, { type: "text", text, references });
    return path;
  }

  storePath(path: string): { path: string; storePath: string } {
    // A store object that is a link stays one; any other link on the way is followed.
    const direct = splitStorePath(path, this.storeDir);
    const resolved = direct?.rest === "" ? path : asIoError(() => followLinks(this.tree, path));
    const split = splitStorePath(resolved, this.storeDir);
    if (split === null) throw new NixError("value", `path '${resolved}' is not in the Nix store`);
    if (asIoError(() => this.tree.kind(resolved)) === null) {
      throw new NixError("io", `getting status of '${resolved}': No such file or directory`);
    }
    if (asIoError(() => this.tree.kind(split.storePath)) === null) {
      throw new NixError("io", `path '${split.storePath}' does not exist in the store`);
    }
    return { path: resolved, storePath: split.storePath };
  }

  realise(context: Context): void {
    for (const element of spellingsOf(context)) {
      if (element.startsWith("!")) {
        const end = element.indexOf("!", 1);
        this.realiseOutput(element.slice(end + 1), element.slice(1, end));
      } else {
        const path = element.startsWith("=") ? element.slice(1) : element;
        if (asIoError(() => this.tree.kind(path)) === null)
          throw new NixError("io", `path '${path}' is not valid`);
      }
    }
  }

  private realiseOutput(drvPath: string, output: string): void {
    const known = this.derivations.get(drvPath).outputs.get(output);
    if (known === undefined) {
      throw new NixError("value", `derivation '${drvPath}' does not have an output named '${output}'`);
    }
    if (known.path !== "" && asIoError(() => this.tree.kind(known.path)) !== null) return;
    if (this.fetches?.realise(drvPath) === true) return;
    if (this.realiser === null) {
      throw new NixError(
        "unsupported",
        `cannot read output '${output}' of '${drvPath}': it would have to be built first (import from derivation), and there is no builder yet`,
      );
    }
    this.realiser.realise(drvPath, output);
  }

  referencesOf(path: string, text: string): Context | null {
    const split = splitStorePath(path, this.storeDir);
    const references = split === null ? undefined : this.objects.get(split.storePath)?.references;
    if (references === undefined || references.length === 0) return null;
    const found = references.filter(
      (reference) =>
        !this.profile.readFileScansReferences ||
        text.includes(reference.slice(this.storeDir.length + 1, this.storeDir.length + 33)),
    );
    return found.length === 0 ? null : new Set(found);
  }

  outputOf(drv: string, context: Context | null, output: string): ContextString {
    const [element, ...others] = spellingsOf(context);
    if (element === undefined || others.length > 0) {
      const count = element === undefined ? 0 : others.length + 1;
      throw new NixError(
        "context",
        `'builtins.outputOf' needs a string that refers to exactly one derivation, but '${drv}' refers to ${count}`,
      );
    }
    if (element.startsWith("!")) {
      const digest = fromNixBase32(drv.slice(1));
      if (digest === null || !drv.startsWith("/") || digest.length !== 32) {
        throw new NixError(
          "unsupported",
          `'builtins.outputOf' of '${drv}', an output that is known, needs a build`,
        );
      }
      const placeholder = computedPlaceholder(digest, output);
      return new ContextString(placeholder, new Set([`!${output}!${element}`]));
    }
    const drvPath = element.startsWith("=") ? element.slice(1) : element;
    const known = this.derivations.get(drvPath).outputs.get(output);
    if (known === undefined) {
      throw new NixError("value", `derivation '${drvPath}' does not have an output named '${output}'`);
    }
    const path = known.path === "" ? upstreamPlaceholder(drvPath, output, this.storeDir) : known.path;
    return makeString(path, new Set([`!${output}!${drvPath}`])) as ContextString;
  }

  private fetching(builtin: string): Fetches {
    if (this.fetches !== null) return this.fetches;
    throw new NixError(
      "unsupported",
      `'builtins.${builtin}' needs a fetcher, and this evaluator was made without one`,
    );
  }

  fetchUrl(request: UrlRequest): string {
    return this.fetching(request.builtin).fetchUrl(request);
  }

  fetchTree(request: TreeRequest): ReadonlyMap<string, FetchAttribute> {
    return this.fetching(request.builtin).fetchTree(request);
  }

  fetchClosure(attributes: ReadonlyMap<string, string | boolean>): ContextString {
    return this.fetching("fetchClosure").fetchClosure(attributes);
  }

  getFlake(request: FlakeRequest): FlakeResult {
    return this.fetching("getFlake").getFlake(request);
  }
}
