/**
 * The hot tier: functions that turn out to be hot are written out as JavaScript of their own.
 *
 * A closure per node means that every node of every function runs the same few lines of JavaScript, which V8
 * therefore can't specialise. What runs often enough gets source text with its nodes in line, meaning the same to
 * the letter (errors and traces too). Where a page forbids making code from text, all stays as it was.
 */
import type { FastCompiler } from "../fast/compile.ts";
import type { Code } from "../values/code.ts";
import { writeBody } from "./body.ts";

/**
 * Samples (every thousandth call or thunk is one) after which a code is hot: writing it out costs as much as some
 * thousand runs, and it begins anew without what V8 has learnt.
 */
const hotFrom = 6;

/** Set once code was forbidden: a browser reports each attempt. */
let isForbidden = false;

/** Whether code may be made from text here. */
export function mayMakeCode(): boolean {
  if (isForbidden) return false;
  try {
    makeFunction([], "return 0;");
  } catch {
    // A Content-Security-Policy without 'unsafe-eval': closures do all the work.
    isForbidden = true;
  }
  return !isForbidden;
}

/** A JavaScript function from text. All text is made here from fixed words and numbers, none comes from a program. */
function makeFunction(names: readonly string[], text: string): (...constants: unknown[]) => unknown {
  // oxlint-disable-next-line no-implied-eval
  return new Function(...names, text) as (...constants: unknown[]) => unknown;
}

/** Takes note of a code seen running: what is seen often is written out. What `Machine.hot` does. */
export function noteSample(code: Code): void {
  if (code.warm() === hotFrom) writeOut(code);
}

/** Writes a compiled code out as JavaScript, where that can gain something. */
export function writeOut(code: Code): void {
  const written = writeBody(code.unit!.compiler as FastCompiler, code.expr!);
  if (written === null) return;
  const { names, values, text, locals } = written;
  code.run = makeFunction(names, text)(...values) as Code["run"];
  // One frame has all the variables now that were spread over many.
  code.cost += Math.ceil(locals / 12);
}
