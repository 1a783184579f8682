/** The state of a tree: its rows, what is loaded, the active row; asks the evaluator for what is missing. */
import { batch, createSignal, type Accessor } from "solid-js";
import type { EvaluateError, ValueChild, ValueSummary } from "../../../../workers/index.ts";
import { expressionOf, type PathStep } from "../expression-path.ts";
import { isCancelled, patience, type Operations } from "../operation.ts";
import type { ValueClient } from "../types.ts";
import { Branch, pageSize } from "./branch.ts";
import { openPaths, type OpenPaths, type TreeMemory } from "./memory.ts";
import { RowIndex, rootPlace, type Row, type RowPlace } from "./row-index.ts";
import { unfolds } from "./row-words.ts";

/** Siblings that `*` opens at most. */
const mostAtOnce = 200;

export interface TreeModelOptions {
  root: ValueSummary;
  client: ValueClient;
  operations: Operations;
  /** Told what a screen reader should say. */
  announce: (text: string) => void;
  /** Of the tree before. */
  memory: TreeMemory | null;
}

export class TreeModel {
  readonly index: RowIndex;
  /** Changes with every change of the rows. Read before anything else here. */
  readonly version: Accessor<number>;
  /** The row that keys act on. */
  readonly active: Accessor<RowPlace>;
  readonly setActive: (place: RowPlace) => void;
  /** Rows whose value is being worked out, and has been for a while. */
  readonly pending: Accessor<ReadonlySet<number>>;

  private readonly bump: () => void;
  private readonly setPending: (change: (ids: ReadonlySet<number>) => ReadonlySet<number>) => void;
  /** What of the tree before is still to be opened. */
  private readonly wanted = new Map<Branch, OpenPaths>();
  private wantedActive: PathStep[] | null = null;
  private inSight = { from: 0, to: 60 };
  private loading: Promise<void> | null = null;
  /** The latest filter asked for. */
  private readonly asked = new WeakMap<Branch, symbol>();
  /** Pages that could not be had: not asked for again. */
  private readonly refused = new Set<string>();

  constructor(private readonly options: TreeModelOptions) {
    this.index = new RowIndex(options.root);
    const [version, setVersion] = createSignal(0);
    const [active, setActive] = createSignal<RowPlace>(rootPlace);
    const [pending, setPending] = createSignal<ReadonlySet<number>>(new Set());
    this.version = version;
    this.bump = () => void setVersion((n) => n + 1);
    this.active = active;
    this.setActive = (place) => {
      this.wantedActive = null;
      setActive(place);
    };
    this.pending = pending;
    this.setPending = setPending;
    const { memory, root } = options;
    if (!unfolds(root)) return;
    this.index.branch = new Branch(null, 0, root);
    if (memory !== null) {
      this.wanted.set(this.index.branch, memory.open);
      this.wantedActive = memory.active;
    }
  }

  /** Loads what is in sight at first. Resolves when it is there, or can't be had. */
  async ready(): Promise<void> {
    do await this.load();
    while (this.missing() !== null);
  }

  /** Tells which rows are in sight; those that are not loaded will be. */
  show(from: number, to: number): void {
    this.inSight = { from, to };
    void this.load();
  }

  /** The active row; null while it is out of the rows. */
  activeRow(): Row | null {
    this.version();
    const number = this.index.numberOf(this.active());
    return number < 0 ? null : this.index.row(number);
  }

  /** How a row is written as an expression. */
  expression(place: RowPlace): string {
    return expressionOf(this.index.steps(place) ?? []);
  }

  memory(scrollTop: number): TreeMemory {
    const { branch } = this.index;
    const active = this.index.steps(this.active()) ?? [];
    // A result that was closed says nothing of the next one, which opens as any other.
    return { open: branch === null ? new Map() : openPaths(branch), active, scrollTop };
  }

  /** Unfolds a row, forcing it if nobody has yet. Resolves to the error that came instead of a value. */
  async open(row: Row): Promise<EvaluateError | null> {
    if (row.value === null || row.opened !== null || !unfolds(row.value)) return null;
    const value = row.value.type === "thunk" ? await this.force(row, row.value) : row.value;
    if (value === null) return null;
    if (unfolds(value)) this.unfold(row, value);
    return value.error;
  }

  close(row: RowPlace): void {
    const opened = this.index.branchAt(row.branch, row.position);
    if (opened === null) return;
    batch(() => {
      if (this.active().branch?.isWithin(opened) === true) this.setActive(row);
      if (row.branch === null) this.index.branch = null;
      else row.branch.close(row.position);
      this.bump();
    });
  }

  /** Unfolds what is evaluated already among a row's siblings. */
  openSiblings(row: Row): void {
    if (row.branch === null) {
      void this.open(row);
      return;
    }
    let count = 0;
    for (
      let i = Math.max(0, row.position - mostAtOnce / 2);
      i < row.branch.total && count < mostAtOnce;
      i++
    ) {
      const value = row.branch.child(i)?.value;
      if (value === undefined || value.type === "thunk" || !unfolds(value)) continue;
      row.branch.open(i, value);
      count++;
    }
    this.bump();
    void this.load();
  }

