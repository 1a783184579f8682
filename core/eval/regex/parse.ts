/** POSIX extended syntax as libstdc++ reads it (reference 1.6 "Regex"). Byte strings; no recursion. */
import { parseBracket, type ByteSet } from "./brackets.ts";
import { RegexError } from "./error.ts";
import { Op, Program, type Piece } from "./program.ts";

/** What a backslash may stand before. */
const escapable = ".[\\()*+?{|^$";

/** A group, or the whole pattern, being read. */
interface Frame {
  /** Node that begins the group; -1 for the whole pattern. */
  begin: number;
  group: number;
  /** The alternatives before the last `|`. */
  left: Piece | null;
  /** What was read since. */
  sequence: Piece | null;
}

function single(byte: number): ByteSet {
  const set = new Uint8Array(256);
  set[byte] = 1;
  return set;
}

/** What `.` matches: everything but NUL. */
const any = new Uint8Array(256).fill(1, 1);

/** The bounds in `{m,n}`, and the index after it. @throws RegexError */
function parseBounds(pattern: string, start: number): { min: number; max: number | null; end: number } {
  const match = /([0-9]+)(?:(,)([0-9]*))?\}/y;
  match.lastIndex = start;
  const found = match.exec(pattern);
  if (found === null) throw new RegexError("malformed bounds in braces");
  const min = Number(found[1]);
  const max = found[2] === undefined ? min : found[3] === "" ? null : Number(found[3]);
  if (max !== null && max < min) throw new RegexError("bounds in braces run backwards");
  return { min, max, end: match.lastIndex };
}

/** Reads a pattern. @throws RegexError */
export function parseRegex(pattern: string): Program {
  const program = new Program();
  const outer: Frame[] = [];
  let frame: Frame = { begin: -1, group: 0, left: null, sequence: null };
  let at = 0;

  const append = (piece: Piece): void => {
    frame.sequence = frame.sequence === null ? piece : program.sequence(frame.sequence, piece);
  };
  const endAlternative = (): Piece => {
    const right = frame.sequence ?? program.single(Op.Jump);
    return frame.left === null ? right : program.alternative(frame.left, right);
  };
  /** Applies the quantifiers that follow an atom, and appends it. */
  const quantified = (atom: Piece): void => {
    let piece = atom;
    for (;;) {
      const c = pattern[at];
      if (c === "*") piece = program.star(piece);
      else if (c === "+") piece = program.plus(piece);
      else if (c === "?") piece = program.repeat(piece, 0, 1);
      else if (c === "{") {
        const { min, max, end } = parseBounds(pattern, at + 1);
        piece = program.repeat(piece, min, max);
        at = end - 1;
      } else break;
      at++;
    }
    append(piece);
  };

  while (at < pattern.length) {
    const c = pattern[at++]!;
    switch (c) {
      case "(":
        outer.push(frame);
        frame = {
          begin: program.emit(Op.Begin, -1, ++program.groups),
          group: program.groups,
          left: null,
          sequence: null,
        };
        break;
      case ")": {
        const inner = endAlternative();
        const { begin, group } = frame;
        const parent = outer.pop();
        if (parent === undefined) throw new RegexError("unmatched ')'");
        frame = parent;
        program.a[begin] = inner.start;
        const end = program.emit(Op.End, -1, group);
        program.a[inner.out] = end;
        quantified({ lo: begin, start: begin, out: end });
        break;
      }
      case "|":
        frame.left = endAlternative();
        frame.sequence = null;
        break;
      case "^":
        append(program.single(Op.Start));
        break;
      case "$":
        append(program.single(Op.Finish));
        break;
      case "*":
      case "+":
      case "?":
      case "{":
        throw new RegexError(`nothing before '${c}' to repeat`);
      case ".":
        quantified(program.char(any));
        break;
      case "[": {
        const { set, end } = parseBracket(pattern, at);
        at = end;
        quantified(program.char(set));
        break;
      }
      case "\\": {
        const escaped = pattern[at++];
        if (escaped === undefined || !escapable.includes(escaped)) throw new RegexError("unknown escape");
        quantified(program.char(single(escaped.charCodeAt(0))));
        break;
      }
      default:
        quantified(program.char(single(c.charCodeAt(0))));
    }
  }
  if (outer.length > 0) throw new RegexError("unmatched '('");
  program.finish(endAlternative());
  return program;
}
