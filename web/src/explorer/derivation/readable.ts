/** What a derivation says, sorted for reading. Its byte strings become text here. */
import {
  formatHash,
  outputKind,
  parseAlgorithm,
  parseHash,
  type Derivation,
  type OutputKind,
} from "../../../../core/nix-compat/index.ts";
import { textOf } from "../../result/byte-strings.ts";

export interface ReadableOutput {
  name: string;
  /** Null while it is not known. */
  path: string | null;
  kind: OutputKind;
  /** As `sha256`; "" where nothing is hashed beforehand. */
  algorithm: string;
  /** What is hashed: the file itself, or its NAR; null where nothing is hashed beforehand. */
  mode: "file" | "NAR" | "text" | null;
  /** The fixed hash, in the spellings that Nix takes; null where it is not fixed. */
  hash: { base16: string; nix32: string; sri: string } | null;
}

/** What a value is shown as. */
export type VariableKind =
  /** The path of an output. */
  | "output"
  /** A list, a set. */
  | "json"
  /** Bash. */
  | "script"
  /** Several lines, or a long one. */
  | "text"
  | "short";

export interface Variable {
  name: string;
  value: string;
  kind: VariableKind;
  /** Whether the builder gets it as a file whose path is in `<name>Path`. */
  asFile: boolean;
}

export interface ReadableInput {
  path: string;
  /** Without `.drv`. */
  name: string;
  outputs: string[];
}

export interface ReadableDerivation {
  system: string;
  builder: string;
  args: string[];
  outputs: ReadableOutput[];
  inputs: ReadableInput[];
  sources: string[];
  /** In the order of names, without `__json`. */
  variables: Variable[];
  /** The structured attributes, where it has them and they can be read. */
  structured: JsonObject | null;
  /** Why they can't be read; null where they can, or there are none. */
  structuredFault: string | null;
  kind: OutputKind;
}

export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [name: string]: Json;
}

/** Characters of a value that is shown in place. */
const longest = 300;

/** Sorts a derivation for reading. */
export function readable(drv: Derivation): ReadableDerivation {
  const outputs = [...drv.outputs].map(([name, output]): ReadableOutput => {
    const kind = outputKind(output);
    const [, prefix, algorithm = ""] = /^(r:|text:)?(.*)$/s.exec(output.hashAlgo) ?? [];
    return {
      name: textOf(name),
      path: output.path === "" ? null : textOf(output.path),
      kind,
      algorithm: textOf(algorithm),
      mode: output.hashAlgo === "" ? null : prefix === "r:" ? "NAR" : prefix === "text:" ? "text" : "file",
      hash: kind === "fixed" ? spellings(algorithm, output.hash) : null,
    };
  });
  const asFiles = new Set((drv.env.get("passAsFile") ?? "").split(/\s+/).filter((name) => name !== ""));
  const json = drv.env.get("__json");
  const structured = json === undefined ? null : readStructured(textOf(json));
  const variables = [...drv.env]
    .filter(([name]) => name !== "__json" || structured?.value === null)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, bytes]): Variable => {
      const value = textOf(bytes);
      const isOutput = drv.outputs.has(name);
      const kind = isOutput ? "output" : kindOf(name, value);
      return { name: textOf(name), value, kind, asFile: asFiles.has(name) };
    });
  return {
    system: textOf(drv.system),
    builder: textOf(drv.builder),
    args: drv.args.map(textOf),
    outputs,
    inputs: [...drv.inputDrvs].map(([path, names]) => ({
      path: textOf(path),
      name: nameIn(textOf(path)),
      outputs: names.map(textOf),
    })),
    sources: drv.inputSrcs.map(textOf),
    variables,
    structured: structured?.value ?? null,
    structuredFault: structured?.fault ?? null,
    kind: outputs[0]?.kind ?? "input-addressed",
  };
}

function nameIn(path: string): string {
  return path
    .slice(path.lastIndexOf("/") + 1)
    .replace(/^[0-9a-z]{32}-/, "")
    .replace(/\.drv$/, "");
}

/** Null for what is no hash of this algorithm: a damaged derivation may say anything. */
function spellings(algorithm: string, base16: string): ReadableOutput["hash"] {
  try {
    const hash = parseHash(base16, parseAlgorithm(algorithm));
    return { base16, nix32: formatHash(hash, "nix32"), sri: formatHash(hash, "sri") };
  } catch {
    return null;
  }
}

function readStructured(text: string): { value: JsonObject | null; fault: string | null } {
  try {
    const value = JSON.parse(text) as Json;
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { value, fault: null };
    return { value: null, fault: "it is no set" };
  } catch (error) {
    return { value: null, fault: (error as Error).message };
  }
}

/** Names of variables that stdenv and its like run as Bash. */
const scriptName =
  /(?:Phase|Hook|Command|Script)$|^(?:pre|post)(?!.*Phases$)[A-Z]\w*$|^(?:buildCommand|script|setup|text)$/;

/** Lines that look like Bash. */
const scriptLine =
  /^#!|^\s*(?:if|then|fi|for|done|case|esac|export|source|local|runHook|install|mkdir|cp|mv|ln|substituteInPlace|echo|cd|make|chmod|rm)\b|\$[\w{(]|\|\||&&/m;

function kindOf(name: string, value: string): VariableKind {
  const trimmed = value.trim();
  if (/^[[{]/.test(trimmed) && trimmed.length > 2 && isJson(trimmed)) return "json";
  if (trimmed.includes("\n")) return scriptName.test(name) || scriptLine.test(value) ? "script" : "text";
  if (scriptName.test(name) && name !== "text" && /\s/.test(trimmed)) return "script";
  return value.length > longest ? "text" : "short";
}

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === "object";
  } catch {
    return false;
  }
}

/** How the paths of its outputs come about, in a sentence or two. */
export const kindWords: Readonly<Record<OutputKind, { title: string; text: string }>> = {
  "input-addressed": {
    title: "Input-addressed",
    text: "The output paths are worked out from all that is written here, before anything is built.",
  },
  fixed: {
    title: "Fixed-output",
    text: "What it makes is known beforehand by its hash. The output path depends on that hash and the name only: the way of getting it may change, nothing above is rebuilt. The build may use the network; what it makes is refused if the hash differs.",
  },
  floating: {
    title: "Content-addressed",
    text: "The output path depends on what is built, and is known once it is.",
  },
  impure: { title: "Impure", text: "It is built anew every time, and may use the network." },
  deferred: {
    title: "Deferred",
    text: "An input’s output path is known only once it is built, and so are the paths of its own outputs.",
  },
};
