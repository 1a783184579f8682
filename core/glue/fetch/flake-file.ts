/**
 * Reading `flake.nix` as far as Nix does before it evaluates any of it: its `inputs` must be written out, and
 * which of them there are also shows in the parameters of `outputs` (Nix manual, "nix flake", flake format).
 */
import {
  type Ast,
  type AttrDef,
  type AttrsExpr,
  defaultParseOptions,
  type Expr,
  Kind,
  NixError,
  parse,
  Source,
} from "../../eval/index.ts";
import { FlakeRefError, parseFlakeRef } from "../../nix-compat/index.ts";
import type { Input, ReadonlyInput } from "./input.ts";

/** An input as a flake declares it. */
export interface FlakeInput {
  /** Null where it only follows another one. */
  reference: ReadonlyInput | null;
  isFlake: boolean;
  /** The way through the inputs of the outermost flake to the one it follows. */
  follows: readonly string[] | null;
  /** What it declares for the inputs of this input. */
  overrides: FlakeInputs;
}

export type FlakeInputs = ReadonlyMap<string, FlakeInput>;

export interface FlakeFile {
  inputs: FlakeInputs;
  /** What `inputs.self` asks of the flake's own tree. */
  self: ReadonlyInput;
}

/** Where a `flake.nix` is. */
export interface FlakePlace {
  /** Path of the file. */
  path: string;
  /** The flake's reference, for messages. */
  url: string;
  /** The way to the flake through the inputs of the outermost one. */
  way: readonly string[];
}

const article: Partial<Record<number, string>> = {
  [Kind.Int]: "an integer",
  [Kind.Float]: "a float",
  [Kind.Str]: "a string",
  [Kind.Path]: "a path",
  [Kind.Attrs]: "a set",
  [Kind.List]: "a list",
  [Kind.Lambda]: "a function",
};

/** Reads the text of a `flake.nix`. @throws NixError */
export function readFlakeFile(text: string, place: FlakePlace): FlakeFile {
  return new Reader(text, place).file();
}

/** An input that only its name is known of. */
function byName(name: string): FlakeInput {
  const reference: Input = new Map([
    ["type", "indirect"],
    ["id", name],
  ]);
  return { reference, isFlake: true, follows: null, overrides: new Map() };
}

class Reader {
  private readonly ast: Ast;

  constructor(
    text: string,
    private readonly place: FlakePlace,
  ) {
    const base = place.path.slice(0, place.path.lastIndexOf("/"));
    const { ast, errors } = parse(
      new Source({ type: "file", path: place.path }, text, base),
      defaultParseOptions,
    );
    if (ast === null) throw errors[0]!;
    this.ast = ast;
  }

  private fail(def: AttrDef, message: string): never {
    const { line, column } = this.ast.source.locate(def.start);
    throw new NixError("value", `${message} at ${this.place.path}:${line}:${column}`);
  }

  private nameOf(def: AttrDef): string {
    return this.ast.names[def.name]!;
  }

  file(): FlakeFile {
    const { root } = this.ast;
    const { path, url } = this.place;
    if (root.kind !== Kind.Attrs || root.dynamics.length > 0) {
      throw new NixError("value", `file '${path}' must be an attribute set`);
    }
    const defs = new Map(root.defs.map((def) => [this.nameOf(def), def]));
    const description = defs.get("description");
    if (description !== undefined) this.string(description);
    const declared = defs.get("inputs");
    const inputs =
      declared === undefined ? new Map<string, FlakeInput>() : this.inputs(declared, this.place.way);
    const self = declared === undefined ? new Map() : this.self(declared);
    inputs.delete("self");
    const outputs = defs.get("outputs");
    if (outputs === undefined) throw new NixError("value", `flake '${url}' lacks attribute 'outputs'`);
    const fn = this.value(outputs);
    if (fn.kind !== Kind.Lambda) this.mismatch(outputs, "a function");
    for (const formal of fn.formals?.formals ?? []) {
      const name = this.ast.names[formal.name]!;
      if (name !== "self" && !inputs.has(name)) inputs.set(name, byName(name));
    }
    for (const [name, def] of defs) {
      if (["description", "inputs", "outputs", "nixConfig"].includes(name)) continue;
      this.fail(def, `flake '${url}' has an unsupported attribute '${name}',`);
    }
    return { inputs: new Map([...inputs].sort(([a], [b]) => (a < b ? -1 : 1))), self };
  }