  /** Leaves the children of a branch whose names hold a text. */
  async filter(branch: Branch, match: string): Promise<void> {
    const { client, operations } = this.options;
    const asked = Symbol(match);
    this.asked.set(branch, asked);
    const answer = await operations.run(`Looking for ${match}`, () =>
      client.children(branch.value.id, 0, pageSize, match),
    );
    if (this.asked.get(branch) !== asked || answer.type !== "ok") return;
    batch(() => {
      if (this.active().branch?.isWithin(branch) === true) {
        this.setActive({ branch: branch.parent, position: branch.position });
      }
      branch.refilter(match, answer.value.total);
      this.take(branch, 0, answer.value.children);
      this.bump();
    });
    void this.load();
  }

  /** The next row after the active one, among those loaded, whose name begins with a text; round at the end. */
  findByPrefix(prefix: string, includeActive: boolean): Row | null {
    const number = Math.max(0, this.index.numberOf(this.active()));
    const { count } = this.index;
    const wanted = prefix.toLowerCase();
    const reach = Math.min(count, 2000);
    const from = number + (includeActive ? 0 : 1);
    const rows = [...this.index.rows(from, from + reach), ...this.index.rows(0, Math.min(from, reach))];
    return rows.find((row) => row.child?.name?.toLowerCase().startsWith(wanted) === true) ?? null;
  }

  private unfold({ branch, position }: RowPlace, value: ValueSummary): void {
    if (branch === null) this.index.branch ??= new Branch(null, 0, value);
    else branch.open(position, value);
    this.bump();
    void this.load();
  }

  /** Null when it was cancelled, or is no longer where it was. */
  private async force(row: RowPlace, thunk: ValueSummary): Promise<ValueSummary | null> {
    const { client, operations, announce } = this.options;
    const timer = setTimeout(() => this.setPending((ids) => new Set([...ids, thunk.id])), patience);
    const expression = this.expression(row);
    const answer = await operations.run(`Evaluating ${expression}`, () => client.force(thunk.id));
    clearTimeout(timer);
    this.setPending((ids) => (ids.has(thunk.id) ? new Set([...ids].filter((id) => id !== thunk.id)) : ids));
    if (answer.type === "stale") return null;
    if (isCancelled(answer)) {
      announce(`Stopped evaluating ${expression}`);
      return null;
    }
    const value = answer.type === "ok" ? answer.value : failedValue(thunk, answer.error);
    if (row.branch?.child(row.position)?.value.id !== thunk.id) return null;
    row.branch.replace(row.position, value);
    this.bump();
    announce(value.error === null ? `${expression}: ${value.text}` : `Error: ${value.error.message}`);
    return value;
  }

  /** One page at a time: by then something else may be in sight. */
  private load(): Promise<void> {
    this.loading ??= this.loadAll().finally(() => (this.loading = null));
    return this.loading;
  }

  private async loadAll(): Promise<void> {
    const { client, operations } = this.options;
    for (let next = this.missing(); next !== null; next = this.missing()) {
      const { branch, page } = next;
      const { filter } = branch;
      const answer = await operations.run("Reading", () =>
        client.children(branch.value.id, page * pageSize, pageSize, filter),
      );
      if (branch.filter !== filter) continue;
      if (answer.type === "ok") {
        this.take(branch, page, answer.value.children);
        this.bump();
      } else {
        this.refused.add(pageKey(branch, page));
      }
    }
  }

  /** The first page in sight that is not there. */
  private missing(): { branch: Branch; page: number } | null {
    for (const { branch, child, position } of this.index.rows(this.inSight.from, this.inSight.to)) {
      const page = Math.floor(position / pageSize);
      if (branch !== null && child === null && !this.refused.has(pageKey(branch, page))) {
        return { branch, page };
      }
    }
    return null;
  }

  private take(branch: Branch, page: number, children: readonly ValueChild[]): void {
    branch.setPage(page, children);
    // A page that is shorter than promised would be asked for again without end.
    if (children.length < Math.min(pageSize, branch.total - page * pageSize)) {
      this.refused.add(pageKey(branch, page));
    }
    this.remember(branch, page, children);
  }

  /** Opens what was open in the tree before, as far as it has been evaluated. */
  private remember(branch: Branch, page: number, children: readonly ValueChild[]): void {
    const wanted = this.wanted.get(branch);
    if (wanted === undefined && this.wantedActive === null) return;
    children.forEach((child, i) => {
      const position = page * pageSize + i;
      const inner = wanted?.get(child.name ?? child.index);
      if (inner !== undefined && child.value.type !== "thunk" && unfolds(child.value)) {
        this.wanted.set(branch.open(position, child.value), inner);
      }
      const place = { branch, position };
      if (this.wantedActive !== null && isSame(this.index.steps(place), this.wantedActive)) {
        this.setActive(place);
      }
    });
  }
}

const keys = new WeakMap<Branch, number>();
let branches = 0;

function pageKey(branch: Branch, page: number): string {
  let key = keys.get(branch);
  if (key === undefined) keys.set(branch, (key = branches++));
  return `${key}/${branch.filter}/${page}`;
}

function isSame(a: readonly PathStep[] | null, b: readonly PathStep[]): boolean {
  return a !== null && a.length === b.length && a.every((step, i) => step === b[i]);
}

function failedValue(thunk: ValueSummary, error: EvaluateError): ValueSummary {
  return { ...thunk, type: "failed", text: error.message, cut: false, size: 0, error };
}
