/** The derivations an evaluator made or met, and making new ones from what `derivationStrict` evaluated. */
import {
  ContextString,
  type DerivationRequest,
  type DerivationResult,
  type LateValue,
  NixError,
  type Profile,
  type Reference,
} from "../eval/index.ts";
import {
  byContent,
  checkStorePathName,
  type DerivationDraft,
  type DerivationOutput,
  digestSizes,
  draftPath,
  type EnvEntries,
  fillInPaths,
  fixedModulo,
  fixedOutput,
  formatHash,
  type HashAlgorithm,
  hashDerivationModulo,
  isDerivationName,
  isHashAlgorithm,
  makeFixedOutputPath,
  parseDerivation,
  parseHash,
  toBase16,
  upstreamPlaceholder,
  writeDraft,
} from "../nix-compat/index.ts";
import { type ContextInputs, InputsByContext } from "./derivation-inputs.ts";
import { asValueError } from "./errors.ts";
import type { StoreObjects } from "./objects.ts";

/** What is kept of a derivation. */
export interface KnownDerivation {
  drvPath: string;
  outputs: ReadonlyMap<string, DerivationOutput>;
  inputDrvs: ReadonlyMap<string, readonly string[]>;
  inputSrcs: readonly string[];
  /** Hash modulo in base 16 for those that depend on it; null when its outputs are only known once built. */
  modulo: string | null;
}

/**
 * A derivation this evaluator made, which is also the store object of its file. Its own path takes most of the work,
 * and is only needed by whoever wants the file: it is made when somebody asks, as is the text.
 */
class MadeDerivation implements KnownDerivation, DerivationDraft, LateValue {
  private path: string | null = null;
  /** Undefined: not asked for yet. */
  private hash: string | null | undefined = undefined;

  constructor(
    private readonly owner: Derivations,
    private readonly name: string,
    private readonly inputs: ContextInputs,
    readonly outputs: ReadonlyMap<string, DerivationOutput>,
    readonly system: string,
    readonly builder: string,
    readonly args: readonly string[],
    readonly env: EnvEntries,
  ) {}

  /** Fills in the paths of outputs. @throws NixError */
  fillInPaths(storeDir: string): void {
    if (byContent(this)) return;
    const inputs = this.inputs.modulo;
    this.hash = inputs === null ? null : fillInPaths(this, this.name, inputs, storeDir);
  }

  get modulo(): string | null {
    if (this.hash === undefined) {
      const fixed = fixedOutput(this);
      this.hash = fixed === null ? null : fixedModulo(fixed);
    }
    return this.hash;
  }

  get drvPath(): string {
    if (this.path === null) this.owner.settle(this);
    return this.path!;
  }

  /** Finds its path, when its inputs have theirs. */
  settle(storeDir: string): string {
    return (this.path = draftPath(this, this.name, this.inputs.byPath, storeDir));
  }

  /** The value of the attribute `drvPath`. */
  make(): ContextString {
    return new ContextString(this.drvPath, new Set([`=${this.drvPath}`]));
  }

  get type(): "text" {
    return "text";
  }

  get inputDrvs(): ReadonlyMap<string, readonly string[]> {
    return this.inputs.byPath.drvs;
  }

  get inputSrcs(): readonly string[] {
    return this.inputs.byPath.srcs;
  }

  get text(): string {
    return writeDraft(this, this.inputs.byPath);
  }

  get references(): readonly string[] {
    return this.inputs.byPath.references;
  }
}

export class Derivations {
  private readonly known = new Map<string, KnownDerivation>();
  /** Derivations in the order they were made, of which those from `settled` on have no path yet. */
  private made: MadeDerivation[] = [];
  private settled = 0;
  private readonly inputs: InputsByContext;

  /**
   * @param objects - gets the texts of derivations
   * @param readDrv - the text of a derivation that this evaluator did not make; null when it is not there
   */
  constructor(
    private readonly storeDir: string,
    private readonly profile: Profile,
    private readonly objects: StoreObjects,
    private readonly readDrv: (drvPath: string) => string | null,
    private readonly warn: (text: string) => void,
    /** Experimental features that are on. */
    private readonly features: ReadonlySet<string>,
  ) {
    this.inputs = new InputsByContext({
      knownPath: (drvPath) => this.known.get(drvPath)?.drvPath ?? drvPath,
      moduloOf: this.moduloOf,
      closure: (drvPath) => this.closure(drvPath),
      outputsOf: (drvPath) => this.get(drvPath).outputs.keys(),
    });
  }

