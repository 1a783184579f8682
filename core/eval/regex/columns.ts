/**
 * What is known of a pattern at one place of a subject, seen from its end: for every config, whether a
 * match can be completed from here, and which configs complete longer ones.
 *
 * Read backwards, the next column depends only on the column after it and the byte between, so columns
 * are made once and remembered: a deterministic automaton, built as far as subjects ask for.
 */
import type { ByteSet } from "./brackets.ts";
import { classify } from "./classes.ts";
import type { Graph } from "./graph.ts";
import { Op } from "./program.ts";

/** Where a config leads on the way to its best match: what to note here, and the config after the byte read. */
export interface Step {
  /** Places in the bounds array that are set to here: `2 * group`, `2 * group + 1`. */
  marks: readonly number[];
  /** Config after reading a byte; -1: the match ends here. */
  next: number;
}

export class Column {
  /** Columns before this one, by class of the byte between. */
  readonly before: (Column | undefined)[] = [];
  /** The same where the subject begins, and where an empty match does not count. */
  readonly variants = new Map<number, Column>();
  private readonly steps: (Step | undefined)[] = [];

  constructor(
    /** Configs that lead to a match, ascending. */
    readonly live: Int32Array,
    /** For each: how its match's end compares with those of the others; higher is longer. */
    readonly ranks: Int32Array,
    /** Whether a match begins here. */
    readonly startsMatch: boolean,
  ) {}

  /** Rank of a config; 0 when no match can be completed from it. */
  rank(config: number): number {
    let low = 0;
    let high = this.live.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = this.live[middle]!;
      if (found === config) return this.ranks[middle]!;
      if (found < config) low = middle + 1;
      else high = middle - 1;
    }
    return 0;
  }

  /** The step from a live config. */
  step(graph: Graph, config: number): Step {
    return (this.steps[config] ??= this.findStep(graph, config));
  }

  private findStep(graph: Graph, config: number): Step {
    const marks: number[] = [];
    const { ops, a, b } = graph;
    for (let at = config; ;) {
      switch (ops[at]) {
        case Op.Char:
          return { marks, next: a[at]! };
        case Op.Accept:
          return { marks, next: -1 };
        case Op.Begin:
          marks.push(2 * b[at]!);
          at = a[at]!;
          break;
        case Op.End:
          marks.push(2 * b[at]! + 1);
          at = a[at]!;
          break;
        case Op.Repeat:
          // Once more, if that leads to any match at all; only alternatives are compared.
          at = this.rank(b[at]!) > 0 ? b[at]! : a[at]!;
          break;
        case Op.Alt:
          at = this.rank(b[at]!) > this.rank(a[at]!) ? b[at]! : a[at]!;
          break;
        default:
          at = a[at]!;
      }
    }
  }
}

/** Variants of columns, to be added up. */
export const Variant = {
  /** The subject begins here. */
  First: 1,
  /** A match must not end here. */
  NotEmpty: 2,
} as const;

/** Configs in remembered columns (times two ints) before they are forgotten. */
const maxWeight = 1_000_000;

/** Makes and remembers columns. */
export class ColumnMaker {
  /** Class of each byte: bytes of one class are in the same sets. */
  readonly classOf: Uint8Array;
  private readonly members: readonly Uint8Array[];
  private known = new Map<string, Column>();
  private weight = 0;
  private readonly ends: (Column | undefined)[] = [];
  private readonly values: Int32Array;
  private readonly touched: Int32Array;
  private round = 0;
  /** Configs looked at so far, as a measure of work done. */
  work = 0;

  constructor(
    readonly graph: Graph,
    sets: readonly ByteSet[],
    /** Whether matches must end where the subject does. */
    private readonly toEnd: boolean,
  ) {
    const classes = classify(sets);
    this.classOf = classes.classOf;
    this.members = classes.members;
    this.values = new Int32Array(graph.ops.length);
    this.touched = new Int32Array(graph.ops.length);
  }

