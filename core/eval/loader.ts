/** From text to code: parsing, scope analysis, and one cache of files per evaluator. */
import { NixError } from "./errors.ts";
import { importTarget } from "./files.ts";
import { FastCompiler } from "./fast/compile.ts";
import type { Loader, Machine } from "./machine.ts";
import { analyse, type Ast, parse, type ParseOptions, type Warning } from "./syntax/index.ts";
import { Source } from "./syntax/source.ts";
import type { TreeStore } from "./trees.ts";
import type { Code, Unit } from "./values/code.ts";
import { Thunk } from "./values/value.ts";

/** Shorter texts are parsed as fast as they are found. */
const storedFrom = 200;

export class FileLoader implements Loader {
  private readonly thunks = new Map<string, Thunk>();

  constructor(
    private readonly m: Machine,
    private readonly options: ParseOptions,
    private readonly onWarning: ((warning: Warning) => void) | null,
    private readonly trees: TreeStore | null = null,
  ) {}

  /** What a tree depends on besides its text; null when trees must not be stored. */
  private settings: string | null | undefined;

  /** The compiler of a file. */
  compilerOf(unit: Unit): FastCompiler {
    return unit.compiler as FastCompiler;
  }

  /**
   * Code of a text.
   * @param outer - names of the scopes around it, innermost last
   * @throws NixError the first syntax error or undefined variable
   */
  code(source: Source, outer: readonly (readonly string[])[] = []): Code {
    return this.codeOfTree(
      outer.length === 0 && source.origin.type === "file" ? this.known(source) : this.checked(source, outer),
    );
  }

  /** Code of a tree that has been parsed and analysed. */
  codeOfTree(ast: Ast): Code {
    const { m } = this;
    const symbols = Int32Array.from(ast.names, (name) => m.symbols.intern(name));
    const unit: Unit = { source: ast.source, symbols, names: ast.names, compiler: null };
    const compiler = new FastCompiler(m, unit);
    unit.compiler = compiler;
    return compiler.code(ast.root);
  }

  /** The tree of a text, parsed and analysed. @throws NixError the first syntax error or undefined variable */
  private checked(source: Source, outer: readonly (readonly string[])[]): Ast {
    const { ast, errors, warnings } = parse(source, this.options);
    if (errors.length > 0) throw errors[0]!;
    if (ast === null) throw new NixError("internal", "the parser gave neither a tree nor an error");
    const analysis = analyse(ast, { globals: this.m.globalNames, outer }, this.onWarning !== null);
    if (analysis.errors.length > 0) throw analysis.errors[0]!;
    if (this.onWarning !== null)
      for (const warning of [...warnings, ...analysis.warnings]) this.onWarning(warning);
    return ast;
  }

  /** {@link checked}, or the same read from a store of trees. */
  private known(source: Source): Ast {
    const { trees } = this;
    const settings = trees === null || source.text.length < storedFrom ? null : this.treeSettings(trees);
    if (trees === null || settings === null) return this.checked(source, []);
    const stored = trees.get(source.text, settings);
    if (stored !== null) return trees.codec.readTree(stored, source);
    const ast = this.checked(source, []);
    trees.put(source.text, settings, () => trees.codec.writeTree(ast));
    return ast;
  }

  private treeSettings({ codec }: TreeStore): string | null {
    if (this.settings !== undefined) return this.settings;
    const { pipeOperators, profile, lints } = this.options;
    const plain = this.onWarning === null && Object.values(lints).every((lint) => lint === "ignore");
    const parts = [codec.formatVersion, profile, pipeOperators, ...[...this.m.globalNames].sort()];
    return (this.settings = plain ? parts.join(" ") : null);
  }

  private read(path: string): Source {
    let text: string;
    try {
      text = this.m.io.read(path);
    } catch (e) {
      throw new NixError("io", e instanceof Error ? e.message : String(e));
    }
    return new Source({ type: "file", path }, text, directoryOf(path));
  }

  importThunk(path: string): Thunk {
    let thunk = this.thunks.get(path);
    if (thunk === undefined) {
      const target = importTarget(this.m.io, path);
      thunk = this.thunks.get(target) ?? new Thunk(this.code(this.read(target)), null);
      // As in Nix, a path that was imported once is not looked at again.
      this.thunks.set(path, thunk).set(target, thunk);
    }
    return thunk;
  }

  internalCode(name: string, text: string, path?: string): Code {
    const origin = { type: "internal", name, ...(path === undefined ? {} : { path }) } as const;
    return this.code(new Source(origin, text, "/"));
  }

  internalThunk(name: string, text: string): Thunk {
    // Paths are absolute, so that no file is in the way.
    let thunk = this.thunks.get(name);
    if (thunk === undefined) this.thunks.set(name, (thunk = new Thunk(this.internalCode(name, text), null)));
    return thunk;
  }

  scopedCode(path: string, names: readonly string[]): Code {
    return this.code(this.read(path), [names]);
  }
}

function directoryOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash <= 0 ? "/" : path.slice(0, slash);
}