  /** What is known of a derivation; read from the store if need be. @throws NixError */
  get(drvPath: string): KnownDerivation {
    let known = this.known.get(drvPath);
    if (known === undefined) {
      this.settle(null);
      known = this.known.get(drvPath);
    }
    if (known !== undefined) return known;
    const text = this.readDrv(drvPath);
    if (text === null) {
      throw new NixError("io", `path '${drvPath}' is not valid: there is no such derivation in the store`);
    }
    const drv = asValueError(() => parseDerivation(text), `error parsing derivation '${drvPath}': `);
    known = { ...drv, drvPath, modulo: hashDerivationModulo(drv, this.moduloOf) };
    this.known.set(drvPath, known);
    return known;
  }

  private readonly moduloOf = (drvPath: string): string | null => this.get(drvPath).modulo;

  /** Derivations this evaluator made or read, by path. */
  all(): ReadonlyMap<string, KnownDerivation> {
    this.settle(null);
    return this.known;
  }

  /**
   * Finds the paths of derivations: of all, or of one and those made before it, so that its inputs have theirs. One
   * after the other: going from each to its inputs would take more stack than there may be.
   */
  settle(last: MadeDerivation | null): void {
    const { made } = this;
    while (this.settled < made.length) {
      const drv = made[this.settled++]!;
      const drvPath = drv.settle(this.storeDir);
      if (!this.known.has(drvPath)) {
        this.known.set(drvPath, drv);
        this.objects.set(drvPath, drv);
      }
      if (drv === last) break;
    }
    if (this.settled === made.length) {
      this.made = [];
      this.settled = 0;
    }
  }

  /** Makes a derivation. @throws NixError */
  derive(request: DerivationRequest): DerivationResult {
    const { name, builder, system, args, env } = request;
    this.check(request);
    const inputs = this.inputs.of(request.context);
    const outputs = this.outputs(request);
    const drv = new MadeDerivation(this, name, inputs, outputs, system, builder, args, env);
    drv.fillInPaths(this.storeDir);
    this.made.push(drv);
    const strings: ContextString[] = [];
    for (const output of request.outputs) {
      const context = new Set<Reference>();
      context.add(this.inputs.reference(drv, output));
      strings.push(new ContextString(this.pathOf(drv, output), context));
    }
    return { drvPath: drv, outputs: strings };
  }

  /** The paths of outputs, or what stands for those that are not known yet, by name. */
  paths(drv: KnownDerivation, names: readonly string[]): ReadonlyMap<string, string> {
    return new Map(names.map((name) => [name, this.pathOf(drv, name)]));
  }

  private pathOf(drv: KnownDerivation, output: string): string {
    const { path } = drv.outputs.get(output)!;
    return path === "" ? upstreamPlaceholder(drv.drvPath, output, this.storeDir) : path;
  }

  private check({ name, builder, system, impure }: DerivationRequest): void {
    if (builder === "") throw new NixError("missing-attribute", "required attribute 'builder' missing");
    if (system === "") throw new NixError("missing-attribute", "required attribute 'system' missing");
    asValueError(() => checkStorePathName(name, this.profile.reservedDotNames), "invalid derivation name: ");
    if (isDerivationName(name)) {
      throw new NixError("value", "derivation names are not allowed to end in '.drv'");
    }
    if (impure) {
      throw new NixError(
        "unsupported",
        `derivation '${name}' is impure ('__impure = true'), which this Nix does not offer; a fixed-output derivation ('outputHash') may use the network`,
      );
    }
  }

  /** All store paths a derivation's file refers to, directly or not, itself included. */
  closure(drvPath: string): Set<string> {
    const seen = new Set([drvPath]);
    // A Set's iteration also visits what is added on the way.
    for (const path of seen) {
      if (this.known.has(path) || isDerivationName(path)) {
        const { inputDrvs, inputSrcs } = this.get(path);
        for (const input of inputDrvs.keys()) seen.add(input);
        for (const input of inputSrcs) seen.add(input);
      } else for (const reference of this.objects.get(path)?.references ?? []) seen.add(reference);
    }
    return seen;
  }

