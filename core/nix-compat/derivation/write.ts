/** Derivations as ATerm text, exactly as Nix writes them. */
import type { Derivation, DerivationOutput } from "./derivation.ts";

const special = /["\\\n\r\t]/;
const specials = /["\\\n\r\t]/g;

const escapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

function escapeChar(char: string): string {
  return escapes[char]!;
}

/** A string in quotes, with the five escapes ATerms know. */
export function quoteATerm(text: string): string {
  return special.test(text) ? `"${text.replace(specials, escapeChar)}"` : `"${text}"`;
}

function quotedList(texts: readonly string[]): string {
  let list = "[";
  for (let i = 0; i < texts.length; i++) list += (i === 0 ? "" : ",") + quoteATerm(texts[i]!);
  return `${list}]`;
}

/** The keys in byte order; the map's own order where that is it already. */
function sortedKeys(map: ReadonlyMap<string, unknown>): Iterable<string> {
  let last = "";
  for (const key of map.keys()) {
    if (key < last) return [...map.keys()].sort((a, b) => (a < b ? -1 : 1));
    last = key;
  }
  return map.keys();
}

/** The part for the outputs, from `Derive(` on. */
export function writeOutputs(outputs: ReadonlyMap<string, DerivationOutput>): string {
  let text = "Derive([";
  let separator = "";
  for (const name of sortedKeys(outputs)) {
    const { path, hashAlgo, hash } = outputs.get(name)!;
    text += `${separator}("${name}","${path}","${hashAlgo}","${hash}")`;
    separator = ",";
  }
  return `${text}],`;
}

/** The part for the input derivations: names of outputs by path (or by hash modulo). */
export function writeInputDrvs(inputDrvs: ReadonlyMap<string, readonly string[]>): string {
  let text = "[";
  let separator = "";
  for (const path of sortedKeys(inputDrvs)) {
    text += `${separator}("${path}",${quotedList(inputDrvs.get(path)!)})`;
    separator = ",";
  }
  return `${text}],`;
}

/** The part from the input sources to the arguments. */
export function writeCommand({ inputSrcs, system, builder, args }: Derivation): string {
  return `${quotedList(inputSrcs)},${quoteATerm(system)},${quoteATerm(builder)},${quotedList(args)},`;
}

/**
 * The part for the environment, with the closing bracket.
 * @param masked - variables to be written as empty
 */
export function writeEnv(env: ReadonlyMap<string, string>, masked?: ReadonlyMap<string, unknown>): string {
  let text = "[";
  let separator = "";
  for (const key of sortedKeys(env)) {
    const value = masked?.has(key) === true ? '""' : quoteATerm(env.get(key)!);
    text += `${separator}(${quoteATerm(key)},${value})`;
    separator = ",";
  }
  return `${text}])`;
}

/** The text of a `.drv` file. Maps are written sorted, lists as they are (which must be sorted where Nix sorts). */
export function writeDerivation(drv: Derivation): string {
  return writeOutputs(drv.outputs) + writeInputDrvs(drv.inputDrvs) + writeCommand(drv) + writeEnv(drv.env);
}