  /** The column at the end of a subject. */
  last(variant: number): Column {
    return (this.ends[variant] ??= this.make(null, 0, variant));
  }

  /** The column before a byte of class `byteClass`. */
  before(column: Column, byteClass: number): Column {
    return (column.before[byteClass] ??= this.make(column, byteClass, 0));
  }

  /** A variant of {@link before}. */
  variant(column: Column, byteClass: number, variant: number): Column {
    const key = byteClass * 4 + variant;
    let made = column.variants.get(key);
    if (made === undefined) column.variants.set(key, (made = this.make(column, byteClass, variant)));
    return made;
  }

  /** Forgets columns nobody else holds, when they have become many. Costs time only. */
  relieve(): void {
    if (this.weight <= maxWeight) return;
    for (const column of this.known.values()) {
      column.before.length = 0;
      column.variants.clear();
    }
    this.known = new Map();
    this.ends.length = 0;
    this.weight = 0;
  }

  private make(after: Column | null, byteClass: number, variant: number): Column {
    const { graph, values, touched } = this;
    const { ops, a, b, parentStart, parents } = graph;
    const round = ++this.round;
    const affected: number[] = [];
    const touch = (config: number, value: number): void => {
      values[config] = value;
      if (touched[config] === round) return;
      touched[config] = round;
      affected.push(config);
    };
    // Ends of matches further on are longer than one that ends here, which is 1; dead is 0.
    if (after !== null) {
      for (let k = 0; k < after.live.length; k++) {
        const target = after.live[k]!;
        for (let r = graph.readerStart[target]!; r < graph.readerStart[target + 1]!; r++) {
          const reader = graph.readers[r]!;
          if (this.members[b[reader]!]![byteClass] === 1) touch(reader, after.ranks[k]! + 1);
        }
      }
    }
    const mayEnd = after === null || !this.toEnd;
    if (mayEnd && (variant & Variant.NotEmpty) === 0 && graph.accept >= 0) touch(graph.accept, 1);
    const leaves = affected.length;
    for (let i = 0; i < affected.length; i++) {
      const config = affected[i]!;
      for (let k = parentStart[config]!; k < parentStart[config + 1]!; k++) {
        const parent = parents[k]!;
        if (touched[parent] !== round) touch(parent, 0);
      }
    }
    this.work += affected.length + 1;
    const inner = Int32Array.from(affected.slice(leaves)).sort();
    const value = (config: number): number => (touched[config] === round ? values[config]! : 0);
    for (const config of inner) {
      const first = value(a[config]!);
      switch (ops[config]) {
        case Op.Repeat:
          values[config] = value(b[config]!) || first;
          break;
        case Op.Alt:
          values[config] = Math.max(first, value(b[config]!));
          break;
        case Op.Start:
          values[config] = (variant & Variant.First) !== 0 ? first : 0;
          break;
        case Op.Finish:
          values[config] = after === null ? first : 0;
          break;
        default:
          values[config] = first;
      }
    }
    const live = Int32Array.from(affected.filter((config) => values[config]! > 0)).sort();
    return this.remember(live, compress(live, values));
  }

  /** The column of this content, the same object for the same content. */
  private remember(live: Int32Array, ranks: Int32Array): Column {
    const key = `${live.join()};${ranks.join()}`;
    let column = this.known.get(key);
    if (column === undefined) {
      const at = live.indexOf(this.graph.start);
      column = new Column(live, ranks, at >= 0);
      this.known.set(key, column);
      this.weight += live.length + 16;
    }
    return column;
  }
}

/** The values' ranks among each other, from 1. */
function compress(live: Int32Array, values: Int32Array): Int32Array {
  const distinct = new Set<number>();
  for (const config of live) distinct.add(values[config]!);
  const sorted = [...distinct].sort((x, y) => x - y);
  const rankOf = new Map(sorted.map((value, i) => [value, i + 1]));
  return live.map((config) => rankOf.get(values[config]!)!);
}
