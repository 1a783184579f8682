import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EntryView, StoreAnswer } from "../../../../workers/index.ts";
import { numberOf, type Row } from "./branch.ts";
import { FileTreeModel } from "./model.ts";

/** A tree: names to trees, or null for files. */
interface Tree {
  [name: string]: Tree | null;
}

function entryOf(name: string, tree: Tree | null): EntryView {
  return {
    name,
    raw: name,
    node: tree === null ? "file" : JSON.stringify(tree),
    kind: tree === null ? "file" : "directory",
    size: 0,
    executable: false,
    target: null,
    digest: null,
  };
}

/** A client whose nodes are the trees themselves. */
function clientOf(asked: number[] = []) {
  return {
    children(node: string, from: number, count: number) {
      asked.push(from);
      const tree = JSON.parse(node) as Tree;
      const names = Object.keys(tree).sort();
      const entries = names.slice(from, from + count).map((name) => entryOf(name, tree[name] ?? null));
      return Promise.resolve<StoreAnswer<{ total: number; entries: EntryView[] }>>({
        type: "ok",
        value: { total: names.length, entries },
      });
    },
  };
}

const wide = (count: number): Tree =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`f${String(i).padStart(6, "0")}`, null]));
const words = (rows: readonly Row[]): string[] => rows.map(({ entry }) => entry?.name ?? "…");

describe("the tree of files", () => {
  it("loads the pages in sight, and those of a name", async () => {
    const asked: number[] = [];
    const model = new FileTreeModel(clientOf(asked), JSON.stringify(wide(20_000)));
    await model.begin();
    expect(model.count).toBe(20_000);
    expect(words(model.rows(499, 502))).toEqual(["f000499", "…", "…"]);
    const found = await model.find("f015000");
    expect(found?.position).toBe(15_000);
    expect(asked.length).toBeLessThan(12);
    expect(await model.find("nothing")).toBeNull();
    expect(await model.find("f000001/below")).toBeNull();
  });

  it("goes to names that begin with what is typed", async () => {
    const model = new FileTreeModel(
      clientOf(),
      JSON.stringify({ ...wide(5000), zed: null, zoo: null, Bin: null }),
    );
    await model.begin();
    expect((await model.findByPrefix("b", false))?.position).toBe(0);
    expect((await model.findByPrefix("zo", true))?.position).toBe(5002);
    expect(await model.findByPrefix("q", true)).toBeNull();
  });

  it("keeps the active row where it is while others open and close", async () => {
    const model = new FileTreeModel(clientOf(), JSON.stringify({ a: { b: { c: null } }, d: null }));
    await model.begin();
    const found = (await model.find("a/b/c"))!;
    model.setActive(found.branch, found.position);
    expect(words(model.rows(0, 9))).toEqual(["a", "b", "c", "d"]);
    expect(model.activeRow()?.number).toBe(2);
    model.close(model.root.branchAt(0)!);
    expect(words(model.rows(0, 9))).toEqual(["a", "d"]);
    expect(model.activeRow()?.number).toBe(0);
  });

  it("counts its rows and finds each by its number, whatever is open", async () => {
    const name = fc.constantFrom(..."abcdef");
    const { tree } = fc.letrec<{ tree: Tree; child: Tree | null }>((tie) => ({
      tree: fc.dictionary(name, tie("child"), { maxKeys: 4 }),
      child: fc.oneof({ depthSize: "small" }, fc.constant(null), tie("tree")),
    }));
    await fc.assert(
      fc.asyncProperty(tree, fc.array(fc.nat(), { maxLength: 12 }), async (it, steps) => {
        const model = new FileTreeModel(clientOf(), JSON.stringify(it));
        await model.begin();
        for (const step of steps) {
          const row = model.row(step % Math.max(1, model.count));
          if (row === null) continue;
          if (row.opened !== null) model.close(row.opened);
          else await model.open(row.branch, row.position);
        }
        const rows = model.rows(0, 1000);
        expect(rows.length).toBe(model.count);
        for (const [i, row] of rows.entries()) {
          expect(row.number).toBe(i);
          expect(numberOf(row.branch, row.position)).toBe(i);
          expect(model.row(i)).toEqual(row);
        }
      }),
    );
  });
});
