/**
 * How the paths of a derivation come about, step by step, each with the bytes that are hashed (reference, sections 4.2
 * to 4.4; Nix manual, "Store Path Specification" and "Derivations").
 */
import { fromBase16, toBase16 } from "../encodings.ts";
import { hashText, hashTextBase16, isHashAlgorithm } from "../hash.ts";
import { toNixBase32 } from "../nixbase32.ts";
import { compressHash, defaultStoreDir, outputPathName } from "../store-path.ts";
import { type Derivation, DerivationError, type DerivationOutput, outputKind } from "./derivation.ts";
import { inputsModulo, type ModuloOf } from "./modulo.ts";
import {
  envEntries,
  writeCommand,
  writeDerivation,
  writeEnvAround,
  writeInputDrvs,
  writeOutputs,
} from "./write.ts";

/** A step of how a path comes about. Texts are byte strings. */
export interface PathStep {
  title: string;
  why: string;
  /** What it is done with: what is hashed. */
  input: string;
  /** What is done: `sha256`. */
  operation: string;
  output: string;
}

/** How one path comes about. */
export interface ExplainedPath {
  /** Empty for outputs whose path is only known once they are built. */
  path: string;
  /** Null for the `.drv` file. */
  output: string | null;
  steps: PathStep[];
}

/**
 * Explains each output's path, in the order of the derivation, and the derivation's own at the end. The steps are really
 * done: for a sound derivation they end in the paths that it has.
 * @param name - of the derivation, without `.drv`
 * @param moduloOf - see {@link ModuloOf}; asked for every input
 * @throws DerivationError for a hash algorithm that nobody knows, and what `moduloOf` throws
 */
export function explainPaths(
  drv: Derivation,
  name: string,
  moduloOf: ModuloOf,
  storeDir: string = defaultStoreDir,
): ExplainedPath[] {
  const outputs = [...drv.outputs].map(([output, fields]): ExplainedPath => {
    const into = outputPathName(name, output);
    switch (outputKind(fields)) {
      case "fixed":
        return explainFixed(output, fields, into, storeDir);
      case "input-addressed":
        return explainInputAddressed(drv, output, into, moduloOf, storeDir);
      case "floating":
        return unknown(output, fields, "its content is hashed once it is built: only then is its path known");
      case "impure":
        return unknown(output, fields, "it is built anew every time: each time its content gives its path");
      case "deferred":
        return unknown(
          output,
          fields,
          "it depends on outputs whose paths are only known once they are built",
        );
    }
  });
  return [...outputs, explainOwn(drv, name, storeDir)];
}

function unknown(output: string, { hashAlgo }: DerivationOutput, why: string): ExplainedPath {
  const title = "the path is not known before it is built";
  return { path: "", output, steps: [{ title, why, input: hashAlgo, operation: "build", output: "" }] };
}

/** Output paths by what goes into them. */
function explainInputAddressed(
  drv: Derivation,
  output: string,
  name: string,
  moduloOf: ModuloOf,
  storeDir: string,
): ExplainedPath {
  const steps: PathStep[] = [];
  const inputs = inputsModulo(drv, moduloOf);
  if (inputs === null) {
    throw new DerivationError(
      `output '${output}' has a path, but depends on outputs whose paths are not known`,
    );
  }
  if (drv.inputDrvs.size > 0) {
    const lines = [...drv.inputDrvs.keys()].map((path) => `${path} = ${moduloOf(path)}`);
    steps.push({
      title: "each input derivation is replaced by its hash",
      why:
        "An input counts by what it is, not by where its file is: its hash is made in the same way as here, from its own " +
        "inputs on. An input of fixed content counts by that content alone, so that how it is fetched can change.",
      input: lines.join("\n"),
      operation: "hash of each derivation, its inputs replaced",
      output: [...inputs.keys()].sort().join("\n"),
    });
  }
  const empty = new Map([...drv.outputs].map(([key, fields]) => [key, { ...fields, path: "" }]));
  const text =
    writeOutputs(empty) +
    writeInputDrvs(inputs) +
    writeCommand(drv) +
    writeEnvAround(envEntries(drv.env), [...drv.outputs.keys()].sort()).join("");
  const inner = hashTextBase16("sha256", text);
  steps.push({
    title: "the derivation with its inputs replaced is hashed",
    why:
      "Its own output paths are what is looked for: they are left empty, as outputs and in the environment. All else that " +
      "the build depends on is in this text.",
    input: text,
    operation: "sha256",
    output: inner,
  });
  return finish(steps, output, { type: `output:${output}`, inner, name, storeDir });
}

