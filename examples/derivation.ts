/**
 * Derivations inside another program: core/eval with the store that core/glue adds, files in memory. Nothing is
 * written to disk, and no Nix is asked; the paths are those that Nix would give.
 *
 *   node scripts/program.mjs examples/derivation.ts
 */
import { MemorySources, NixError } from "../core/eval/index.ts";
import {
  closureOf,
  findDerivations,
  makeStoreEvaluator,
  referencesOf,
  TextFiles,
} from "../core/glue/index.ts";

const files = new MemorySources({
  "/greet/default.nix": `
    { name }:
    derivation {
      name = "greet-\${name}";
      system = "x86_64-linux";
      builder = "/bin/sh";
      args = [ ./greet.sh ];
      config = builtins.toFile "config" "greet=\${name}";
    }
  `,
  "/greet/greet.sh": ". $config; echo Hello, $greet > $out\n",
});

/** A derivation, and what Nix would put into the store with it. */
export interface Instantiated {
  drvPath: string;
  outPath: string;
  /** The bytes of the `.drv` file, a byte string. */
  drvText: string;
  /** What it refers to: other derivations, and sources. */
  references: readonly string[];
  /** All of that and what it refers to in turn, itself last. */
  closure: readonly string[];
}

/** Evaluates `/greet` with a name. @throws NixError */
export function instantiate(name: string): Instantiated {
  const { evaluator, store } = makeStoreEvaluator({ io: new TextFiles(files) });
  const args = new Map([["name", name]]);
  const value = evaluator.select(evaluator.evaluateFile("/greet"), "", args);
  const [found] = findDerivations(evaluator, value, args, store.storeDir);
  if (found === undefined) throw new NixError("value", "/greet holds no derivation");
  const { drvPath, output } = found;
  return {
    drvPath,
    outPath: store.derivations.get(drvPath).outputs.get(output)!.path,
    drvText: store.tree.read(drvPath),
    references: referencesOf(store, drvPath),
    closure: closureOf(store, [drvPath]),
  };
}

/** What the example prints. */
export function demonstrate(say: (line: string) => void): void {
  const { drvPath, drvText, closure } = instantiate("world");
  say(drvPath);
  say(drvText);
  for (const path of closure) say(path);
}

if (typeof process !== "undefined" && process.argv[1]?.includes("derivation")) demonstrate(console.log);
