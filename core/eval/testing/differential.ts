/** Random programs through our evaluator and through real Nix 2.8. */
import { generate } from "./generate.ts";
import { kindOfMessage } from "./kinds.ts";
import { type Answer, ask, type OracleOptions, type Question } from "./oracle.ts";
import { corpusEvaluator, type Result, runText } from "./run-case.ts";
import { mutated } from "./fuzz.ts";
import { Random } from "./random.ts";
import { type Piece, pieceOfText, shrink } from "./shrink.ts";

/** A program on which the two differ. */
export interface Difference {
  seed: number;
  text: string;
  difference: string;
}

export interface DifferentialOptions extends OracleOptions {
  /** Whether kinds of uncatchable errors count. */
  kinds?: boolean;
  /** Whether to make the programs smaller. */
  shrink?: boolean;
  /** Leave unevaluated what nobody asked for. */
  lazy?: boolean;
  /** The program of a seed; default {@link generate}. */
  program?: (seed: number) => Piece;
}

/** A generated or given program, damaged: for the grammar. ASCII only, so that the oracle is fast. */
export function damaged(seed: number, programs: readonly string[]): Piece {
  const random = new Random(seed);
  const program = random.chance(0.4) ? `${generate(seed)}` : random.pick(programs);
  // oxlint-disable-next-line no-control-regex -- ASCII is what is asked for
  return pieceOfText(mutated(random, program, programs, 1).replace(/[^\x01-\x7f]/g, " "));
}

/** Compares `count` programs, of seeds from `first` on. */
export async function differences(
  first: number,
  count: number,
  options: DifferentialOptions,
): Promise<{ found: Difference[]; values: number }> {
  const pieces = Array.from({ length: count }, (_, i) => (options.program ?? generate)(first + i));
  const texts = pieces.map((piece) => encode(`${piece}`));
  const question = (expr: string): Question => ({ expr, ...(options.lazy === true ? { lazy: true } : {}) });
  const answers = await ask(texts.map(question), { ...options, catchable: true });
  const ours = (text: string): Traced => evaluated(text, options);
  const found: Difference[] = [];
  for (const [i, text] of texts.entries()) {
    if (difference(answers[i]!, ours(text), options) === null) continue;
    // Programs of one process share symbols, and so an order of attributes: asked alone, they may agree.
    const differs = async (candidate: string): Promise<string | null> => {
      const [alone] = await ask([question(candidate)], { ...options, catchable: true, separate: true });
      return difference(alone!, ours(candidate), options);
    };
    let why = await differs(text);
    if (why === null) continue;
    let small = text;
    if (options.shrink === true) {
      small = await shrink(pieces[i]!, async (candidate) => (await differs(encode(candidate))) !== null, 150);
      small = encode(small);
      why = (await differs(small)) ?? why;
    }
    found.push({ seed: first + i, text: small, difference: why });
  }
  return { found, values: answers.filter((answer) => answer.ok).length };
}

function encode(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

/** What our evaluator makes of a text, and what it traced. */
type Traced = Result & { traces?: string };

function evaluated(text: string, options: DifferentialOptions): Traced {
  const traces: string[] = [];
  const evaluator = corpusEvaluator({ profile: "2.8", depthBudget: undefined }, [], (line) =>
    traces.push(line.replace(/\n[^]*/, "")),
  );
  const result = runText(text, evaluator, {
    format: "nix",
    strict: options.lazy !== true,
    location: true,
  });
  return options.traces === true ? { ...result, traces: traces.join("\n") } : result;
}

const catchableKinds: readonly string[] = ["throw", "assert", "search-path"];

/** The one thing two evaluations of a program need not share. */
function withoutTime(out: string): string {
  return out.replace(/currentTime = \d+/, "currentTime = …");
}

/** What differs, or null. */
function difference(nix: Answer, our: Traced, options: DifferentialOptions): string | null {
  // Copying to the store comes with the store.
  if (!our.ok && our.kind === "unsupported") return null;
  if (nix.traces !== our.traces && !(!nix.ok && /^(timeout|stack overflow|killed)/.test(nix.message))) {
    return `nix traces:  ${nix.traces}\nours traces: ${our.traces}`;
  }
  if (nix.ok) {
    if (our.ok && withoutTime(our.out) === withoutTime(nix.out)) return null;
    return `nix:  ${nix.out}\nours: ${our.ok ? our.out : our.text}`;
  }
  if (nix.message === "timeout") return null;
  const their = `nix:  ${nix.catchable === true ? "catchable" : "failure"}: ${nix.message}`;
  if (our.ok) return `${their}\nours: ${our.out}`;
  if (nix.catchable !== null && nix.catchable !== catchableKinds.includes(our.kind))
    return `${their}\nours: ${our.kind}: ${our.message}`;
  if (options.kinds === true) {
    const kind = kindOfMessage(nix.message, nix.catchable === true);
    if (kind !== null && kind !== our.kind && !(kind === "infinite-recursion" && our.kind === "call-depth")) {
      return `${their}\nours: ${our.kind}: ${our.message}`;
    }
  }
  return null;
}
