/**
 * The instruction set. Every instruction is three numbers: the operation and its operands `a` and `b`
 * (0 where unused). Operands named *k* index the chunk's constants.
 */
export const opcodes = [
  "Const", // k: push constants[k]
  "Force", // force the top of the stack
  "Var", // depth slot: push the variable's value
  "WithVar", // k: push a name that only a `with` supplies
  "Delay", // k: push a slot for an expression without evaluating it
  "Make", // k: push a value whose making evaluates nothing (function, list, set)
  "Scope", // k: enter the scope of a `let`
  "With", // k: enter the scope of a `with`
  "Leave", // leave the innermost scope
  "Jump", // pc
  "JumpIfNot", // pc k: pop a boolean
  "Logic", // pc k: `&&`, `||`, `->`: keep or drop the left operand
  "AssertBool", // k: the top must be a boolean
  "AssertSet", // k: the top must be a set
  "Assert", // k: pop a boolean
  "Not", // k
  "Negate", // a boolean that is one for sure
  "Equal", // k
  "Update", // k
  "Concat", // k
  "PlusLeft", // k
  "Plus", // k
  "Arith", // k
  "Less", // k
  "AttrName", // k: the top becomes a symbol
  "Select", // k
  "SelectDyn", // k
  "SelectOr", // pc k: as Select, but pop and jump where there is none
  "SelectOrDyn", // pc k
  "Has", // k
  "HasDyn", // k
  "OpenSet", // k: push a set and enter its scope, for overrides and dynamic attributes to come
  "Overrides", // k: pop overrides and set, push the set with them
  "Dynamic", // push a collector of dynamic attributes
  "AddDynamic", // k: pop a name, add to the collector
  "AddDynamics", // pop collector and set, push the set
  "DropNull", // pc: a null name defines nothing: pop it and jump
  "Call", // n k
  "Piece", // k: the top becomes a string piece of an interpolation
  "Join", // n: pop n string pieces, push the string
  "PathStart", // k
  "PathPiece", // k: append the top to the path below
  "PathEnd",
  "Eval", // k: run another code in this scope
  "Return",
] as const;

/** The number of each operation. */
export const Opcode = Object.fromEntries(opcodes.map((name, i) => [name, i])) as Record<
  (typeof opcodes)[number],
  number
>;
