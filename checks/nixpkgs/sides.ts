/** The two that are compared: real Nix and `tvix`, each asked a whole chunk of expressions in one process. */
import { spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Item } from "./attributes.ts";

/** What became of an expression: its derivation, the type of a value that is none, or a failure. */
export type Outcome =
  | { type: "derivation"; drv: string; out: string }
  | { type: "other"; is: string }
  | { type: "failure"; message: string };

/** Where nixpkgs is and how it is configured. */
export interface Subject {
  /** Absolute. */
  path: string;
  /** A Nix expression. */
  config: string;
}

/** The environment both sides see. */
const neutralEnvironment: Readonly<Record<string, string>> = {
  PATH: process.env["PATH"] ?? "",
  HOME: "/homeless",
  NIX_PATH: "",
  NIXPKGS_CONFIG: "",
  GC_INITIAL_HEAP_SIZE: "500000000",
};

/** The commands of a side: how it evaluates standard input, and how it writes a closure of `.drv` files. */
export interface Side {
  evaluate: readonly string[];
  /** Writes below the folder; the `.drv` files then are in `drvs` below it. */
  instantiate: (folder: string) => { command: readonly string[]; env: Record<string, string>; drvs: string };
}

/** @param readWrite - whether Nix writes to its store: needed where nixpkgs reads what it put there */
export function nixSide(readWrite: boolean): Side {
  return {
    evaluate: ["nix-instantiate", "--eval", ...(readWrite ? ["--read-write-mode"] : []), "-"],
    instantiate: (folder) => ({
      command: ["nix-instantiate", "-"],
      env: { NIX_REMOTE: `local?root=${folder}` },
      drvs: `${folder}/nix/store`,
    }),
  };
}

/** Ours: the command line as it is built. */
export function ourSide(): Side {
  const tvix = [process.execPath, join(process.cwd(), "scripts/cli.mjs")];
  return {
    evaluate: [...tvix, "eval", "--profile", "2.8", "-"],
    instantiate: (folder) => ({
      command: [...tvix, "instantiate", "--profile", "2.8", "--out", `${folder}/out`, "-"],
      env: {},
      drvs: `${folder}/out`,
    }),
  };
}

/** `body` with `pkgs`, `nixos` and `probe` in scope. */
function around({ path, config }: Subject, body: string): string {
  return `let
  pkgs = import ${path} { config = ${config}; overlays = [ ]; system = "x86_64-linux"; };
  nixos = args: import (${path} + "/nixos") ({ system = "x86_64-linux"; } // args);
  plain = builtins.unsafeDiscardStringContext;
  probe = v:
    if builtins.isAttrs v && v.type or null == "derivation"
    then { drv = plain v.drvPath; out = plain v.outPath; }
    else builtins.typeOf v;
  attempt = p: let r = builtins.tryEval (builtins.deepSeq p p); in if r.success then r.value else null;
in ${body}`;
}

function listOf(items: readonly Item[]): string {
  return `[\n${items.map(({ expr }) => `(attempt (probe (${expr})))`).join("\n")}\n]`;
}

function outcomeOf(json: string): Outcome {
  const value = JSON.parse(json) as { drv: string; out: string } | string | null;
  if (value === null) return { type: "failure", message: "caught by tryEval" };
  return typeof value === "string" ? { type: "other", is: value } : { type: "derivation", ...value };
}

const mark = "trace: @@";

/** Asks a side. A failure that nothing catches ends its process: the rest goes to the next. */
export async function ask(side: Side, subject: Subject, items: readonly Item[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  while (outcomes.length < items.length) {
    const rest = listOf(items.slice(outcomes.length));
    const walk = 'builtins.foldl\' (i: e: builtins.trace "@@${builtins.toJSON e}" (i + 1)) 0';
    const { code, err } = await run(side.evaluate, around(subject, `${walk} ${rest}`));
    for (const line of err.split("\n")) {
      if (line.startsWith(mark)) outcomes.push(outcomeOf(line.slice(mark.length)));
    }
    if (code !== 0) {
      const message = /(?:^|\n)(error: [^]*)/.exec(err)?.[1] ?? err.slice(-500);
      outcomes.push({ type: "failure", message });
    } else if (outcomes.length < items.length) throw new Error(`answers are missing: ${err.slice(-500)}`);
  }
  return outcomes;
}

interface Run {
  code: number | null;
  out: string;
  err: string;
}

/** Runs a command on a text. What it writes goes through files: no pipe fills up. */
function run(command: readonly string[], input: string, env: Record<string, string> = {}): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), "check-nixpkgs-"));
  const files = ["out", "err"].map((name) => openSync(join(folder, name), "w"));
  return new Promise((resolve, reject) => {
    const child = spawn(command[0]!, command.slice(1), {
      env: { ...neutralEnvironment, ...env },
      stdio: ["pipe", ...files],
      timeout: 600_000,
    });
    child.stdin!.on("error", () => undefined);
    child.stdin!.end(input, "latin1");
    child.on("error", reject);
    child.on("close", (code) => {
      files.forEach((file) => closeSync(file));
      const [out, err] = ["out", "err"].map((name) => readFileSync(join(folder, name), "latin1"));
      rmSync(folder, { recursive: true });
      resolve({ code, out: out!, err: err! });
    });
  });
}

/** The attribute names of sets below `pkgs`, by path; none where there is no such set. */
export async function namesOfSets(
  side: Side,
  subject: Subject,
  sets: readonly string[],
): Promise<Map<string, string[]>> {
  const names = new Map<string, string[]>();
  const json = [...side.evaluate.slice(0, -1), "--json", "--strict", "-"];
  for (const set of sets) {
    const value = set === "" ? "pkgs" : `pkgs.${set} or { }`;
    const text = `let v = ${value}; in if builtins.isAttrs v then builtins.attrNames v else [ ]`;
    const { code, out } = await run(json, around(subject, text));
    names.set(set, code === 0 ? (JSON.parse(out) as string[]) : []);
  }
  return names;
}

/** Writes the `.drv` files of an expression below a folder; answers where they are, and complaints if any. */
export async function instantiate(
  side: Side,
  subject: Subject,
  item: Item,
  folder: string,
): Promise<{ drvs: string; complaint: string | null }> {
  const { command, env, drvs } = side.instantiate(folder);
  const { code, err } = await run(command, around(subject, item.expr), env);
  return { drvs, complaint: code === 0 ? null : err };
}
