/**
 * Patterns that leave no choice: wherever one is in them, the next byte tells where to go, so that there is at
 * most one way through for any subject, and rules for choosing between ways play no part. They are matched
 * in one pass forward. Most patterns in use are of this kind.
 */
import type { Bounds, Matches, Poll } from "./bounds.ts";
import { classify } from "./classes.ts";
import { Op, type Program } from "./program.ts";

/** Larger patterns are not looked at. */
const maxNodes = 500;
/** Positions between two polls, less one; a power of two less one. */
const pollMask = 0xffff;

/** Where one is after reading a byte (or at the beginning), and what the next byte leads to. */
interface State {
  /** By class of the byte: index of the next state, or -1. */
  next: Int32Array;
  /** By class: what to note before the byte is read: `2 * group`, `2 * group + 1`; null: nothing. */
  marks: (readonly number[] | null)[];
  /** What to note when the match ends here; null: it can't. */
  end: readonly number[] | null;
}

const noMarks: readonly number[] = [];

/** The states of a program; null where it leaves a choice or asks for the subject's ends. */
function statesOf(program: Program, members: readonly Uint8Array[], classes: number): State[] | null {
  const { ops, a, b } = program;
  const states: State[] = [];
  const stateOf = new Map<number, number>();
  const entries = [program.start];
  stateOf.set(program.start, 0);
  for (let s = 0; s < entries.length; s++) {
    const state: State = {
      next: new Int32Array(classes).fill(-1),
      marks: new Array<null>(classes).fill(null),
      end: null,
    };
    const seen = new Set<number>();
    const open: { node: number; marks: readonly number[] }[] = [{ node: entries[s]!, marks: noMarks }];
    for (let item = open.pop(); item !== undefined; item = open.pop()) {
      const { node, marks } = item;
      // Two ways to the same place without reading.
      if (seen.has(node)) return null;
      seen.add(node);
      switch (ops[node]) {
        case Op.Accept:
          state.end = marks;
          break;
        case Op.Char: {
          const target = a[node]!;
          let index = stateOf.get(target);
          if (index === undefined) {
            stateOf.set(target, (index = entries.length));
            entries.push(target);
          }
          const set = members[b[node]!]!;
          for (let c = 0; c < classes; c++) {
            if (set[c] === 0) continue;
            if (state.next[c]! >= 0) return null;
            state.next[c] = index;
            state.marks[c] = marks.length === 0 ? null : marks;
          }
          break;
        }
        case Op.Begin:
          open.push({ node: a[node]!, marks: [...marks, 2 * b[node]!] });
          break;
        case Op.End:
          open.push({ node: a[node]!, marks: [...marks, 2 * b[node]! + 1] });
          break;
        case Op.Repeat:
        case Op.Optional:
        case Op.Alt:
          open.push({ node: a[node]!, marks }, { node: b[node]!, marks });
          break;
        default:
          return null;
      }
    }
    states.push(state);
  }
  return states;
}

/** A pattern without choices. */
export class Forward {
  /** Bounds before anything is known. */
  private readonly unset: readonly number[];

  private constructor(
    private readonly classOf: Uint8Array,
    private readonly states: readonly State[],
    groups: number,
  ) {
    this.unset = new Array<number>(2 * groups + 2).fill(-1);
  }

  /** The pattern in this form; null when it leaves a choice. */
  static of(program: Program): Forward | null {
    if (program.ops.length > maxNodes) return null;
    const { classOf, members, count } = classify(program.sets);
    const states = statesOf(program, members, count);
    return states === null ? null : new Forward(classOf, states, program.groups);
  }

  /** Whether it matches nothing, too. */
  get matchesEmpty(): boolean {
    return this.states[0]!.end !== null;
  }

  /** Whether every byte that a match may begin with begins one, and whatever is read is part of it. */
  get alwaysMatches(): boolean {
    return !this.matchesEmpty && this.states.every((state, i) => i === 0 || state.end !== null);
  }

  /** Matches the whole subject. */
  match(subject: string, poll: Poll): Bounds | null {
    const { classOf, states } = this;
    const length = subject.length;
    const bounds = this.unset.slice();
    bounds[0] = 0;
    let state = states[0]!;
    for (let p = 0; p < length; p++) {
      if ((p & pollMask) === pollMask) poll();
      const c = classOf[subject.charCodeAt(p)]!;
      const next = state.next[c]!;
      if (next < 0) return null;
      const marks = state.marks[c]!;
      if (marks !== null) for (let i = 0; i < marks.length; i++) bounds[marks[i]!] = p;
      state = states[next]!;
    }
    const { end } = state;
    if (end === null) return null;
    for (let i = 0; i < end.length; i++) bounds[end[i]!] = length;
    bounds[1] = length;
    return bounds;
  }

  /**
   * Matches in a subject, one after the other, of a pattern that does not match nothing.
   * @param otherwise - searches when attempts that lead nowhere become too long
   */
  scan(subject: string, poll: Poll, otherwise: () => Matches): Matches {
    return new ForwardScan(this.classOf, this.states, this.unset, subject, poll, otherwise);
  }
}

/** Bytes that may be read in vain for each of the subject. */
const vainRatio = 4;

class ForwardScan implements Matches {
  private vain = 0;
  private other: Matches | null = null;

  constructor(
    private readonly classOf: Uint8Array,
    private readonly states: readonly State[],
    private readonly unset: readonly number[],
    private readonly subject: string,
    private readonly poll: Poll,
    private readonly otherwise: () => Matches,
  ) {}

  search(from: number): Bounds | null {
    if (this.other !== null) return this.other.search(from);
    const { classOf, subject, states } = this;
    const length = subject.length;
    const first = states[0]!.next;
    for (let p = from; p < length; p++) {
      if ((p & pollMask) === pollMask) this.poll();
      if (first[classOf[subject.charCodeAt(p)]!]! < 0) continue;
      if (this.vain > vainRatio * length) return (this.other = this.otherwise()).search(p);
      const bounds = this.unset.slice();
      const end = this.walk(p, length, bounds);
      if (end === length) return bounds;
      // The way went on beyond the match, and led nowhere.
      if (end >= 0) return this.again(p, end);
    }
    return null;
  }

  after(previous: Bounds): Bounds | null {
    return this.search(previous[1]!);
  }

  private again(from: number, to: number): Bounds {
    const bounds = this.unset.slice();
    this.walk(from, to, bounds);
    return bounds;
  }

  /**
   * Reads from `from` until the way ends, or to `to`.
   * @param bounds - those of the longest match, if its end is returned as `to`
   * @returns where the longest match ends, `to` also if the bounds are final already; -1: there is none
   */
  private walk(from: number, to: number, bounds: number[]): number {
    const { classOf, subject, states } = this;
    let state = states[0]!;
    let last = -1;
    bounds[0] = from;
    for (let p = from; ; p++) {
      if ((p & pollMask) === pollMask) this.poll();
      const c = p < to ? classOf[subject.charCodeAt(p)]! : -1;
      const next = c < 0 ? -1 : state.next[c]!;
      const { end } = state;
      if (next < 0) {
        if (end === null) {
          this.vain += p - Math.max(from, last);
          return last;
        }
        for (let i = 0; i < end.length; i++) bounds[end[i]!] = p;
        bounds[1] = p;
        return to;
      }
      if (end !== null) last = p;
      const marks = state.marks[c]!;
      if (marks !== null) for (let i = 0; i < marks.length; i++) bounds[marks[i]!] = p;
      state = states[next]!;
    }
  }
}
