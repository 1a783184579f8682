/** `tvix instantiate`: what `nix-instantiate` does, with the store written where one asks for it. */
import { NixError, type Slot, Source } from "../core/eval/index.ts";
import { closureOf, type EvalStore, findDerivations } from "../core/glue/index.ts";
import { isDerivationName } from "../core/nix-compat/index.ts";
import { toBytes } from "./bytes.ts";
import { evaluateInput } from "./eval.ts";
import { readOptions, UsageError } from "./options.ts";
import { writeOut } from "./output.ts";
import { exportObjects, writeObjects } from "./store-output.ts";
import { currentDirectory, defaultWorld, makeWorld, type WorldOptions, worldOptions } from "./world.ts";

/** Runs the command. @throws NixError, UsageError, and what Node throws when it can't write */
export function instantiateCommand(argv: readonly string[], world: WorldOptions = defaultWorld()): void {
  let expressions = false;
  let folder: string | null = null;
  let stream: string | null = null;
  const given: [name: string, text: string, isString: boolean][] = [];
  const attrPaths: string[] = [];
  const asExpressions = { values: 0, run: () => void (expressions = true) } as const;
  const attribute = { values: 1, run: (path: string) => void attrPaths.push(path) } as const;
  const inputs = readOptions(argv, {
    ...worldOptions(world),
    "-E": asExpressions,
    "--expr": asExpressions,
    "-A": attribute,
    "--attr": attribute,
    "--arg": { values: 2, run: (name, text) => void given.push([name!, text!, false]) },
    "--argstr": { values: 2, run: (name, text) => void given.push([name!, text!, true]) },
    "--out": { values: 1, run: (path) => void (folder = path!) },
    "--export": { values: 1, run: (path) => void (stream = path!) },
  });
  if (folder !== null && stream !== null) throw new UsageError("--out and --export exclude each other");
  const { evaluator, store } = makeWorld(world);
  const args = new Map<string, Slot>();
  for (const [name, text, isString] of given) {
    args.set(
      name,
      isString ? text : evaluator.suspend(new Source({ type: "string" }, text, currentDirectory())),
    );
  }
  const drvPaths = new Set<string>();
  let lines = "";
  for (const input of inputs.length > 0 || expressions ? inputs : ["./default.nix"]) {
    const root = evaluateInput(evaluator, input, expressions);
    for (const path of attrPaths.length > 0 ? attrPaths : [""]) {
      const value = evaluator.select(root, path, args);
      for (const { drvPath, output } of findDerivations(evaluator, value, args, store.storeDir)) {
        drvPaths.add(drvPath);
        const line = `${drvPath}${output === "out" ? "" : `!${output}`}\n`;
        if (folder === null && stream === null) writeOut(line);
        else lines += line;
      }
    }
  }
  // From here on only reading files can fail: nothing is written of an evaluation that does.
  if (folder !== null) writeObjects(store, closureOfDerivations(store, drvPaths), folder);
  else if (stream !== null) exportObjects(store, closureOfDerivations(store, drvPaths), stream);
  // A stream on standard output stands there alone.
  if (stream !== "-") writeOut(lines);
}

function closureOfDerivations(store: EvalStore, drvPaths: ReadonlySet<string>): string[] {
  for (const path of drvPaths) {
    if (!isDerivationName(path)) throw new NixError("value", toBytes(`'${path}' is not a derivation`));
  }
  return closureOf(store, drvPaths);
}
