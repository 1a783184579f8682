/** From text to code: parsing, scope analysis, and one cache of files per evaluator. */
import { NixError } from "./errors.ts";
import { exists, importTarget } from "./files.ts";
import { FastCompiler } from "./fast/compile.ts";
import type { Loader, Machine } from "./machine.ts";
import { analyse, type Ast, parse, type ParseOptions, type Warning } from "./syntax/index.ts";
import { Source } from "./syntax/source.ts";
import type { KeptTree, TreeStore } from "./trees.ts";
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

  /** For the number of each name in the store of trees: its symbol + 1; 0 as long as it has none. */
  private symbolsByName: Int32Array | null = null;

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
    return outer.length === 0 && source.origin.type === "file"
      ? this.fileCode(source, source.origin.path)
      : this.codeOfTree(this.checked(source, outer));
  }

  /** Code of a tree that has been parsed and analysed. */
  codeOfTree(ast: Ast): Code {
    const { names } = ast;
    const symbols = new Int32Array(names.length);
    for (let i = 0; i < names.length; i++) symbols[i] = this.m.symbols.intern(names[i]!);
    return this.codeOf(ast, symbols);
  }

  /** @param symbols - of the tree's names */
  private codeOf(ast: Ast, symbols: Int32Array): Code {
    const unit: Unit = {
      source: ast.source,
      symbols,
      names: ast.names,
      nodes: ast.nodes ?? null,
      compiler: null,
    };
    const compiler = new FastCompiler(this.m, unit);
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

  /** Code of a file that was read, whose tree may be known or will be. */
  private fileCode(source: Source, path: string): Code {
    const { trees } = this;
    const { text } = source;
    const settings = text.length < storedFrom ? null : this.treeSettings();
    const digest = trees === null || settings === null ? null : trees.digest(text);
    if (trees === null || settings === null || digest === null)
      return this.codeOfTree(this.checked(source, []));
    this.m.io.noteDigest?.(path, "text", digest);
    const kept = trees.get(digest, settings);
    if (kept !== null) return this.codeOfKept(trees, kept, source);
    const ast = this.checked(source, []);
    trees.put(digest, settings, text.length, () => trees.codec.writeTree(ast));
    return this.codeOfTree(ast);
  }

  /** Code of a file that is known to be what it was, and whose tree is kept; null when it has to be read. */
  private knownCode(path: string): Code | null {
    const { trees } = this;
    const { io } = this.m;
    const settings = this.treeSettings();
    if (trees === null || settings === null) return null;
    const digest = io.knownDigest?.(path, "text") ?? null;
    const kept = digest === null ? null : trees.get(digest, settings);
    if (digest === null || kept === null) return null;
    const text = (): string | null => {
      const now = exists(io, path) ? this.text(path) : null;
      return now !== null && trees.digest(now)?.every((byte, i) => byte === digest[i]) === true ? now : null;
    };
    return this.codeOfKept(trees, kept, new Source({ type: "file", path }, text, directoryOf(path)));
  }

  private codeOfKept(trees: TreeStore, kept: KeptTree, source: Source): Code {
    const { symbols: table } = this.m;
    const symbols = kept.names;
    const known = (this.symbolsByName ??= new Int32Array(trees.nameCount));
    const names = new Array<string>(symbols.length);
    for (let i = 0; i < symbols.length; i++) {
      const number = symbols[i]!;
      let symbol = known[number]! - 1;
      if (symbol < 0) known[number] = (symbol = table.intern(trees.name(number))) + 1;
      symbols[i] = symbol;
      names[i] = table.names[symbol]!;
    }
    return this.codeOf(trees.codec.readTree(kept, names, source), symbols);
  }

  private treeSettings(): string | null {
    if (this.settings !== undefined || this.trees === null) return this.settings ?? null;
    const { pipeOperators, profile, lints } = this.options;
    const plain = this.onWarning === null && Object.values(lints).every((lint) => lint === "ignore");
    const { formatVersion } = this.trees.codec;
    const parts = [formatVersion, profile, pipeOperators, ...[...this.m.globalNames].sort()];
    return (this.settings = plain ? parts.join(" ") : null);
  }

  private text(path: string): string {
    try {
      return this.m.io.read(path);
    } catch (e) {
      throw new NixError("io", e instanceof Error ? e.message : String(e));
    }
  }

  private read(path: string): Source {
    return new Source({ type: "file", path }, this.text(path), directoryOf(path));
  }

  importThunk(path: string): Thunk {
    let thunk = this.thunks.get(path);
    if (thunk === undefined) {
      const target = importTarget(this.m.io, path);
      thunk =
        this.thunks.get(target) ?? new Thunk(this.knownCode(target) ?? this.code(this.read(target)), null);
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