/** Output paths by their content, which was fixed beforehand. */
function explainFixed(
  output: string,
  { hashAlgo, hash }: DerivationOutput,
  name: string,
  storeDir: string,
): ExplainedPath {
  const [, method, algorithm] = /^(r:|text:)?(.+)$/.exec(hashAlgo) ?? [];
  if (algorithm === undefined || !isHashAlgorithm(algorithm) || fromBase16(hash) === null) {
    throw new DerivationError(`output '${output}' has the unknown hash '${hashAlgo}' '${hash}'`);
  }
  const of = method === "r:" ? "the NAR of the output" : "the output, a plain file,";
  const given: PathStep = {
    title: "the hash of the content is given",
    why: `${of} must have this hash, however it is made: so the path depends on it alone, and on the name.`,
    input: `${hashAlgo}:${hash}`,
    operation: "is given",
    output: hash,
  };
  if (method === "text:") return finish([given], output, { type: "text", inner: hash, name, storeDir });
  if (method === "r:" && algorithm === "sha256") {
    return finish([given], output, { type: "source", inner: hash, name, storeDir });
  }
  const inner = `fixed:out:${hashAlgo}:${hash}:`;
  const hashed = hashTextBase16("sha256", inner);
  const step: PathStep = {
    title: "what the content is addressed by is hashed",
    why:
      "Only the SHA-256 of a NAR goes into the path as it is. For any other hash its algorithm, and whether it is of a NAR " +
      "('r:'), goes in with it.",
    input: inner,
    operation: "sha256",
    output: hashed,
  };
  return finish([given, step], output, { type: "output:out", inner: hashed, name, storeDir });
}

/** The `.drv` file: a text that refers to its inputs. */
function explainOwn(drv: Derivation, name: string, storeDir: string): ExplainedPath {
  const text = writeDerivation(drv);
  const inner = hashTextBase16("sha256", text);
  const references = [...new Set([...drv.inputDrvs.keys(), ...drv.inputSrcs])].sort();
  const step: PathStep = {
    title: "the text of the derivation is hashed",
    why: "The file is a text like any other in the store: its path depends on each of its bytes.",
    input: text,
    operation: "sha256",
    output: inner,
  };
  const type = ["text", ...references].join(":");
  return finish([step], null, { type, inner, name: `${name}.drv`, storeDir });
}

interface Fingerprint {
  type: string;
  /** In base 16. */
  inner: string;
  name: string;
  storeDir: string;
}

/** From the inner hash to the path: the same for all. */
function finish(
  steps: readonly PathStep[],
  output: string | null,
  { type, inner, name, storeDir }: Fingerprint,
): ExplainedPath {
  const fingerprint = `${type}:sha256:${inner}:${storeDir}:${name}`;
  const digest = hashText("sha256", fingerprint);
  const compressed = compressHash(digest, 20);
  const base32 = toNixBase32(compressed);
  const path = `${storeDir}/${base32}-${name}`;
  const references = type.startsWith("text:") || type.startsWith("source:");
  return {
    path,
    output,
    steps: [
      ...steps,
      {
        title: "the fingerprint is hashed",
        why:
          `The kind of object${references ? ", the paths it refers to" : ""}, the hash so far, the store's directory and the name: ` +
          "what differs in any of them has another path.",
        input: fingerprint,
        operation: "sha256",
        output: toBase16(digest),
      },
      {
        title: "the hash is folded to 20 bytes",
        why: "Byte 20 is combined with byte 0 by exclusive or, byte 21 with byte 1, and so on: paths become shorter.",
        input: toBase16(digest),
        operation: "compress to 20 bytes",
        output: toBase16(compressed),
      },
      {
        title: "it is written in base 32",
        why: "Nix's own digits, without e, o, t and u, the last bits first: 32 characters.",
        input: toBase16(compressed),
        operation: "base 32",
        output: base32,
      },
      {
        title: "directory, hash and name make the path",
        why: "The name is for people, but part of the fingerprint as well.",
        input: `${storeDir}, ${base32}, ${name}`,
        operation: "join",
        output: path,
      },
    ],
  };
}

/** Whether all outputs' paths, and the derivation's own, are those that its text gives. Errors as {@link explainPaths} */
export function pathsHold(drv: Derivation, explained: readonly ExplainedPath[], drvPath: string): boolean {
  return explained.every(({ path, output }) =>
    output === null ? path === drvPath : path === drv.outputs.get(output)!.path,
  );
}
