/** Which language a file is written in, told by its name and first line; tokenizers are loaded one by one. */
import type { StreamParser } from "@codemirror/language";

type Load = () => Promise<StreamParser<unknown>>;

/** Tokenizers differ in their states, of which only they know. */
const as = (parser: object): StreamParser<unknown> => parser as StreamParser<unknown>;

const load = {
  nix: async () => as((await import("../../editor/nix-tokens.ts")).nixParser),
  shell: async () => as((await import("@codemirror/legacy-modes/mode/shell")).shell),
  python: async () => as((await import("@codemirror/legacy-modes/mode/python")).python),
  perl: async () => as((await import("@codemirror/legacy-modes/mode/perl")).perl),
  c: async () => as((await import("@codemirror/legacy-modes/mode/clike")).cpp),
  java: async () => as((await import("@codemirror/legacy-modes/mode/clike")).java),
  javascript: async () => as((await import("@codemirror/legacy-modes/mode/javascript")).typescript),
  json: async () => as((await import("@codemirror/legacy-modes/mode/javascript")).json),
  css: async () => as((await import("@codemirror/legacy-modes/mode/css")).css),
  xml: async () => as((await import("@codemirror/legacy-modes/mode/xml")).xml),
  html: async () => as((await import("@codemirror/legacy-modes/mode/xml")).html),
  yaml: async () => as((await import("@codemirror/legacy-modes/mode/yaml")).yaml),
  toml: async () => as((await import("@codemirror/legacy-modes/mode/toml")).toml),
  properties: async () => as((await import("@codemirror/legacy-modes/mode/properties")).properties),
  rust: async () => as((await import("@codemirror/legacy-modes/mode/rust")).rust),
  go: async () => as((await import("@codemirror/legacy-modes/mode/go")).go),
  ruby: async () => as((await import("@codemirror/legacy-modes/mode/ruby")).ruby),
  lua: async () => as((await import("@codemirror/legacy-modes/mode/lua")).lua),
  haskell: async () => as((await import("@codemirror/legacy-modes/mode/haskell")).haskell),
  diff: async () => as((await import("@codemirror/legacy-modes/mode/diff")).diff),
  cmake: async () => as((await import("@codemirror/legacy-modes/mode/cmake")).cmake),
  lisp: async () => as((await import("@codemirror/legacy-modes/mode/commonlisp")).commonLisp),
  scheme: async () => as((await import("@codemirror/legacy-modes/mode/scheme")).scheme),
  tcl: async () => as((await import("@codemirror/legacy-modes/mode/tcl")).tcl),
  troff: async () => as((await import("@codemirror/legacy-modes/mode/troff")).troff),
} satisfies Record<string, Load>;

export type Language = keyof typeof load;

const byEnding: readonly [endings: string, language: Language][] = [
  ["nix", "nix"],
  ["sh bash zsh ksh bats service-sh", "shell"],
  ["py pyi pyw", "python"],
  ["pl pm t", "perl"],
  ["c h cc cpp cxx hpp hh hxx m mm glsl y l", "c"],
  ["java kt scala cs", "java"],
  ["js mjs cjs ts mts cts tsx jsx", "javascript"],
  ["json map lock ipynb webmanifest", "json"],
  ["css scss less", "css"],
  ["xml xsl xsd svg plist rdf ui glade docbook dtd", "xml"],
  ["html htm xhtml", "html"],
  ["yaml yml", "yaml"],
  ["toml", "toml"],
  ["ini conf cfg desktop properties service socket timer target mount rules pc la", "properties"],
  ["rs", "rust"],
  ["go", "go"],
  ["rb gemspec rake", "ruby"],
  ["lua", "lua"],
  ["hs lhs cabal", "haskell"],
  ["diff patch", "diff"],
  ["cmake", "cmake"],
  ["lisp lsp el cl", "lisp"],
  ["scm ss sld", "scheme"],
  ["tcl tk exp", "tcl"],
  ["1 2 3 4 5 6 7 8 9 man", "troff"],
];

const byInterpreter: readonly [pattern: RegExp, language: Language][] = [
  [/\b(?:ba|da|z|k)?sh\b/, "shell"],
  [/\bpython[\d.]*\b/, "python"],
  [/\bperl[\d.]*\b/, "perl"],
  [/\bnode\b|\bdeno\b/, "javascript"],
  [/\bruby\b/, "ruby"],
  [/\blua\b/, "lua"],
  [/\btclsh\b|\bwish\b/, "tcl"],
  [/\bguile\b/, "scheme"],
];

/** Null for texts in no known language. */
export function languageOf(name: string, start: string): Language | null {
  const base = name.split("/").at(-1)!.toLowerCase();
  if (base === "cmakelists.txt") return "cmake";
  if (base === "flake.lock") return "json";
  if (base === "setup-hook" || /^\.?(?:bash|zsh)?(?:rc|profile)$/.test(base)) return "shell";
  const ending = /\.([a-z0-9]+)$/.exec(base)?.[1];
  const known = ending === undefined ? undefined : byEnding.find(([all]) => all.split(" ").includes(ending));
  if (known !== undefined) return known[1];
  const [line = ""] = start.split("\n", 1);
  if (line.startsWith("#!")) return byInterpreter.find(([pattern]) => pattern.test(line))?.[1] ?? null;
  return line.startsWith("<?xml") ? "xml" : null;
}

export function parserOf(language: Language): Promise<StreamParser<unknown>> {
  return load[language]();
}
