/** The help texts. */
import { formatHelpTexts } from "./help-formats.ts";
import { storeHelpTexts } from "./help-store.ts";

const worldHelp = `
  -I PATH, -I NAME=PATH       add to the search path, before NIX_PATH (repeatable)
  --profile 2.36|2.8          the Nix to behave like (default 2.36)
  --max-call-depth N          end evaluations whose calls nest deeper, as Nix does at 10000
  --extra-experimental-features F
                              switch on features, e.g. flakes or pipe-operators
  --pure-eval                 no environment, clock, system, or files outside of the store; fetches need a hash
  --option NAME VALUE         a setting of nix.conf, as far as it is about evaluation
  --lint-url-literals, --lint-short-path-literals, --lint-absolute-path-literals
                 ignore|warn|fatal   what to do about x:y, a/b, and /a or ~/a
  --show-trace                print the whole trace of an error`;

/** By command; "" for all of tvix. */
export const helpTexts: Readonly<Record<string, string>> = {
  "": `tvix - Nix in TypeScript: its language, derivations and file formats; nothing is built yet

usage: tvix COMMAND [OPTION]... [ARGUMENT]...

  eval         evaluate an expression or file, as nix-instantiate --eval does
  parse        print how an expression is understood, as nix-instantiate --parse does
  eval-batch   evaluate many expressions: NDJSON requests in, NDJSON answers out
  repl         evaluate lines as you type them
  instantiate  print or write the derivations of an expression, as nix-instantiate does
  drv          show derivations, and what differs between two
  nar          make, list and unpack NARs
  narinfo      show narinfos and check their signatures
  hash         hash files and paths, convert hashes
  castore      trees of files by their digest: import, list, export, publish, serve
  store        store paths: import, show, verify
  bridge       serve a store to real Nix as a binary cache, and take what it uploads

  --help       this text; COMMAND --help: about a command
  --version    the version

Exit status: 0; 1 for errors; 70 for a defect of tvix (please report it).

Environment: TVIX_CACHE (off, or a folder): parsed files are kept there, by default in ~/.cache/tvix-playground;
XDG_CACHE_HOME instead of ~/.cache, also for downloads (tvix).
`,
  eval: `usage: tvix eval [OPTION]... (FILE | - | <NAME> | -E EXPR)

Evaluates and prints a value exactly as nix-instantiate --eval does. Without FILE: ./default.nix; - is
standard input.

  -E, --expr                  the arguments are expressions, not files
  -A, --attr PATH             the value at this attribute path, e.g. a.b."c d".0 (repeatable)
  --arg NAME EXPR             pass an argument to functions on the way
  --argstr NAME STRING        the same with a string
  --arg-from-file NAME FILE, --arg-from-stdin NAME
                              the same with the text of a file or of standard input
  --strict                    evaluate everything inside the value too
  --json                      print as JSON
  --xml [--no-location]       print as XML [without positions]
  --raw                       print a string as it is
  --files-read DIR LIST       write to the file LIST which files below DIR were read, relative to it, one a line:
                              what castore publish --first takes
${worldHelp.slice(1)}

Environment: NIX_PATH, HOME, NIX_ABORT_ON_WARN (1: builtins.warn is an error), and all of it by builtins.getEnv;
TVIX_CACHE, see tvix --help.
`,
  parse: `usage: tvix parse [OPTION]... (FILE | - | -E EXPR)

Prints the syntax tree as nix-instantiate --parse does.

  -E, --expr                  the arguments are expressions, not files
  --warnings                  tell on standard error what is legal but probably not meant
${worldHelp.slice(1)}
`,
  "eval-batch": `usage: tvix eval-batch [OPTION]... < REQUESTS

Reads one JSON object a line and writes one a line, in order. Every evaluation is independent of the others.

  request  {"id": any, "expr": text | "file": path, "strict": false, "format": "nix"|"json"|"xml",
            "location": true, "searchPath": {name: path}, "attr": path}
           All but expr or file may be left out.
  answer   {"id": any, "ok": true, "out": text} or {"id": any, "ok": false, "error": {"kind": word, "message": text}}
           out is the printed value without the last line end; bytes that are no UTF-8 become U+FFFD.
${worldHelp}
`,
  repl: `usage: tvix repl [OPTION]... [FILE]...

Evaluates expressions line by line; FILEs are loaded as by :l. :? lists the commands.
${worldHelp}
`,
  instantiate: `usage: tvix instantiate [OPTION]... (FILE | - | <NAME> | -E EXPR)

Prints the paths of the derivations a value holds, as nix-instantiate does. Nothing is written to a store: --out and
--export write them elsewhere, with all they need. Without FILE: ./default.nix; - is standard input.

  -E, --expr                  the arguments are expressions, not files
  -A, --attr PATH             the value at this attribute path (repeatable)
  --arg NAME EXPR             pass an argument to functions on the way
  --argstr NAME STRING        the same with a string
  --out DIR                   write the closure into a folder, by store name; what is there stays
  --export FILE|-             write a stream for nix-store --import; with - no paths are printed${worldHelp}
`,
  drv: `usage: tvix drv show [--aterm] [--store DIR]... (FILE | /nix/store/NAME.drv | -)...
       tvix drv diff [--store DIR]... A B

show: derivations as JSON, as \`nix derivation show\` prints them; reads .drv files and such JSON.
diff: what really differs between two derivations and their inputs, deepest causes first; hashes that differ
only because of an input are left out.

Store paths are looked for in /nix/store and in each DIR, e.g. one that instantiate --out wrote; inputs also beside
A and B.

  --aterm                     print ATerms, as in .drv files
  --store DIR                 a folder with .drv files (repeatable)
`,
  ...formatHelpTexts,
  ...storeHelpTexts,
};
