/** `tvix eval`: what `nix-instantiate --eval` does. */
import { readFileSync, realpathSync, writeFileSync } from "node:fs";
import { type Evaluator, profileOf, type Slot, Source, type Value } from "../core/eval/index.ts";
import { Path } from "../core/eval/index.ts";
import { nodePath } from "./byte-io.ts";
import { toBytes } from "./bytes.ts";
import { readOptions, UsageError } from "./options.ts";
import { readAllInput, writeOut } from "./output.ts";
import { ReadFiles } from "./read-files.ts";
import { currentDirectory, defaultWorld, makeEvaluator, type WorldOptions, worldOptions } from "./world.ts";

interface EvalOptions {
  strict: boolean;
  format: "nix" | "json" | "xml" | "raw";
  location: boolean;
  /** Whether the other arguments are expressions. */
  expressions: boolean;
  args: [name: string, text: string, isString: boolean][];
  attrPaths: string[];
  /** Where to write which files of a folder were read. */
  filesRead: { folder: string; list: string } | null;
}

/** Runs the command. @throws NixError, UsageError */
export function evalCommand(argv: readonly string[], world: WorldOptions = defaultWorld()): void {
  const options: EvalOptions = {
    strict: false,
    format: "nix",
    location: true,
    expressions: false,
    args: [],
    attrPaths: [],
    filesRead: null,
  };
  const inputs = readOptions(argv, {
    ...worldOptions(world),
    "--strict": { values: 0, run: () => void (options.strict = true) },
    "--json": { values: 0, run: () => void (options.format = "json") },
    "--xml": { values: 0, run: () => void (options.format = "xml") },
    "--raw": { values: 0, run: () => void (options.format = "raw") },
    "--no-location": { values: 0, run: () => void (options.location = false) },
    "-E": { values: 0, run: () => void (options.expressions = true) },
    "--expr": { values: 0, run: () => void (options.expressions = true) },
    "--arg": { values: 2, run: (name, text) => void options.args.push([name!, text!, false]) },
    "--argstr": { values: 2, run: (name, text) => void options.args.push([name!, text!, true]) },
    "--arg-from-file": {
      values: 2,
      run: (name, file) => void options.args.push([name!, readText(file!), true]),
    },
    "--arg-from-stdin": {
      values: 1,
      run: (name) => void options.args.push([name!, readAllInput(), true]),
    },
    "-A": { values: 1, run: (path) => void options.attrPaths.push(path!) },
    "--attr": { values: 1, run: (path) => void options.attrPaths.push(path!) },
    "--files-read": {
      values: 2,
      run: (folder, list) => void (options.filesRead = { folder: folder!, list: list! }),
    },
    // What nix-instantiate needs to be told, and tvix does anyway.
    "--eval": { values: 0, run: () => {} },
    "--eval-only": { values: 0, run: () => {} },
    "--read-write-mode": { values: 0, run: () => {} },
  });
  const { filesRead } = options;
  const files = filesRead === null ? null : new ReadFiles();
  const folder = filesRead === null ? "" : realpathSync(nodePath(filesRead.folder), "latin1");
  const evaluator = makeEvaluator(world, files === null ? {} : { files });
  const args = new Map<string, Slot>();
  for (const [name, text, isString] of options.args) {
    args.set(name, isString ? text : evaluator.suspend(expression(text)));
  }
  const attrPaths = options.attrPaths.length > 0 ? options.attrPaths : [""];
  for (const input of inputs.length > 0 || options.expressions ? inputs : ["./default.nix"]) {
    const root = evaluateInput(evaluator, input, options.expressions);
    for (const path of attrPaths) {
      let value = evaluator.select(root, path, args);
      if (args.size > 0) value = evaluator.autoCall(value, args);
      writeOut(printed(evaluator, value, options, world));
    }
  }
  if (filesRead !== null && files !== null) {
    const lines = files.below(folder).map((path) => `${path}\n`);
    writeFileSync(nodePath(filesRead.list), lines.join(""), "latin1");
  }
}

/** A file's bytes. @throws UsageError */
function readText(file: string): string {
  try {
    return readFileSync(nodePath(file), "latin1");
  } catch (e) {
    throw new UsageError(`flag '--arg-from-file' cannot read '${file}': ${toBytes((e as Error).message)}`);
  }
}

function expression(text: string): Source {
  return new Source({ type: "string" }, text, currentDirectory());
}

/** The value of an argument: an expression, `-` for standard input, `<name>`, or a file. */
export function evaluateInput(evaluator: Evaluator, input: string, isExpression: boolean): Value {
  if (isExpression) return evaluator.evaluate(expression(input));
  if (input === "-")
    return evaluator.evaluate(new Source({ type: "stdin" }, readAllInput(), currentDirectory()));
  if (/^<[^>]+>$/.test(input)) {
    const found = evaluator.evaluate(expression(input));
    if (found instanceof Path) return evaluator.evaluateFile(found.path);
  }
  return evaluator.evaluateFile(input.startsWith("/") ? input : `${currentDirectory()}/${input}`);
}

/** A value as the options ask for it, with its line end. */
function printed(evaluator: Evaluator, value: Value, options: EvalOptions, world: WorldOptions): string {
  const { strict, format, location } = options;
  switch (format) {
    case "raw":
      return evaluator.toText(value);
    case "json":
      return evaluator.toJson(value, strict) + (profileOf(world.profile).jsonLineEnd ? "\n" : "");
    case "xml":
      if (strict) evaluator.deepForce(value);
      return evaluator.toXml(value, { strict, location });
    case "nix":
      if (strict) evaluator.deepForce(value);
      return `${evaluator.print(value)}\n`;
  }
}
