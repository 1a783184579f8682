/**
 * The nodes of a program together with how often loops were entered without reading anything: what may
 * happen between two bytes, as a graph without cycles.
 *
 * libstdc++ enters one loop at most twice at the same place of the subject. That shows in captures, so it
 * is followed: a *config* is a node and the count of every loop it could come back to without reading.
 */
import { RegexError } from "./error.ts";
import { isBranch, Op, type Program } from "./program.ts";

/** Times a loop may be entered without reading. */
const maxEntries = 2;
/** Configs there may be beyond one per node before loops are counted more coarsely. */
const exactLimit = 10_000;
/** Loops that may contain each other for that. */
const exactLoops = 40;
/** Configs there may be at all. */
const hardLimit = 400_000;
/** Digits in the states of all configs there may be. */
const hardDigits = 20_000_000;

/** Configs, children before parents. */
export interface Graph {
  /** {@link Op} of each; loops that may not be entered any more are Jumps. */
  ops: Uint8Array;
  /** As in {@link Program}, but configs instead of nodes. */
  a: Int32Array;
  b: Int32Array;
  start: number;
  accept: number;
  /** Configs from which `i` is reached without reading: `parents[parentStart[i] … parentStart[i + 1]]`. */
  parentStart: Int32Array;
  parents: Int32Array;
  /** Char configs that go on to `i`. */
  readerStart: Int32Array;
  readers: Int32Array;
}

/** For each node: the group of nodes that reach each other without reading, and its place among its loops. */
interface Loops {
  component: Int32Array;
  /** Number of loops in each component; 0 where there is no way back. */
  counts: number[];
  /** Place of a Repeat among the loops of its component; -1 for all other nodes. */
  place: Int32Array;
}

function children(program: Program, node: number): number[] {
  switch (program.ops[node]) {
    case Op.Accept:
    case Op.Char:
    case Op.Jump:
      return [];
    case Op.Repeat:
    case Op.Optional:
    case Op.Alt:
      return [program.b[node]!, program.a[node]!];
    default:
      return [program.a[node]!];
  }
}

/**
 * Tarjan's strongly connected components, without recursion.
 * @param optionals - whether optional parts count as loops: those inside loops can be entered again, too
 */
function findLoops(program: Program, optionals: boolean): Loops {
  const size = program.ops.length;
  const order = new Int32Array(size).fill(-1);
  const low = new Int32Array(size);
  const component = new Int32Array(size).fill(-1);
  const place = new Int32Array(size).fill(-1);
  const counts: number[] = [];
  const open: number[] = [];
  let visited = 0;

  const visit = (root: number): void => {
    const stack: { node: number; next: number; kids: number[] }[] = [];
    const enter = (node: number): void => {
      order[node] = low[node] = visited++;
      open.push(node);
      stack.push({ node, next: 0, kids: children(program, node) });
    };
    enter(root);
    while (stack.length > 0) {
      const top = stack[stack.length - 1]!;
      const { node, kids } = top;
      if (top.next < kids.length) {
        const kid = kids[top.next++]!;
        if (order[kid]! < 0) enter(kid);
        else if (component[kid]! < 0) low[node] = Math.min(low[node]!, order[kid]!);
        continue;
      }
      stack.pop();
      const parent = stack[stack.length - 1];
      if (parent !== undefined) low[parent.node] = Math.min(low[parent.node]!, low[node]!);
      if (low[node] !== order[node]) continue;
      const members: number[] = [];
      let member: number;
      do {
        member = open.pop()!;
        component[member] = counts.length;
        members.push(member);
      } while (member !== node);
      const cyclic = members.length > 1 || kids.includes(node);
      let count = 0;
      for (const one of members) {
        const op = program.ops[one];
        if (cyclic && (op === Op.Repeat || (optionals && op === Op.Optional))) place[one] = count++;
      }
      counts.push(count);
    }
  };
  for (let node = 0; node < size; node++) if (order[node]! < 0) visit(node);
  return { component, counts, place };
}

/** Configs as they are found. */
class GraphBuilder {
  private readonly ops: number[] = [];
  private readonly a: number[] = [];
  private readonly b: number[] = [];
  private readonly nodes: number[] = [];
  /** Counts of the loops of the node's component, one digit each. */
  private readonly states: string[] = [];
  private readonly plain: Int32Array;
  private readonly counted = new Map<string, number>();

  constructor(
    private readonly program: Program,
    private readonly loops: Loops,
    /** Counts every loop up to {@link maxEntries}; else only those around the place, and once. */
    private readonly exact: boolean,
  ) {
    this.plain = new Int32Array(program.ops.length).fill(-1);
  }

  /** All configs; null when there are too many to count exactly. */
  build(): Graph | null {
    const { program } = this;
    const start = this.config(program.start, this.fresh(program.start));
    const digits = this.loops.counts.reduce((most, count) => Math.max(most, count), 1);
    if (this.exact && digits > exactLoops) return null;
    const limit = this.exact ? program.ops.length + exactLimit : Math.min(hardLimit, hardDigits / digits);
    for (let i = 0; i < this.ops.length; i++) {
      if (this.ops.length > limit) {
        if (this.exact) return null;
        throw new RegexError("too many states", true);
      }
      this.expand(i);
    }
    return arrange(this.ops, this.a, this.b, start);
  }

