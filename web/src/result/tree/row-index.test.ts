import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ValueChild, ValueSummary } from "../../../../workers/index.ts";
import { Branch, pageSize } from "./branch.ts";
import { RowIndex, rootPlace } from "./row-index.ts";

let ids = 0;
function set(size: number): ValueSummary {
  return {
    id: ids++,
    type: "set",
    text: "{ … }",
    cut: true,
    size,
    context: [],
    derivation: null,
    span: null,
    doc: null,
    error: null,
  };
}
function children(from: number, count: number): ValueChild[] {
  return Array.from({ length: count }, (_, i) => ({
    name: `a${from + i}`,
    index: from + i,
    span: null,
    value: set(5),
  }));
}

function opened(size: number): RowIndex {
  const index = new RowIndex(set(size));
  index.branch = new Branch(null, 0, index.root);
  return index;
}

describe("rows of a tree", () => {
  it("are the result alone while it is closed", () => {
    const index = new RowIndex(set(3));
    expect(index.count).toBe(1);
    expect(index.rows(0, 10)).toMatchObject([{ number: 0, level: 1, value: index.root, opened: null }]);
    expect(index.steps(rootPlace)).toEqual([]);
  });

  it("are only made for what is asked, however many there are", () => {
    const index = opened(1_000_000);
    expect(index.count).toBe(1_000_001);
    const rows = index.rows(999_990, 1_000_020);
    expect(rows.map((row) => row.position)).toEqual(Array.from({ length: 11 }, (_, i) => 999_989 + i));
    expect(rows[0]).toMatchObject({ child: null, value: null, level: 2, siblings: 1_000_000 });
  });

  it("know their children page by page", () => {
    const { branch } = opened(500);
    branch!.setPage(1, children(pageSize, pageSize));
    expect(branch!.child(0)).toBe(null);
    expect(branch!.child(pageSize + 3)?.name).toBe(`a${pageSize + 3}`);
    const forced = set(1);
    branch!.replace(pageSize + 3, forced);
    expect(branch!.child(pageSize + 3)).toMatchObject({ name: `a${pageSize + 3}`, value: forced });
  });

  it("name their way from the result", () => {
    const index = opened(3);
    index.branch!.setPage(0, children(0, 3));
    const inner = index.branch!.open(1, set(2));
    inner.setPage(0, [{ name: null, index: 0, span: null, value: set(0) }]);
    expect(index.steps({ branch: inner, position: 0 })).toEqual(["a1", 0]);
    expect(index.steps({ branch: inner, position: 1 })).toBe(null);
  });

  it("forget what was open when filtered", () => {
    const index = opened(300);
    const inner = index.branch!.open(250, set(4));
    expect(index.count).toBe(305);
    index.branch!.refilter("x", 20);
    expect(index.count).toBe(21);
    expect(index.numberOf({ branch: inner, position: 0 })).toBe(-1);
    expect(inner.isWithin(index.branch!)).toBe(true);
  });

  it("agree with a tree written out in full, whatever is opened and closed", () => {
    const step = fc.record({ at: fc.nat(200), close: fc.boolean(), size: fc.nat(6) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.nat(60), fc.nat(30), (steps, from, count) => {
        const index = opened(10);
        for (const { at, close, size } of steps) {
          const row = index.row(at % index.count)!;
          if (row.branch === null) continue;
          if (close) row.branch.close(row.position);
          else row.branch.open(row.position, set(size));
        }
        const all: { branch: Branch | null; position: number; level: number }[] = [
          { ...rootPlace, level: 1 },
        ];
        const walk = (branch: Branch, level: number): void => {
          for (let position = 0; position < branch.total; position++) {
            all.push({ branch, position, level });
            const inner = branch.branchAt(position);
            if (inner !== null) walk(inner, level + 1);
          }
        };
        walk(index.branch!, 2);
        expect(index.count).toBe(all.length);
        const rows = index.rows(from, from + count);
        expect(rows.map(({ branch, position, level }) => ({ branch, position, level }))).toEqual(
          all.slice(from, from + count),
        );
        for (const row of rows) expect(index.numberOf(row)).toBe(row.number);
      }),
    );
  });
});
