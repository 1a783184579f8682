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
 * The part for the environment, with the closing bracket, in pieces: between piece `i` and the next stands the value
 * of `open[i]` in quotes, which its writer fills in.
 * @param open - sorted names of variables to leave open; each is in `env`
 */
export function writeEnvAround(env: ReadonlyMap<string, string>, open: readonly string[]): string[] {
  const pieces: string[] = [];
  // Joined at once: growing a text by small parts makes a chain of them.
  let parts = ["["];
  let next = 0;
  for (const key of sortedKeys(env)) {
    const before = parts.length === 1 && pieces.length === 0 ? "(" : ",(";
    if (next < open.length && key === open[next]) {
      next++;
      parts.push(before, quoteATerm(key), ',"');
      pieces.push(parts.join(""));
      parts = ['")'];
    } else {
      parts.push(before, quoteATerm(key), ",", quoteATerm(env.get(key)!), ")");
    }
  }
  parts.push("])");
  pieces.push(parts.join(""));
  return pieces;
}

/** The part for the environment, with the closing bracket. */
export function writeEnv(env: ReadonlyMap<string, string>): string {
  return writeEnvAround(env, [])[0]!;
}

/** The text of a `.drv` file. Maps are written sorted, lists as they are (which must be sorted where Nix sorts). */
export function writeDerivation(drv: Derivation): string {
  return writeOutputs(drv.outputs) + writeInputDrvs(drv.inputDrvs) + writeCommand(drv) + writeEnv(drv.env);
}
