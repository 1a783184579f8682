import { describe, expect, it } from "vitest";
import type { Answer, ValueChild, ValuePage, ValueSummary } from "../../../../workers/index.ts";
import { createOperations } from "../operation.ts";
import type { ValueClient } from "../types.ts";
import { pageSize } from "./branch.ts";
import type { TreeMemory } from "./memory.ts";
import { TreeModel } from "./model.ts";

/** A value of the tests: an int, a set of such, or one that is not evaluated yet. */
type Made = number | Made[] | { thunk: Made | "fails" | "stops" };

/** How a row shows it. */
function textOf(made: Made): string {
  if (typeof made === "number") return String(made);
  return Array.isArray(made) ? made.map(textOf).join() : "…";
}

/** Values kept as the worker keeps them; sets have the names a, b, …, or n0, n1, … where they are large. */
class Kept {
  readonly asked: string[] = [];
  private readonly values: Made[] = [];

  summary(made: Made): ValueSummary {
    const id = this.values.push(made) - 1;
    return this.describe(id);
  }

  private describe(id: number): ValueSummary {
    const made = this.values[id]!;
    const type = typeof made === "number" ? "int" : Array.isArray(made) ? "set" : "thunk";
    return {
      id,
      type,
      text: textOf(made),
      cut: false,
      size: Array.isArray(made) ? made.length : 0,
      context: [],
      derivation: null,
      span: null,
      doc: null,
      error: null,
    };
  }

  private nameOf(made: Made[], i: number): string {
    return made.length > 26 ? `n${i}` : String.fromCharCode(97 + i);
  }

  readonly client: ValueClient = {
    children: (id, from, count, match): Promise<Answer<ValuePage>> => {
      this.asked.push(`children ${from}`);
      const made = this.values[id] as Made[];
      const all = made.map((value, i) => ({ value, i, name: this.nameOf(made, i) }));
      const found = all.filter(({ name }) => name.includes(match));
      const children = found.slice(from, from + count).map(({ value, i, name }): ValueChild => ({
        name,
        index: i,
        span: null,
        value: this.summary(value),
      }));
      return Promise.resolve({ type: "ok", value: { total: found.length, children } });
    },
    force: (id): Promise<Answer<ValueSummary>> => {
      const made = this.values[id];
      if (typeof made !== "object" || Array.isArray(made)) throw new Error("no thunk");
      if (made.thunk === "fails" || made.thunk === "stops") {
        const kind = made.thunk === "fails" ? "throw" : "stopped";
        const error = { kind, message: kind, span: null, frames: [], omitted: 0, rendered: kind };
        return Promise.resolve({ type: "failed", error });
      }
      return Promise.resolve({ type: "ok", value: this.summary(made.thunk) });
    },
    stringText: () => Promise.resolve({ type: "stale" }),
    render: () => Promise.resolve({ type: "stale" }),
    textPart: () => Promise.resolve({ type: "stale" }),
    derivationOf: () => Promise.resolve({ type: "stale" }),
    derivation: () => Promise.resolve({ type: "stale" }),
    derivationTexts: () => Promise.resolve({ type: "stale" }),
    stop: () => undefined,
    progress: () => null,
  };
}

async function treeOf(made: Made, memory: TreeMemory | null = null, kept = new Kept()) {
  const { client } = kept;
  const said: string[] = [];
  const operations = createOperations(client);
  const announce = (text: string): void => void said.push(text);
  const model = new TreeModel({ root: kept.summary(made), client, operations, announce, memory });
  await model.ready();
  const names = (): string[] =>
    model.index.rows(0, 1000).map((row) => `${"  ".repeat(row.level - 1)}${row.child?.name ?? "*"}`);
  return { model, kept, said, operations, names, row: (number: number) => model.index.row(number)! };
}

