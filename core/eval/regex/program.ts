/** A pattern as a graph of nodes, built in pieces from left to right. */
import type { ByteSet } from "./brackets.ts";
import { RegexError } from "./error.ts";

/** What a node does. All but Char, Accept, Repeat and Alt go on to `a` without reading. */
export const Op = {
  Accept: 0,
  /** Reads a byte of set `b`, goes on to `a`. */
  Char: 1,
  /** Group `b` begins. */
  Begin: 2,
  /** Group `b` ends. */
  End: 3,
  /** Only at the beginning of the subject. */
  Start: 4,
  /** Only at its end. */
  Finish: 5,
  /** Goes to `b` (once more), or else to `a`. */
  Repeat: 6,
  /** Goes to `a` and to `b`; the longer match wins, `a` among equals. */
  Alt: 7,
  /** Goes to `a`. */
  Jump: 8,
  /** As Repeat, but `b` does not lead back here by itself. */
  Optional: 9,
} as const;

/** Nodes a pattern may have, as in libstdc++. */
const maxNodes = 100_000;

/** A piece of the graph: nodes `lo` to where the next piece begins; `out` is the node whose `a` is still open. */
export interface Piece {
  lo: number;
  start: number;
  out: number;
}

/** Whether a node has two ways on. */
export function isBranch(op: number): boolean {
  return op === Op.Repeat || op === Op.Alt || op === Op.Optional;
}

export class Program {
  readonly ops: number[] = [];
  readonly a: number[] = [];
  readonly b: number[] = [];
  readonly sets: ByteSet[] = [];
  private readonly setIndex = new Map<string, number>();
  groups = 0;
  start = 0;

  emit(op: number, a: number, b: number): number {
    // Three more are there in libstdc++: the ends of the whole match and its acceptance.
    if (this.ops.length + 3 >= maxNodes) throw new RegexError("too many states", true);
    this.ops.push(op);
    this.a.push(a);
    this.b.push(b);
    return this.ops.length - 1;
  }

  /** A piece of one node. */
  single(op: number, b = 0): Piece {
    const node = this.emit(op, -1, b);
    return { lo: node, start: node, out: node };
  }

  /** A piece that reads one byte of a set. */
  char(set: ByteSet): Piece {
    const key = set.join("");
    let index = this.setIndex.get(key);
    if (index === undefined) {
      index = this.sets.length;
      this.sets.push(set);
      this.setIndex.set(key, index);
    }
    return this.single(Op.Char, index);
  }

  /** One piece after the other; they must stand so in memory. */
  sequence(first: Piece, second: Piece): Piece {
    this.a[first.out] = second.start;
    return { lo: first.lo, start: first.start, out: second.out };
  }

  /** Either piece. */
  alternative(left: Piece, right: Piece): Piece {
    const alt = this.emit(Op.Alt, left.start, right.start);
    const join = this.emit(Op.Jump, -1, 0);
    this.a[left.out] = join;
    this.a[right.out] = join;
    return { lo: left.lo, start: alt, out: join };
  }

  /** A piece any number of times. */
  star(piece: Piece): Piece {
    const repeat = this.emit(Op.Repeat, -1, piece.start);
    this.a[piece.out] = repeat;
    return { lo: piece.lo, start: repeat, out: repeat };
  }

  /** A piece at least once. */
  plus(piece: Piece): Piece {
    const repeat = this.emit(Op.Repeat, -1, piece.start);
    this.a[piece.out] = repeat;
    return { lo: piece.lo, start: piece.start, out: repeat };
  }

  /** The last piece made, `min` to `max` times (null: without bound). */
  repeat(piece: Piece, min: number, max: number | null): Piece {
    const hi = this.ops.length;
    if (max === 0) {
      this.truncate(piece.lo);
      return this.single(Op.Jump);
    }
    const copies = [piece];
    const count = max ?? min + 1;
    if (count * (hi - piece.lo) > maxNodes) throw new RegexError("too many states", true);
    while (copies.length < count) copies.push(this.copy(piece, hi));
    const parts = copies.slice(0, min);
    if (max === null) parts.push(this.star(copies[min]!));
    else if (max > min) {
      // Each further one is optional; whoever has enough goes to the common end.
      const end = this.emit(Op.Jump, -1, 0);
      for (const copy of copies.slice(min)) {
        const repeat = this.emit(Op.Optional, end, copy.start);
        parts.push({ lo: copy.lo, start: repeat, out: copy.out });
      }
      parts.push({ lo: end, start: end, out: end });
    }
    const whole = parts.reduce((first, second) => this.sequence(first, second));
    return { ...whole, lo: piece.lo };
  }

  private truncate(length: number): void {
    this.ops.length = this.a.length = this.b.length = length;
  }

  /** A copy of the nodes `piece.lo` to `hi`. */
  private copy(piece: Piece, hi: number): Piece {
    const shift = this.ops.length - piece.lo;
    const moved = (target: number): number => (target < 0 ? target : target + shift);
    for (let i = piece.lo; i < hi; i++) {
      const op = this.ops[i]!;
      this.emit(op, moved(this.a[i]!), isBranch(op) ? moved(this.b[i]!) : this.b[i]!);
    }
    return { lo: piece.lo + shift, start: piece.start + shift, out: piece.out + shift };
  }

  /** Ends the program, and makes all edges skip the jumps. */
  finish(piece: Piece): void {
    this.a[piece.out] = this.emit(Op.Accept, -1, 0);
    for (let i = 0; i < this.ops.length; i++) {
      this.a[i] = this.landing(this.a[i]!);
      if (isBranch(this.ops[i]!)) this.b[i] = this.landing(this.b[i]!);
    }
    this.start = this.landing(piece.start);
  }

  private landing(node: number): number {
    let at = node;
    while (at >= 0 && this.ops[at] === Op.Jump) at = this.a[at]!;
    return at;
  }
}
