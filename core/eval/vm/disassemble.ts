/** Bytecode as text, for people who want to see it. */
import type { Expr } from "../syntax/ast.ts";
import type { Chunk } from "../values/code.ts";
import { Opcode, opcodes } from "./ops.ts";

/** Operations whose first operand is a number as it stands: a count, a jump target, a depth. */
const plainOperand = new Set<number>([
  Opcode.Var,
  Opcode.Jump,
  Opcode.JumpIfNot,
  Opcode.Logic,
  Opcode.SelectOr,
  Opcode.SelectOrDyn,
  Opcode.DropNull,
  Opcode.Call,
  Opcode.Join,
]);

/** Operations without operands. */
const bare = new Set<number>([
  Opcode.Force,
  Opcode.Leave,
  Opcode.Negate,
  Opcode.Dynamic,
  Opcode.AddDynamics,
  Opcode.PathEnd,
  Opcode.Return,
]);

/** One instruction, as text. */
export interface Instruction {
  /** Its place in the chunk. */
  pc: number;
  /** `Select`, `Call`, … */
  name: string;
  /** Operands as they stand. */
  operands: readonly number[];
  /** The constant it refers to, if that is a value that prints (number, string, boolean, null). */
  constant: number | string | boolean | null | undefined;
  /** The syntax node it is about, if it refers to one. */
  node: Expr | undefined;
}

/** The instructions of a chunk. */
export function disassemble({ ops, constants }: Chunk): Instruction[] {
  const instructions: Instruction[] = [];
  for (let pc = 0; pc < ops.length; pc += 3) {
    const op = ops[pc]!;
    const operands = bare.has(op) ? [] : [ops[pc + 1]!, ops[pc + 2]!];
    const index = plainOperand.has(op) ? ops[pc + 2]! : ops[pc + 1]!;
    const refers =
      !bare.has(op) &&
      op !== Opcode.Var &&
      op !== Opcode.Jump &&
      op !== Opcode.Join &&
      op !== Opcode.DropNull;
    const constant = refers ? constants[index] : undefined;
    instructions.push({
      pc: pc / 3,
      name: opcodes[op]!,
      operands: op === Opcode.Jump ? [operands[0]! / 3] : operands,
      constant: isPlain(constant) ? constant : undefined,
      node: nodeOf(constant),
    });
  }
  return instructions;
}

function isPlain(value: unknown): value is number | string | boolean | null {
  return value === null || ["number", "string", "boolean"].includes(typeof value);
}

function nodeOf(value: unknown): Expr | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if ("kind" in value && "start" in value) return value as Expr;
  return "node" in value ? nodeOf(value.node) : undefined;
}