  /** The state in which a node is reached by reading. */
  private fresh(node: number): string {
    return "0".repeat(this.loops.counts[this.loops.component[node]!]!);
  }

  private config(node: number, state: string): number {
    const known = state === "" ? this.plain[node]! : (this.counted.get(`${node}:${state}`) ?? -1);
    if (known >= 0) return known;
    const index = this.ops.length;
    this.ops.push(this.program.ops[node]!);
    this.a.push(-1);
    this.b.push(-1);
    this.nodes.push(node);
    this.states.push(state);
    if (state === "") this.plain[node] = index;
    else this.counted.set(`${node}:${state}`, index);
    return index;
  }

  /** The config of `to`, reached without reading from `from`. */
  private follow(from: number, state: string, to: number): number {
    const { component } = this.loops;
    return this.config(to, component[from] === component[to] ? state : this.fresh(to));
  }

  private expand(i: number): void {
    const node = this.nodes[i]!;
    const state = this.states[i]!;
    const { ops, a, b } = this.program;
    const place = this.loops.place[node]!;
    switch (ops[node]) {
      case Op.Accept:
        return;
      case Op.Char:
        this.a[i] = this.config(a[node]!, this.fresh(a[node]!));
        this.b[i] = b[node]!;
        return;
      case Op.Alt:
        this.a[i] = this.follow(node, state, a[node]!);
        this.b[i] = this.follow(node, state, b[node]!);
        return;
      case Op.Optional:
      case Op.Repeat: {
        const entered = place < 0 ? 0 : Number(state[place]);
        const set = (count: number): string => state.slice(0, place) + String(count) + state.slice(place + 1);
        const left = place < 0 || this.exact ? state : set(0);
        this.a[i] = this.follow(node, left, a[node]!);
        if (entered < (this.exact ? maxEntries : 1)) {
          this.b[i] = this.follow(node, place < 0 ? state : set(entered + 1), b[node]!);
        } else this.ops[i] = Op.Jump;
        return;
      }
      default:
        this.a[i] = this.follow(node, state, a[node]!);
        this.b[i] = b[node]!;
    }
  }
}

/** Renumbers configs so that children come before parents, and notes who leads where. */
function arrange(ops: number[], a: number[], b: number[], start: number): Graph {
  const size = ops.length;
  const number = new Int32Array(size).fill(-1);
  const branches = (i: number): boolean => isBranch(ops[i]!);
  const leads = (i: number): number => (ops[i] === Op.Accept || ops[i] === Op.Char ? 0 : branches(i) ? 2 : 1);
  let count = 0;
  for (let root = 0; root < size; root++) {
    if (number[root]! >= 0) continue;
    const stack = [{ config: root, next: 0 }];
    while (stack.length > 0) {
      const top = stack[stack.length - 1]!;
      if (top.next < leads(top.config)) {
        const kid = top.next++ === 0 ? a[top.config]! : b[top.config]!;
        if (number[kid]! < 0) stack.push({ config: kid, next: 0 });
        continue;
      }
      stack.pop();
      if (number[top.config]! < 0) number[top.config] = count++;
    }
  }
  const graph = {
    ops: new Uint8Array(size),
    a: new Int32Array(size).fill(-1),
    b: new Int32Array(size).fill(-1),
    start: number[start]!,
    accept: -1,
  };
  const edges: [from: number, to: number][] = [];
  const reads: [from: number, to: number][] = [];
  for (let old = 0; old < size; old++) {
    const i = number[old]!;
    graph.ops[i] = ops[old] === Op.Optional ? Op.Repeat : ops[old]!;
    if (ops[old] === Op.Accept) graph.accept = i;
    else graph.a[i] = number[a[old]!]!;
    graph.b[i] = branches(old) ? number[b[old]!]! : b[old]!;
    if (ops[old] === Op.Char) reads.push([i, graph.a[i]!]);
    else if (ops[old] !== Op.Accept) {
      edges.push([i, graph.a[i]!]);
      if (branches(old)) edges.push([i, graph.b[i]!]);
    }
  }
  const [parentStart, parents] = grouped(edges, size);
  const [readerStart, readers] = grouped(reads, size);
  return { ...graph, parentStart, parents, readerStart, readers };
}

/** The sources of edges, grouped by target. */
function grouped(edges: readonly [from: number, to: number][], size: number): [Int32Array, Int32Array] {
  const starts = new Int32Array(size + 1);
  for (const [, to] of edges) starts[to + 1]!++;
  for (let i = 0; i < size; i++) starts[i + 1]! += starts[i]!;
  const fill = starts.slice();
  const sources = new Int32Array(edges.length);
  for (const [from, to] of edges) sources[fill[to]!++] = from;
  return [starts, sources];
}

/** The configs of a program. @throws RegexError when there are too many */
export function graphOf(program: Program): Graph {
  return (
    new GraphBuilder(program, findLoops(program, true), true).build() ??
    new GraphBuilder(program, findLoops(program, false), false).build()!
  );
}