  /** The outputs, with paths only where the content is fixed. */
  private outputs(request: DerivationRequest): Map<string, DerivationOutput> {
    const { outputHash, contentAddressed, name } = request;
    const names = request.outputs.length === 1 ? request.outputs : [...request.outputs].sort();
    if (outputHash !== null) {
      if (names.length !== 1 || names[0] !== "out") {
        throw new NixError("value", "multiple outputs are not supported in fixed-output derivations");
      }
      return new Map([["out", this.fixedOutput(request, outputHash)]]);
    }
    let hashAlgo = "";
    if (contentAddressed) {
      const algorithm = this.algorithm(request) ?? "sha256";
      // The default is the NAR: a floating output is a tree more often than a file.
      hashAlgo = `${this.isRecursive(request, true) ? "r:" : ""}${algorithm}`;
    } else this.isRecursive(request, false);
    const outputs = new Map<string, DerivationOutput>();
    for (const output of names) {
      asValueError(
        () => checkStorePathName(`${name}-${output}`, this.profile.reservedDotNames),
        `invalid output name '${output}': `,
      );
      outputs.set(output, { path: "", hashAlgo, hash: "" });
    }
    return outputs;
  }

  private algorithm({ outputHashAlgo }: DerivationRequest): HashAlgorithm | null {
    if (outputHashAlgo === null || outputHashAlgo === "") return null;
    if (isHashAlgorithm(outputHashAlgo) && (outputHashAlgo !== "blake3" || this.profile.blake3)) {
      return this.allowed(outputHashAlgo);
    }
    // 2.8 takes an unknown name for none, and then the hash has to tell.
    if (!this.profile.strictHashAlgorithms) return null;
    throw new NixError(
      "value",
      `unknown hash algorithm '${outputHashAlgo}', expect 'blake3', 'md5', 'sha1', 'sha256', or 'sha512'`,
    );
  }

  /** Refuses BLAKE3 where it is unknown or behind a feature that is off. @throws NixError */
  private allowed(algorithm: HashAlgorithm): HashAlgorithm {
    if (algorithm === "blake3" && !(this.profile.blake3 && this.features.has("blake3-hashes"))) {
      if (!this.profile.blake3) throw new NixError("value", "unknown hash algorithm 'blake3'");
      throw new NixError(
        "unsupported",
        "experimental Nix feature 'blake3-hashes' is disabled; add '--extra-experimental-features blake3-hashes' to enable it",
      );
    }
    return algorithm;
  }

  private isRecursive({ outputHashMode: mode }: DerivationRequest, byDefault: boolean): boolean {
    if (mode === null) return byDefault;
    if (mode === "recursive" || (mode === "nar" && this.profile.moreHashModes)) return true;
    if (mode === "flat") return false;
    if (this.profile.moreHashModes && (mode === "text" || mode === "git")) {
      throw new NixError(
        "unsupported",
        `'outputHashMode = "${mode}"' needs the experimental feature '${mode === "git" ? "git-hashing" : "dynamic-derivations"}', which this Nix does not offer`,
      );
    }
    throw new NixError("value", `invalid value '${mode}' for 'outputHashMode' attribute`);
  }

  private fixedOutput(request: DerivationRequest, outputHash: string): DerivationOutput {
    const known = this.algorithm(request);
    let algorithm: HashAlgorithm;
    let digest: Uint8Array;
    if (outputHash === "") {
      if (known === null) throw new NixError("value", "empty hash requires explicit hash algorithm");
      algorithm = known;
      digest = new Uint8Array(digestSizes[known]);
      this.warn(`found empty hash, assuming '${formatHash({ algorithm, digest }, "sri")}'`);
    } else {
      ({ algorithm, digest } = asValueError(() => parseHash(outputHash, known)));
      this.allowed(algorithm);
    }
    const recursive = this.isRecursive(request, false);
    return {
      path: asValueError(() =>
        makeFixedOutputPath(request.name, { recursive, algorithm, digest }, undefined, this.storeDir),
      ),
      hashAlgo: `${recursive ? "r:" : ""}${algorithm}`,
      hash: toBase16(digest),
    };
  }
}
