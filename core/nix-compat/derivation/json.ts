/** Derivations as JSON, as `nix derivation show` (2.8: `nix show-derivation`) writes them. */
import { toBase16 } from "../encodings.ts";
import { HashError, parseAlgorithm, parseHash } from "../hash-text.ts";
import { formatJsonBytes, isJsonObject, type JsonOut, parseJsonBytes } from "../json-bytes.ts";
import { type Derivation, DerivationError, type DerivationOutput } from "./derivation.ts";

/** What Nix keeps in place of the hash of an output that is built anew every time. */
const impure = "impure";

/** A derivation as a JSON value; its strings are byte strings. */
function derivationJson(drv: Derivation): JsonOut {
  return new Map<string, JsonOut>([
    ["outputs", mapValues(drv.outputs, outputJson)],
    ["inputSrcs", drv.inputSrcs],
    ["inputDrvs", drv.inputDrvs],
    ["system", drv.system],
    ["builder", drv.builder],
    ["args", drv.args],
    ["env", drv.env],
  ]);
}

function outputJson({ path, hashAlgo, hash }: DerivationOutput): Map<string, JsonOut> {
  const fields = new Map<string, JsonOut>();
  if (path !== "") fields.set("path", path);
  if (hashAlgo !== "") fields.set("hashAlgo", hashAlgo);
  if (hash === impure) fields.set("impure", true);
  else if (hash !== "") fields.set("hash", hash);
  return fields;
}

function mapValues<T, U>(map: ReadonlyMap<string, T>, change: (value: T) => U): Map<string, U> {
  return new Map([...map].map(([key, value]) => [key, change(value)]));
}

/**
 * The JSON text of derivations by their paths, laid out as Nix 2.8 does: hashes in base 16, order kept.
 * @returns a byte string without a line end at its end
 */
export function formatDerivationsJson(derivations: ReadonlyMap<string, Derivation>): string {
  return formatJsonBytes(mapValues(derivations, derivationJson));
}

/**
 * Reads what {@link formatDerivationsJson} or a later `nix derivation show` (up to its format 3) writes.
 * Hashes may be in base 16, nixbase32, base 64 or SRI. Maps and sets come back sorted.
 * @param text - a byte string
 * @throws DerivationError naming the derivation and the field
 */
export function parseDerivationsJson(text: string): Map<string, Derivation> {
  let value: unknown;
  try {
    value = parseJsonBytes(text);
  } catch (error) {
    throw new DerivationError(`derivations: ${(error as Error).message}`);
  }
  return readMap(value, "derivations", readDerivation);
}

function fail(where: string, what: string): never {
  throw new DerivationError(`${where}: ${what}`);
}

type Read<T> = (value: unknown, where: string) => T;

const byBytes = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** An object as a map sorted by key. */
function readMap<T>(value: unknown, where: string, read: Read<T>): Map<string, T> {
  if (!isJsonObject(value)) fail(where, "must be an object");
  const entries = Object.entries(value).sort(([a], [b]) => byBytes(a, b));
  return new Map(entries.map(([key, item]) => [key, read(item, `${where}.${JSON.stringify(key)}`)]));
}

const readString: Read<string> = (value, where) =>
  typeof value === "string" ? value : fail(where, "must be a string");

const readStrings: Read<string[]> = (value, where) => {
  if (!Array.isArray(value)) fail(where, "must be a list of strings");
  return value.map((item, i) => readString(item, `${where}[${i}]`));
};

const readSet: Read<string[]> = (value, where) => [...new Set(readStrings(value, where))].sort(byBytes);

/** Output names; later formats wrap them together with the outputs of dynamic derivations. */
const readOutputNames: Read<string[]> = (value, where) => {
  if (!isJsonObject(value)) return readSet(value, where);
  const { dynamicOutputs } = value;
  if (isJsonObject(dynamicOutputs) && Object.keys(dynamicOutputs).length > 0) {
    fail(`${where}.dynamicOutputs`, "dynamic derivations are not supported");
  }
  return readSet(value["outputs"], `${where}.outputs`);
};

const readDerivation: Read<Derivation> = (value, where) => {
  if (!isJsonObject(value)) fail(where, "must be an object");
  const version = value["version"];
  if (version !== undefined && version !== 3) {
    fail(`${where}.version`, `format ${JSON.stringify(version)} is not supported, only 3 and earlier ones`);
  }
  if (value["structuredAttrs"] !== undefined) {
    fail(`${where}.structuredAttrs`, "is only supported as the environment variable '__json'");
  }
  const field = <T>(name: string, read: Read<T>): T => {
    if (value[name] === undefined) fail(where, `field '${name}' is missing`);
    return read(value[name], `${where}.${name}`);
  };
  return {
    outputs: field("outputs", (outputs, at) => readMap(outputs, at, readOutput)),
    inputDrvs: field("inputDrvs", (inputs, at) => readMap(inputs, at, readOutputNames)),
    inputSrcs: field("inputSrcs", readSet),
    system: field("system", readString),
    builder: field("builder", readString),
    args: field("args", readStrings),
    env: field("env", (env, at) => readMap(env, at, readString)),
  };
};

const prefixes: Readonly<Record<string, string>> = { flat: "", nar: "r:", text: "text:" };

const readOutput: Read<DerivationOutput> = (value, where) => {
  if (!isJsonObject(value)) fail(where, "must be an object");
  const optional = (name: string): string =>
    value[name] === undefined ? "" : readString(value[name], `${where}.${name}`);
  const path = optional("path");
  const method = optional("method");
  const hash = optional("hash");
  let hashAlgo = optional("hashAlgo");
  if (method !== "") {
    const prefix = Object.hasOwn(prefixes, method) ? prefixes[method] : undefined;
    if (prefix === undefined) fail(`${where}.method`, `unknown method '${method}'`);
    if (!hashAlgo.includes(":")) hashAlgo = prefix + hashAlgo;
  }
  if (value["impure"] === true) {
    if (hash !== "") fail(`${where}.hash`, "an impure output has no hash");
    return { path, hashAlgo, hash: impure };
  }
  if (hashAlgo === "") {
    if (hash !== "") fail(where, "field 'hashAlgo' is missing");
    return { path, hashAlgo, hash };
  }
  try {
    const algorithm = parseAlgorithm(hashAlgo.replace(/^(?:r|text):/, ""));
    return { path, hashAlgo, hash: hash === "" ? "" : toBase16(parseHash(hash, algorithm).digest) };
  } catch (error) {
    if (error instanceof HashError) fail(where, error.message);
    throw error;
  }
};
