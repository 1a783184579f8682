/** The derivations an evaluator made or met, and making new ones from what `derivationStrict` evaluated. */
import { type DerivationRequest, type DerivationResult, NixError, type Profile } from "../eval/index.ts";
import {
  checkStorePathName,
  type DerivationDraft,
  type DerivationOutput,
  digestSizes,
  finishDraft,
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
} from "../nix-compat/index.ts";
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

/** What a derivation refers to by the contexts of its attributes. */
interface Inputs {
  drvs: Map<string, readonly string[]>;
  srcs: string[];
}

/** An output that a context refers to. */
interface OutputReference {
  drvPath: string;
  /** It alone. */
  outputs: readonly string[];
}

const onlyOut: readonly string[] = ["out"];

function byDerivation(a: OutputReference, b: OutputReference): number {
  return a.drvPath < b.drvPath ? -1 : a.drvPath === b.drvPath ? 0 : 1;
}

/** The store object of a `.drv` file. */
class DerivationText {
  readonly type = "text";
  constructor(
    readonly text: string,
    private readonly inputDrvs: ReadonlyMap<string, unknown>,
    private readonly inputSrcs: readonly string[],
  ) {}

  /** Seldom asked for, hence made when it is. */
  get references(): readonly string[] {
    return [...new Set([...this.inputDrvs.keys(), ...this.inputSrcs])].sort();
  }
}

export class Derivations {
  private readonly known = new Map<string, KnownDerivation>();
  private readonly references = new Map<string, OutputReference>();

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
  ) {}

  /** What is known of a derivation; read from the store if need be. @throws NixError */
  get(drvPath: string): KnownDerivation {
    let known = this.known.get(drvPath);
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
    return this.known;
  }

  /** Makes a derivation. @throws NixError */
  derive(request: DerivationRequest): DerivationResult {
    const { name, builder, system, args } = request;
    this.check(request);
    const { drvs: inputDrvs, srcs: inputSrcs } = this.inputs(request.context);
    const outputs = this.outputs(request, [...request.outputs].sort());
    const drv: DerivationDraft = { outputs, inputDrvs, inputSrcs, system, builder, args, env: request.env };
    const { drvPath, text, modulo } = finishDraft(drv, name, this.moduloOf, this.storeDir);
    if (!this.known.has(drvPath)) {
      this.known.set(drvPath, { drvPath, outputs, inputDrvs, inputSrcs, modulo });
      this.objects.set(drvPath, new DerivationText(text, inputDrvs, inputSrcs));
    }
    return { drvPath, outputs: this.paths(drvPath, request.outputs, outputs) };
  }

  /** The paths of outputs, or what stands for those that are not known yet. */
  paths(
    drvPath: string,
    names: readonly string[],
    outputs: ReadonlyMap<string, DerivationOutput>,
  ): ReadonlyMap<string, string> {
    const paths = new Map<string, string>();
    for (const name of names) {
      const { path } = outputs.get(name)!;
      paths.set(name, path === "" ? upstreamPlaceholder(drvPath, name, this.storeDir) : path);
    }
    return paths;
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

  /** An element `!OUTPUT!PATH` of a context; made once, as the same ones turn up time and again. */
  private outputReference(element: string): OutputReference {
    let reference = this.references.get(element);
    if (reference === undefined) {
      const end = element.indexOf("!", 1);
      const output = element.slice(1, end);
      const path = element.slice(end + 1);
      // The string it is known by: maps find that by its place in memory.
      const drvPath = this.known.get(path)?.drvPath ?? path;
      reference = { drvPath, outputs: output === "out" ? onlyOut : [output] };
      this.references.set(element, reference);
    }
    return reference;
  }

  /** Sorts what contexts refer to into derivations and sources. */
  private inputs(context: ReadonlySet<string>): Inputs {
    const built: OutputReference[] = [];
    const srcs: string[] = [];
    const deep: string[] = [];
    context.forEach((element) => {
      const first = element.charCodeAt(0);
      if (first === 0x21) built.push(this.outputReference(element));
      else if (first === 0x3d) deep.push(element.slice(1));
      else srcs.push(element);
    });
    for (const drvPath of deep) {
      for (const path of this.closure(drvPath)) {
        srcs.push(path);
        if (!isDerivationName(path)) continue;
        for (const output of this.get(path).outputs.keys()) built.push({ drvPath: path, outputs: [output] });
      }
    }
    built.sort(byDerivation);
    const drvs = new Map<string, readonly string[]>();
    for (let i = 0; i < built.length;) {
      const { drvPath, outputs } = built[i]!;
      let end = i + 1;
      while (end < built.length && built[end]!.drvPath === drvPath) end++;
      drvs.set(drvPath, end === i + 1 ? outputs : outputsOf(built.slice(i, end)));
      i = end;
    }
    return { drvs, srcs: deep.length === 0 ? srcs.sort() : [...new Set(srcs)].sort() };
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
  private outputs(request: DerivationRequest, names: readonly string[]): Map<string, DerivationOutput> {
    const { outputHash, contentAddressed, name } = request;
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
    for (const output of names) {
      asValueError(
        () => checkStorePathName(`${name}-${output}`, this.profile.reservedDotNames),
        `invalid output name '${output}': `,
      );
    }
    return new Map(names.map((output) => [output, { path: "", hashAlgo, hash: "" }]));
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

/** The names of the outputs that are referred to, sorted. */
function outputsOf(references: readonly OutputReference[]): readonly string[] {
  return [...new Set(references.map(({ outputs }) => outputs[0]!))].sort();
}
