#!/usr/bin/env node
/**
 * Derives core/eval/direct/*.ts, the direct forms for the fast executor, from the generator functions in
 * core/eval/dual/*.ts: `function*` loses its star, `yield*` goes away, and `Steps<T>` means plain `T` there
 * (see direct/primitives.ts). Lines keep their numbers. Each exported function is paired with its generator
 * form in direct/pairs.ts (see values/pairs.ts), so that a direct form can go on in the VM.
 *
 * Writes only what changed, and says nothing when all is up to date. Exits 1 with `file:line: reason` when a
 * file breaks the rules of dual/primitives.ts that can be seen from the text.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const from = join(root, "core/eval/dual");
const to = join(root, "core/eval/direct");

const banner = "/* Derived by scripts/derive-direct.mjs; edit dual/ instead. */ ";

/** After these words and signs a slash begins a regular expression. */
const beforeRegex =
  /(?:^|[=([{},;:?!&|+\-*%~^<>]|\b(?:return|typeof|case|in|of|else|do|void|delete|throw|yield))$/;

/**
 * Splits TypeScript into stretches of code and stretches of anything else (comments, strings, regular
 * expressions, the fixed parts of templates).
 * @returns {{code: boolean, text: string}[]}
 */
export function stretches(text) {
  const parts = [];
  let start = 0; // of the current stretch of code
  let i = 0;
  /** Brace depths at which a template's `${` was opened. */
  const templates = [];
  let depth = 0;
  let last = ""; // the code seen lately, without comments, spaces as one

  const skip = (end) => {
    if (i > start) parts.push({ code: true, text: text.slice(start, i) });
    parts.push({ code: false, text: text.slice(i, end) });
    i = start = end;
  };
  const quoted = (at, quote) => {
    let j = at + 1;
    while (j < text.length && text[j] !== quote && text[j] !== "\n") j += text[j] === "\\" ? 2 : 1;
    return j + 1;
  };
  /** End of a template's fixed part that begins at `at`, and whether an expression follows. */
  const fixedPart = (at) => {
    let j = at;
    while (j < text.length) {
      if (text[j] === "`") return { end: j + 1, opens: false };
      if (text[j] === "$" && text[j + 1] === "{") return { end: j + 2, opens: true };
      j += text[j] === "\\" ? 2 : 1;
    }
    return { end: text.length, opens: false };
  };
  const template = (at) => {
    const { end, opens } = fixedPart(at);
    skip(end);
    if (opens) {
      templates.push(depth);
      last = "{";
    } else last = "x";
  };

  while (i < text.length) {
    const c = text[i];
    const next = text[i + 1];
    if (c === "/" && next === "/") {
      const end = text.indexOf("\n", i);
      skip(end < 0 ? text.length : end);
    } else if (c === "/" && next === "*") {
      const end = text.indexOf("*/", i + 2);
      skip(end < 0 ? text.length : end + 2);
    } else if (c === '"' || c === "'") {
      skip(quoted(i, c));
      last = "x";
    } else if (c === "`") {
      template(i + 1);
    } else if (c === "}" && templates.length > 0 && templates[templates.length - 1] === depth) {
      templates.pop();
      template(i + 1);
    } else if (c === "/" && beforeRegex.test(last.trimEnd())) {
      let j = i + 1;
      for (let inClass = false; j < text.length && text[j] !== "\n" && (inClass || text[j] !== "/"); j++) {
        if (text[j] === "\\") j++;
        else if (text[j] === "[") inClass = true;
        else if (text[j] === "]") inClass = false;
      }
      skip(j + 1);
      last = "x";
    } else {
      if (c === "{") depth++;
      else if (c === "}") depth--;
      const space = c.trim() === "";
      if (!space || !last.endsWith(" ")) last = (last + (space ? " " : c)).slice(-16);
      i++;
    }
  }
  if (i > start) parts.push({ code: true, text: text.slice(start, i) });
  return parts;
}

/**
 * The direct form of a file's text, the names of the functions it exports, and the problems found in it.
 * @returns {{ text: string, exported: string[], problems: string[] }}
 */
export function derive(name, text, exportedBy = new Map()) {
  const problems = [];
  const parts = stretches(text);
  // What is no code is replaced by a private-use character, so that code can be matched across it.
  const fixed = [];
  let code = "";
  for (const part of parts) {
    if (part.code) code += part.text;
    else {
      const lines = part.text.split("\n").length - 1;
      code += "\uE000" + "\n".repeat(lines);
      fixed.push({ text: part.text, lines });
    }
  }
  const lineOf = (index) => code.slice(0, index).split("\n").length;
  const complain = (index, reason) => problems.push(`core/eval/dual/${name}:${lineOf(index)}: ${reason}`);

  for (const match of code.matchAll(/\byield\b(?!\*)/g))
    complain(match.index, "only primitives.ts may use a plain `yield`");
  for (const match of code.matchAll(/\bfunction \*|\basync\b/g))
    complain(match.index, `don't write \`${match[0]}\` here`);
  for (const match of code.matchAll(/^\s+(?:static |private |readonly )*\*\s*[\w[]+.*\(.*\{$/gm))
    complain(match.index, "no generator methods");
  const local = new Set([...code.matchAll(/^function\*\s*(\w+)/gm)].map((match) => match[1]));
  for (const match of code.matchAll(/\bnested\(\s*\w+,\s*(\w+)/g)) {
    if (local.has(match[1]))
      complain(match.index, `export ${match[1]}: what \`nested\` runs must have its generator form known`);
  }
  const generators = new Set([...code.matchAll(/\bfunction\*\s*(\w+)/g)].map((match) => match[1]));
  for (const match of text.matchAll(/^import (?:type )?\{([^}]*)\} from "\.\/([\w-]+\.ts)"/gm)) {
    const theirs = exportedBy.get(match[2]);
    for (const item of match[1].split(",")) {
      const [, original, alias] = /^\s*(?:type\s+)?(\w+)(?:\s+as\s+(\w+))?/.exec(item) ?? [];
      if (theirs?.has(original)) generators.add(alias ?? original);
    }
  }
  for (const match of code.matchAll(/(yield\*\s*|function\*\s*)?(?<![.\w])(\w+)(?=\()/g)) {
    if (match[1] === undefined && generators.has(match[2]))
      complain(match.index, `call ${match[2]} with \`yield*\``);
  }

  let direct = code.replace(/\bfunction\*/g, "function").replace(/\byield\*\s*/g, "");
  let index = 0;
  direct = direct.replace(/\uE000\n*/g, (match) => {
    const { text: original, lines } = fixed[index++];
    return original + match.slice(1 + lines);
  });

  const exported = [...code.matchAll(/^export function\*\s*(\w+)/gm)].map((match) => match[1]);
  return { text: `${banner}${direct}`, exported, problems };
}

/**
 * The text of direct/pairs.ts.
 * @param {Map<string, string[]>} exportedBy names of functions by file
 */
export function pairing(exportedBy) {
  let imports = 'import { pair } from "../values/pairs.ts";\n';
  let pairs = "";
  for (const [name, functions] of exportedBy) {
    if (functions.length === 0) continue;
    const id = name.replace(/\.ts$/, "").replaceAll("-", "_");
    imports += `import * as ${id}Direct from "./${name}";\nimport * as ${id}Steps from "../dual/${name}";\n`;
    for (const fn of functions) pairs += `pair(${id}Direct.${fn}, ${id}Steps.${fn});\n`;
  }
  return `${banner}\n${imports}${pairs}`;
}

/** Names of the generator functions each file exports, re-exports included. */
function exportedGenerators(texts) {
  const own = new Map();
  for (const [name, text] of texts) {
    own.set(name, new Set([...text.matchAll(/^export function\*\s*(\w+)/gm)].map((match) => match[1])));
  }
  for (const [name, text] of texts) {
    for (const match of text.matchAll(/^export \* from "\.\/([\w-]+\.ts)"/gm)) {
      for (const fn of own.get(match[1]) ?? []) own.get(name).add(fn);
    }
  }
  return own;
}

function main() {
  const problems = [];
  const outputs = new Map();
  const texts = new Map();
  for (const name of readdirSync(from).sort()) {
    if (name.endsWith(".ts") && !name.endsWith(".test.ts"))
      texts.set(name, readFileSync(join(from, name), "utf8"));
  }
  const exportedBy = exportedGenerators(texts);
  const paired = new Map();
  for (const [name, text] of texts) {
    if (name === "primitives.ts") {
      outputs.set(name, `${banner}\nexport * from "../fast/primitives.ts";\n`);
      continue;
    }
    const result = derive(name, text, exportedBy);
    problems.push(...result.problems);
    outputs.set(name, result.text);
    paired.set(name, result.exported);
  }
  outputs.set("pairs.ts", pairing(paired));
  if (problems.length > 0) {
    console.error(problems.join("\n"));
    process.exitCode = 1;
    return;
  }
  if (!existsSync(to)) mkdirSync(to, { recursive: true });
  for (const name of readdirSync(to)) if (name.endsWith(".ts") && !outputs.has(name)) rmSync(join(to, name));
  for (const [name, text] of outputs) {
    const path = join(to, name);
    if (existsSync(path) && readFileSync(path, "utf8") === text) continue;
    writeFileSync(path, text);
    console.log(`derived ${path.slice(root.length + 1)}`);
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) main();
