/**
 * What evaluation needs when it nests deeper than JavaScript's stack: the VM, and the generator forms of all that
 * may nest; and the code of rare builtins. A host that wants to start small brings it later (see {@link BareEvaluator}).
 */
import "./direct/pairs.ts";
import { rareDefinitions as rareDirect } from "./direct/rare.ts";
import type { Definition } from "./dual/define.ts";
import { builtinDefinitions } from "./dual/index.ts";
import { rareDefinitions } from "./dual/rare.ts";
import type { FastCompiler } from "./fast/compile.ts";
import type { Machine, Spill } from "./machine.ts";
import type { Expr } from "./syntax/ast.ts";
import type { Unit } from "./values/code.ts";
import type { Builtin } from "./values/value.ts";
import { compileChunk } from "./vm/compile.ts";
import { disassemble, type Instruction } from "./vm/disassemble.ts";
import { VM } from "./vm/vm.ts";

export interface Deep {
  /** The VM's forms of the builtins, by name. */
  readonly builtins: ReadonlyMap<string, Builtin["steps"]>;
  /** The direct forms of rare builtins, by name. */
  readonly rare: ReadonlyMap<string, Builtin["direct"]>;
  /** A VM for one evaluator. */
  spill(m: Machine, compilerOf: (unit: Unit) => FastCompiler): Spill;
  /** The VM's bytecode of an expression. */
  disassemble(compiler: FastCompiler, expr: Expr): Instruction[];
}

/** What a definition is in `direct/`, where generators are functions. */
type Direct = Pick<Definition, "name"> & { run: Builtin["direct"] };

export const deepParts: Deep = {
  builtins: new Map([...builtinDefinitions, ...rareDefinitions].map(({ name, run }) => [name, run])),
  rare: new Map((rareDirect as unknown as readonly Direct[]).map(({ name, run }) => [name, run])),
  spill: (m, compilerOf) => new VM(m, compilerOf),
  disassemble: (compiler, expr) => disassemble(compileChunk(compiler, expr)),
};
