/** Derivations as ATerm text, exactly as Nix writes them. */
import type { Derivation, DerivationOutput } from "./derivation.ts";

const special = /["\\\n\r\t]/;

/** A string with the five escapes ATerms know. One search each: engines are quick at those, and most find nothing. */
function escapeATerm(text: string): string {
  if (!special.test(text)) return text;
  let escaped = text.replace(/\\/g, "\\\\").replace(/"/g, '\\"').replace(/\n/g, "\\n");
  if (escaped.includes("\t")) escaped = escaped.replace(/\t/g, "\\t");
  if (escaped.includes("\r")) escaped = escaped.replace(/\r/g, "\\r");
  return escaped;
}

/** A string in quotes, with the five escapes ATerms know. */
export function quoteATerm(text: string): string {
  return `"${escapeATerm(text)}"`;
}

function quotedList(texts: readonly string[]): string {
  let list = "[";
  for (let i = 0; i < texts.length; i++) list += (i === 0 ? "" : ",") + quoteATerm(texts[i]!);
  return `${list}]`;
}

/** Whether strings ascend in the order of bytes. */
export function ascending(texts: readonly string[]): boolean {
  for (let i = 1; i < texts.length; i++) if (texts[i - 1]! > texts[i]!) return false;
  return true;
}

/** The keys in byte order. */
function sortedKeys(map: ReadonlyMap<string, unknown>): string[] {
  const keys = [...map.keys()];
  return ascending(keys) ? keys : keys.sort();
}

/** The part for the outputs, from `Derive(` on. */
export function writeOutputs(outputs: ReadonlyMap<string, DerivationOutput>): string {
  let text = "Derive([";
  const names = sortedKeys(outputs);
  for (let i = 0; i < names.length; i++) {
    const { path, hashAlgo, hash } = outputs.get(names[i]!)!;
    text += `${i === 0 ? "" : ","}("${names[i]!}","${path}","${hashAlgo}","${hash}")`;
  }
  return `${text}],`;
}

/** What follows an input derivation's path. */
function outputsAfter(names: readonly string[]): string {
  return names.length === 1 && names[0] === "out" ? '",["out"])' : `",${quotedList(names)})`;
}

/** The part for the input derivations: names of outputs by path (or by hash modulo). */
export function writeInputDrvs(inputDrvs: ReadonlyMap<string, readonly string[]>): string {
  let text = "[";
  const paths = sortedKeys(inputDrvs);
  for (let i = 0; i < paths.length; i++) {
    text += (i === 0 ? '("' : ',("') + paths[i]! + outputsAfter(inputDrvs.get(paths[i]!)!);
  }
  return `${text}],`;
}

/** The part for the input sources. */
export function writeSources(inputSrcs: readonly string[]): string {
  return `${quotedList(inputSrcs)},`;
}

/** The part for what is run. */
export function writeBuilder(system: string, builder: string, args: readonly string[]): string {
  return `${quoteATerm(system)},${quoteATerm(builder)},${quotedList(args)},`;
}

/** The part from the input sources to the arguments. */
export function writeCommand({
  inputSrcs,
  system,
  builder,
  args,
}: Omit<Derivation, "outputs" | "inputDrvs" | "env">): string {
  return writeSources(inputSrcs) + writeBuilder(system, builder, args);
}

/**
 * What stands between a variable's value and the one before, by the variable's name: names are few, and each is
 * written many times.
 */
const heads = new Map<string, string>();
const mostHeads = 4096;

function headOf(name: string): string {
  let head = heads.get(name);
  if (head === undefined) {
    if (heads.size === mostHeads) heads.clear();
    heads.set(name, (head = `"),(${quoteATerm(name)},"`));
  }
  return head;
}

/** What of a head is not there before the first variable. */
const beforeHead = '"),';

/** An environment as a list: names and values in turn, in the order of names. */
export type EnvEntries = readonly string[];

/** The list of an environment. */
export function envEntries(env: ReadonlyMap<string, string>): EnvEntries {
  const entries: string[] = [];
  for (const name of sortedKeys(env)) entries.push(name, env.get(name)!);
  return entries;
}

/**
 * The part for the environment, with the closing bracket, in pieces: between piece `i` and the next stands the value
 * of `open[i]`, which its writer fills in.
 * @param open - sorted names of variables to leave open; a value they have in `env` does not count
 */
export function writeEnvAround(env: EnvEntries, open: readonly string[]): string[] {
  const pieces: string[] = [];
  let text = "[";
  let isFirst = true;
  let next = 0;
  // One round more than there are variables: for those left open that come after all of them.
  for (let i = 0; i <= env.length; i += 2) {
    const name = i < env.length ? env[i]! : null;
    while (next < open.length && (name === null || open[next]! <= name)) {
      const head = headOf(open[next++]!);
      pieces.push(text + (isFirst ? head.slice(beforeHead.length) : head));
      text = "";
      isFirst = false;
    }
    if (name === null || (next > 0 && open[next - 1] === name)) continue;
    const head = headOf(name);
    text += isFirst ? head.slice(beforeHead.length) : head;
    isFirst = false;
    const value = env[i + 1]!;
    if (value !== "") text += escapeATerm(value);
  }
  pieces.push(isFirst ? "[])" : `${text}")])`);
  return pieces;
}

/** The part for the environment, with the closing bracket. */
export function writeEnv(env: ReadonlyMap<string, string>): string {
  return writeEnvAround(envEntries(env), [])[0]!;
}

/** The text of a `.drv` file. Maps are written sorted, lists as they are (which must be sorted where Nix sorts). */
export function writeDerivation(drv: Derivation): string {
  return writeOutputs(drv.outputs) + writeInputDrvs(drv.inputDrvs) + writeCommand(drv) + writeEnv(drv.env);
}
