/** `tvix parse`: what `nix-instantiate --parse` does. */
import {
  analyse,
  defaultParseOptions,
  importTarget,
  NixError,
  parse,
  show,
  Source,
} from "../core/eval/index.ts";
import { environmentBytes } from "./bytes.ts";
import { NodeSources } from "./node-sources.ts";
import { readOptions } from "./options.ts";
import { readAllInput, writeErr, writeOut } from "./output.ts";
import { warningLine } from "./warnings.ts";
import { currentDirectory, defaultWorld, makeEvaluator, type WorldOptions, worldOptions } from "./world.ts";

/** Runs the command. @throws NixError, UsageError */
export function parseCommand(argv: readonly string[], world: WorldOptions = defaultWorld()): void {
  let expressions = false;
  let warnings = false;
  const inputs = readOptions(argv, {
    ...worldOptions(world),
    "-E": { values: 0, run: () => void (expressions = true) },
    "--expr": { values: 0, run: () => void (expressions = true) },
    "--warnings": { values: 0, run: () => void (warnings = true) },
  });
  const { profile, features, lints } = world;
  const globals = makeEvaluator(world).machine.globalNames;
  const options = {
    pipeOperators: features.has("pipe-operators"),
    profile,
    lints: { ...defaultParseOptions.lints, ...lints },
  };
  const home = environmentBytes("HOME") ?? "/";
  for (const input of inputs.length > 0 || expressions ? inputs : ["./default.nix"]) {
    const { ast, errors, warnings: found } = parse(sourceOf(input, expressions), options);
    if (ast === null) throw errors[0] ?? new NixError("internal", "neither a tree nor an error");
    const analysis = analyse(ast, { globals, outer: [] }, warnings);
    if (analysis.errors.length > 0) throw analysis.errors[0]!;
    if (warnings)
      for (const warning of [...found, ...analysis.warnings]) writeErr(`${warningLine(warning)}\n`);
    writeOut(`${show(ast, { profile, home })}\n`);
  }
}

/** The text of an argument: an expression, `-` for standard input, or a file. @throws NixError if unreadable */
function sourceOf(input: string, isExpression: boolean): Source {
  const here = currentDirectory();
  if (isExpression) return new Source({ type: "string" }, input, here);
  if (input === "-") return new Source({ type: "stdin" }, readAllInput(), here);
  const tree = new NodeSources();
  const path = importTarget(tree, input.startsWith("/") ? input : `${here}/${input}`);
  let text: string;
  try {
    text = tree.read(path);
  } catch (e) {
    throw new NixError("io", e instanceof Error ? e.message : String(e));
  }
  return new Source({ type: "file", path }, text, path.slice(0, path.lastIndexOf("/")) || "/");
}