describe("a tree of values", () => {
  it("opens the result and loads its first children", async () => {
    const { names, kept } = await treeOf([1, [2], 3]);
    expect(names()).toEqual(["*", "  a", "  b", "  c"]);
    expect(kept.asked).toEqual(["children 0"]);
  });

  it("loads of a large set what comes in sight", async () => {
    const { model, kept, row } = await treeOf(Array.from({ length: 100_000 }, (_, i) => i));
    expect(model.index.count).toBe(100_001);
    expect(row(50_000).value).toBe(null);
    model.show(50_000, 50_040);
    await model.ready();
    expect(row(50_000).child?.name).toBe("n49999");
    expect(kept.asked).toEqual(["children 0", "children 49800", "children 50000"]);
    expect(pageSize).toBe(200);
  });

  it("forces a thunk when it is opened, and unfolds what it is", async () => {
    const { model, names, row, said } = await treeOf([{ thunk: [7] }, { thunk: 1 }]);
    expect(await model.open(row(1))).toBe(null);
    await model.ready();
    expect(names()).toEqual(["*", "  a", "    a", "  b"]);
    await model.open(row(3));
    expect(row(3).value).toMatchObject({ type: "int", text: "1" });
    expect(said).toEqual(["a: 7", "b: 1"]);
    model.close(row(1));
    expect(names()).toEqual(["*", "  a", "  b"]);
  });

  it("keeps the error of one that failed, and the thunk of one that was cancelled", async () => {
    const { model, row } = await treeOf([{ thunk: "fails" }, { thunk: "stops" }]);
    expect(await model.open(row(1))).toMatchObject({ kind: "throw" });
    expect(row(1).value).toMatchObject({ type: "failed", text: "throw" });
    expect(await model.open(row(2))).toBe(null);
    expect(row(2).value?.type).toBe("thunk");
  });

  it("filters a set by name", async () => {
    const { model, names, row } = await treeOf(Array.from({ length: 300 }, () => 0));
    model.setActive(row(150));
    await model.filter(model.index.branch!, "n29");
    expect(names().slice(0, 4)).toEqual(["*", "  n29", "  n290", "  n291"]);
    expect(model.activeRow()?.number).toBe(0);
    await model.filter(model.index.branch!, "");
    await model.ready();
    expect(model.index.count).toBe(301);
  });

  it("unfolds again what was open in the result before", async () => {
    const before = await treeOf([[1, [2]], { thunk: [3] }, [4]]);
    await before.model.open(before.row(1));
    await before.model.ready();
    await before.model.open(before.row(3));
    await before.model.ready();
    before.model.setActive(before.row(4));
    await before.model.open(before.row(5));
    await before.model.ready();
    expect(before.names()).toEqual(["*", "  a", "    a", "    b", "      a", "  b", "    a", "  c"]);
    const memory = before.model.memory(17);
    const after = await treeOf([[1, [2]], { thunk: [3] }, [4]], memory);
    // What is not evaluated in the new result stays so.
    expect(after.names()).toEqual(["*", "  a", "    a", "    b", "      a", "  b", "  c"]);
    expect(after.model.expression(after.model.active())).toBe("a.b.a");
    after.model.close(after.row(0));
    expect(after.names()).toEqual(["*"]);
    const next = await treeOf([1], after.model.memory(0));
    expect(next.names()).toEqual(["*", "  a"]);
  });

  it("moves to the row that closes over the active one, and finds names", async () => {
    const { model, row } = await treeOf([[1], 2]);
    await model.open(row(1));
    await model.ready();
    model.setActive(row(2));
    model.close(row(1));
    expect(model.activeRow()?.number).toBe(1);
    expect(model.findByPrefix("B", false)?.number).toBe(2);
    expect(model.findByPrefix("x", false)).toBe(null);
  });

  it("says when the values are gone, and asks no more", async () => {
    const kept = new Kept();
    kept.client.children = () => {
      kept.asked.push("children");
      return Promise.resolve({ type: "stale" });
    };
    const { model, operations } = await treeOf([1], null, kept);
    expect(operations.stale()).toBe(true);
    model.show(0, 10);
    await model.ready();
    expect(kept.asked).toEqual(["children"]);
    operations.renew();
    expect(operations.stale()).toBe(false);
  });
});
