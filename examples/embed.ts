/**
 * Nix as a configuration language inside another program: core/eval alone, with files in memory, a builtin and
 * globals of our own.
 *
 *   node scripts/program.mjs examples/embed.ts
 */
import {
  Attrs,
  type Evaluator,
  Evaluator as NixEvaluator,
  formatError,
  isString,
  MemorySources,
  NixError,
  Source,
  textOf,
  Thunk,
  type Slot,
  type Value,
} from "../core/eval/index.ts";

/** A plain JavaScript value as a Nix value. Strings must be byte strings: see {@link toBytes}. */
export function toNix(evaluator: Evaluator, value: unknown): Value {
  if (value === null || value === undefined) return null;
  if (typeof value === "boolean") return value;
  if (typeof value === "string") return toBytes(value);
  if (typeof value === "number" && Number.isSafeInteger(value)) return value;
  if (Array.isArray(value)) return value.map((item) => toNix(evaluator, item));
  if (typeof value === "object") {
    const { symbols } = evaluator.machine;
    const names = Object.keys(value).map((name) => symbols.intern(toBytes(name)));
    return Attrs.from(
      names,
      Object.values(value).map((item) => toNix(evaluator, item)),
    );
  }
  throw new TypeError(`no Nix value for a ${typeof value}`);
}

/** Nix strings are bytes: one char for each byte of the UTF-8. */
export function toBytes(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join("");
}

/** What a server is told. */
export interface ServerConfig {
  host: string;
  port: number;
  routes: { path: string; target: string }[];
}

const files = new MemorySources({
  "/config/default.nix": `
    { environment }:
    let
      inherit (environment) stage;
      service = name: { path = "/\${name}"; target = lookup "\${name}.\${stage}"; };
    in
    {
      host = if stage == "production" then "0.0.0.0" else "localhost";
      port = import ./port.nix + (if stage == "production" then 0 else 8000);
      routes = map service services;
    }
  `,
  "/config/port.nix": "80",
});

/** Evaluates the configuration for a stage; `lookup` is the program's own, called from Nix. */
export function readConfig(stage: string, lookup: (name: string) => string): ServerConfig {
  const evaluator: Evaluator = new NixEvaluator({
    io: files,
    limits: { allocationBytes: 2 ** 26, callDepth: 10_000 },
    builtins: [
      {
        name: "lookup",
        params: ["name"],
        global: true,
        run: (_machine, slot: Slot) => {
          const name = evaluator.force(slot);
          if (!isString(name)) throw new NixError("type", "lookup wants a string");
          return toBytes(lookup(textOf(name)));
        },
      },
    ],
    globals: new Map<string, Value>([["services", ["users", "orders"]]]),
  });
  const fn = evaluator.evaluateFile("/config");
  const result = evaluator.call(fn, toNix(evaluator, { environment: { stage } }));
  return JSON.parse(evaluator.toJson(result)) as ServerConfig;
}

/** A slot that is computed when Nix first asks for it. */
export function lazily(evaluator: Evaluator, text: string): Slot {
  const slot = evaluator.suspend(new Source({ type: "string" }, text, "/"));
  return slot instanceof Thunk ? slot : Thunk.done(slot);
}

/** What the example prints. */
export function demonstrate(say: (line: string) => void): void {
  say(JSON.stringify(readConfig("production", (name) => `10.0.0.1/${name}`)));
  try {
    readConfig("test", (name) => {
      throw new NixError("throw", `no address for ${name}`);
    });
  } catch (e) {
    if (!(e instanceof NixError)) throw e;
    say(formatError(e, { showTrace: false }));
  }
}

if (typeof process !== "undefined" && process.argv[1]?.includes("embed")) demonstrate(console.log);
