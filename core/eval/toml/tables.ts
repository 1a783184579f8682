/** The tables a TOML document builds up, and which statements may add to which. */
import type { Slot } from "../values/value.ts";

/** How a table came about, which decides what may still be added. */
export type TableOrigin =
  | "implicit" // as a parent in a `[a.b]`
  | "implicit-array" // as a parent in a `[[a.b]]`
  | "header" // by `[a]` (or an element of `[[a]]`)
  | "dotted" // by `a.b = …`
  | "inline"; // `{ … }`: closed

export class Table {
  readonly entries = new Map<string, Node>();
  constructor(public origin: TableOrigin) {}
}

/** An array: `[[a]]` headers append to those they made; values in `[ … ]` are closed. */
export class TomlArray {
  readonly items: Node[] = [];
  constructor(readonly fromHeaders: boolean) {}
}

/** A value of the document: a finished Nix value, or something that is converted at the end. */
export type Node = Table | TomlArray | { readonly value: Slot };

/** A document that is no TOML, or one that Nix refuses. */
export class TomlError extends Error {}

/** Keys as messages show them. */
function shown(path: readonly string[]): string {
  return path.join(".");
}

/**
 * The tables of one document.
 * @param lax - as the TOML library of Nix 2.8: headers may add to tables made by dotted keys, and dotted
 * keys and headers reach into the last element of arrays written as values
 */
export class Document {
  readonly root = new Table("header");
  private current = this.root;
  /** Tables made by the dotted keys of the section being read. */
  private section = new Set<Table>();

  constructor(private readonly lax: boolean) {}

  /** `[a.b]` */
  openTable(path: readonly string[]): void {
    const parent = this.descend(path, "implicit");
    const name = path[path.length - 1]!;
    const found = parent.entries.get(name);
    const next = new Table("header");
    if (found instanceof Table && this.mayDefine(found)) {
      found.origin = "header";
      this.enter(found);
    } else if (found !== undefined) {
      throw new TomlError(`table '${shown(path)}' is already defined`);
    } else {
      parent.entries.set(name, next);
      this.enter(next);
    }
  }

  private mayDefine(table: Table): boolean {
    if (table.origin === "implicit") return true;
    return this.lax ? table.origin === "dotted" : table.origin === "implicit-array";
  }

  /** `[[a.b]]` */
  openElement(path: readonly string[]): void {
    const parent = this.descend(path, "implicit-array");
    const name = path[path.length - 1]!;
    let array = parent.entries.get(name);
    if (array === undefined) parent.entries.set(name, (array = new TomlArray(true)));
    if (!(array instanceof TomlArray && array.fromHeaders)) {
      throw new TomlError(`'${shown(path)}' is already defined, but not as an array of tables`);
    }
    const element = new Table("header");
    array.items.push(element);
    this.enter(element);
  }

  /** `a.b = node` in the current table. */
  assign(path: readonly string[], node: Node): void {
    this.assignIn(this.current, path, node);
  }

  /** `a.b = node` inside an inline table that is being read. */
  assignIn(start: Table, path: readonly string[], node: Node): void {
    let table = start;
    for (let i = 0; i < path.length - 1; i++) {
      const name = path[i]!;
      let next = table.entries.get(name);
      if (next === undefined) {
        const made = new Table("dotted");
        this.section.add(made);
        table.entries.set(name, (next = made));
      }
      if (this.lax && next instanceof TomlArray) next = next.items[next.items.length - 1];
      const open =
        next instanceof Table &&
        (this.section.has(next) ||
          (this.lax && next.origin === "inline" && next !== table.entries.get(name)));
      if (!open)
        throw new TomlError(
          `cannot add to '${shown(path.slice(0, i + 1))}': it is defined elsewhere or no table`,
        );
      table = next as Table;
    }
    const name = path[path.length - 1]!;
    if (table.entries.has(name)) throw new TomlError(`value '${shown(path)}' already exists`);
    table.entries.set(name, node);
  }

  private enter(table: Table): void {
    this.current = table;
    this.section = new Set();
  }

  /** The table that a header's path leads to, without its last part. */
  private descend(path: readonly string[], origin: TableOrigin): Table {
    let table = this.root;
    for (let i = 0; i < path.length - 1; i++) {
      const name = path[i]!;
      let next = table.entries.get(name);
      if (next === undefined) table.entries.set(name, (next = new Table(origin)));
      if (next instanceof TomlArray && (next.fromHeaders || this.lax)) {
        const last = next.items[next.items.length - 1];
        if (last instanceof Table) {
          table = last;
          continue;
        }
      }
      if (!(next instanceof Table) || next.origin === "inline") {
        throw new TomlError(`cannot add to '${shown(path.slice(0, i + 1))}': it is closed or no table`);
      }
      table = next;
    }
    return table;
  }
}