  /** The expression of a definition; what is inherited is never written out, and stands for itself. */
  private value(def: AttrDef): Expr {
    return def.value ?? { kind: Kind.CurPos, start: def.start, end: def.end };
  }

  private boolean(expr: Expr): boolean | null {
    if (expr.kind !== Kind.Var) return null;
    const name = this.ast.names[expr.name];
    return name === "true" ? true : name === "false" ? false : null;
  }

  private mismatch(def: AttrDef, expected: string): never {
    const value = this.value(def);
    const got = this.boolean(value) === null ? (article[value.kind] ?? "a thunk") : "a Boolean";
    this.fail(def, `expected ${expected} but got ${got}`);
  }

  private string(def: AttrDef): string {
    const value = this.value(def);
    return value.kind === Kind.Str ? value.value : this.mismatch(def, "a string");
  }

  private set(def: AttrDef): AttrsExpr {
    const value = this.value(def);
    if (value.kind === Kind.Attrs && value.dynamics.length === 0) return value;
    this.mismatch(def, "a set");
  }

  /** @param way - the way to the flake that declares them, from which `follows` starts */
  private inputs(def: AttrDef, way: readonly string[]): Map<string, FlakeInput> {
    return new Map(
      this.set(def).defs.map((input) => [this.nameOf(input), this.input(input, this.nameOf(input), way)]),
    );
  }

  private self(def: AttrDef): ReadonlyInput {
    const parts: Input = new Map();
    const self = this.set(def).defs.find((input) => this.nameOf(input) === "self");
    if (self !== undefined) {
      for (const part of this.set(self).defs)
        parts.set(this.nameOf(part), this.plain(part, this.nameOf(part)));
    }
    return parts;
  }

  private plain(def: AttrDef, name: string): string | number | boolean {
    const value = this.value(def);
    if (value.kind === Kind.Str) return value.value;
    if (value.kind === Kind.Int) return Number(value.value);
    const flag = this.boolean(value);
    if (flag !== null) return flag;
    const got = article[value.kind] ?? "a thunk";
    this.fail(
      def,
      `flake input attribute '${name}' is ${got} while a string, Boolean, or integer is expected`,
    );
  }

  private input(def: AttrDef, id: string, way: readonly string[]): FlakeInput {
    let url: { def: AttrDef; text: string } | null = null;
    let isFlake = true;
    let follows: readonly string[] | null = null;
    let overrides: FlakeInputs = new Map();
    const parts: Input = new Map();
    for (const part of this.set(def).defs) {
      const name = this.nameOf(part);
      if (name === "url") {
        url = { def: part, text: this.string(part) };
        parts.set("url", url.text);
      } else if (name === "flake")
        isFlake = this.boolean(this.value(part)) ?? this.mismatch(part, "a Boolean");
      else if (name === "inputs") overrides = this.inputs(part, way);
      else if (name === "follows") {
        follows = [
          ...way,
          ...this.string(part)
            .split("/")
            .filter((step) => step !== ""),
        ];
      } else parts.set(name, this.plain(part, name));
    }
    let reference: ReadonlyInput | null = null;
    if (parts.has("type")) reference = parts;
    else {
      parts.delete("url");
      for (const name of parts.keys()) {
        if (id !== "self") this.fail(def, `unexpected flake input attribute '${name}',`);
      }
      if (url !== null) reference = this.reference(url.def, url.text);
      else if (follows === null) ({ reference } = byName(id));
    }
    return { reference, isFlake, follows, overrides };
  }

  private reference(def: AttrDef, text: string): ReadonlyInput {
    if (/^\.\.?(\/|$)/.test(text))
      return new Map([
        ["type", "path"],
        ["path", text],
      ]);
    try {
      return parseFlakeRef(text);
    } catch (error) {
      if (error instanceof FlakeRefError) this.fail(def, `${error.message},`);
      throw error;
    }
  }
}
