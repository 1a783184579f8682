/** `tvix eval-batch`: many evaluations in one process, one request and one answer a line. */
import { type ErrorKind, NixError, type SearchPathEntry } from "../core/eval/index.ts";
import { fromBytes, toBytes } from "./bytes.ts";
import { evaluateInput } from "./eval.ts";
import { crashText, exitCode } from "./failure.ts";
import { readOptions, UsageError } from "./options.ts";
import { inputLines, writeErr, writeOut } from "./output.ts";
import { WarmEvaluators } from "./warm-evaluator.ts";
import { defaultWorld, type WorldOptions, worldOptions } from "./world.ts";

/** A request, as far as it could be understood. Texts are still UTF-16. */
interface Request {
  file?: string;
  expr?: string;
  strict: boolean;
  format: "nix" | "json" | "xml";
  location: boolean;
  searchPath: SearchPathEntry[];
  attr: string;
}

/** An answer. */
interface Answer {
  id: unknown;
  ok: boolean;
  out?: string;
  error?: { kind: ErrorKind; message: string };
}

/** Runs the command; returns the exit code. */
export function evalBatchCommand(argv: readonly string[], world: WorldOptions = defaultWorld()): number {
  const inputs = readOptions(argv, worldOptions(world));
  if (inputs.length > 0) throw new UsageError(`eval-batch reads standard input, not '${inputs[0]!}'`);
  const evaluators = new WarmEvaluators(world);
  let crashed = false;
  for (const line of inputLines()) {
    if (line.trim() === "") continue;
    const answer = answerTo(fromBytes(line), evaluators);
    if (answer.error?.kind === "internal") {
      crashed = true;
      writeErr(crashText(new NixError("internal", toBytes(answer.error.message))));
    }
    writeOut(`${toBytes(JSON.stringify(answer))}\n`);
  }
  return crashed ? exitCode.crashed : 0;
}

function answerTo(line: string, evaluators: WarmEvaluators): Answer {
  let id: unknown = null;
  try {
    const fields = parseObject(line);
    id = fields["id"] ?? null;
    return { id, ok: true, out: fromBytes(run(readRequest(fields), evaluators)) };
  } catch (e) {
    if (e instanceof BadRequest)
      return { id, ok: false, error: { kind: "value", message: `bad request: ${e.message}` } };
    if (e instanceof NixError)
      return { id, ok: false, error: { kind: e.kind, message: fromBytes(e.message) } };
    const text = e instanceof Error ? (e.stack ?? e.message) : String(e);
    return { id, ok: false, error: { kind: "internal", message: text } };
  }
}

/** A line that is no request. */
class BadRequest extends Error {}

function parseObject(line: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (e) {
    throw new BadRequest((e as Error).message);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new BadRequest("not an object");
  return value as Record<string, unknown>;
}

function readRequest(fields: Record<string, unknown>): Request {
  const text = (name: string): string | undefined => {
    const value = fields[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== "string") throw new BadRequest(`"${name}" is no string`);
    return toBytes(value);
  };
  const flag = (name: string, otherwise: boolean): boolean => {
    const value = fields[name] ?? otherwise;
    if (typeof value !== "boolean") throw new BadRequest(`"${name}" is neither true nor false`);
    return value;
  };
  const [file, expr] = [text("file"), text("expr")];
  if ((file === undefined) === (expr === undefined)) throw new BadRequest('needs either "file" or "expr"');
  const format = text("format") ?? "nix";
  if (format !== "nix" && format !== "json" && format !== "xml")
    throw new BadRequest(`unknown format "${format}"`);
  const entries = fields["searchPath"] ?? {};
  if (typeof entries !== "object" || Array.isArray(entries))
    throw new BadRequest('"searchPath" is no object');
  const searchPath = Object.entries(entries as object).map(([name, path]: [string, unknown]) => {
    if (typeof path !== "string") throw new BadRequest(`"searchPath": "${name}" is no string`);
    return { prefix: toBytes(name), path: toBytes(path) };
  });
  return {
    ...(file === undefined ? {} : { file }),
    ...(expr === undefined ? {} : { expr }),
    strict: flag("strict", false),
    format,
    location: flag("location", true),
    searchPath,
    attr: text("attr") ?? "",
  };
}

/** Evaluates a request, independently of those before, and prints the value, without a line end. @throws NixError */
function run(request: Request, evaluators: WarmEvaluators): string {
  const { strict, format, location, searchPath, attr } = request;
  const evaluator = evaluators.get(searchPath);
  const root = evaluateInput(evaluator, request.expr ?? request.file!, request.expr !== undefined);
  const value = evaluator.select(root, attr, new Map());
  if (format === "json") return evaluator.toJson(value, strict);
  if (strict) evaluator.deepForce(value);
  return format === "xml"
    ? evaluator.toXml(value, { strict, location }).replace(/\n$/, "")
    : evaluator.print(value);
}
