import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { merge, resolve } from "./merge.ts";
import { placeProblem } from "./path.ts";

const map = (files: Record<string, string>): Map<string, string> => new Map(Object.entries(files));
const some = fc
  .dictionary(fc.constantFrom("a", "b", "c", "d/e", "d/f"), fc.constantFrom("1", "2", "3"))
  .filter((it) => Object.keys(it).length > 0)
  .map(map);
/** With files that are folders on another side. */
const wild = fc
  .dictionary(fc.constantFrom("a", "a/b", "a/b/c", "d"), fc.constantFrom("1", "2"))
  .map((files) => {
    const kept = new Map<string, string>();
    for (const [path, text] of Object.entries(files))
      if (placeProblem(path, kept) === null) kept.set(path, text);
    return kept;
  })
  .filter((it) => it.size > 0);

describe("merge", () => {
  it("takes what only one side changed", () => {
    const base = map({ a: "1", b: "1", c: "1" });
    const { files, conflicts } = merge(
      base,
      map({ a: "2", b: "1", c: "1", d: "new" }),
      map({ a: "1", b: "3" }),
    );
    expect(files).toEqual(map({ a: "2", b: "3", d: "new" }));
    expect(conflicts).toEqual([]);
  });

  it("finds what both changed, and keeps this side's meanwhile", () => {
    const base = map({ a: "1", b: "1", c: "1", x: "1" });
    const { files, conflicts } = merge(
      base,
      map({ a: "2", b: "2", x: "1" }),
      map({ a: "3", c: "3", x: "1" }),
    );
    expect(files).toEqual(map({ a: "2", b: "2", x: "1" }));
    expect(conflicts).toEqual([
      { path: "a", mine: "2", theirs: "3" },
      { path: "b", mine: "2", theirs: null },
      { path: "c", mine: null, theirs: "3" },
    ]);
  });

  it("compares bytes by what they are", () => {
    const bytes = (): Map<string, Uint8Array> => new Map([["a", new Uint8Array([1, 2])]]);
    expect(merge(new Map(), bytes(), bytes()).conflicts).toEqual([]);
    const other = new Map([["a", new Uint8Array([1, 3])]]);
    expect(merge(bytes(), bytes(), other).files).toEqual(other);
  });

  it("sees a file of one side and a folder of the other", () => {
    const { files, conflicts } = merge(map({ x: "1" }), map({ x: "1", a: "2" }), map({ x: "1", "a/b": "3" }));
    expect(files).toEqual(map({ x: "1", a: "2" }));
    expect(conflicts).toEqual([
      { path: "a", mine: "2", theirs: null },
      { path: "a/b", mine: null, theirs: "3" },
    ]);
  });

  it("never leaves nothing", () => {
    const { files } = merge(map({ a: "1", b: "1" }), map({ a: "1" }), map({ b: "1" }));
    expect(files).toEqual(map({ a: "1" }));
  });

  it("is the same from both sides, where there is no conflict", () => {
    fc.assert(
      fc.property(some, some, some, (base, mine, theirs) => {
        const one = merge(base, mine, theirs);
        const other = merge(base, theirs, mine);
        expect(one.conflicts.length === 0).toBe(other.conflicts.length === 0);
        if (one.conflicts.length === 0) expect(one.files).toEqual(other.files);
        expect(merge(base, mine, base).files).toEqual(mine);
        expect(merge(base, base, theirs).files).toEqual(theirs);
        expect(merge(base, mine, mine).conflicts).toEqual([]);
      }),
    );
  });

  it("loses nothing that is new on either side, and stays a tree, whatever is chosen", () => {
    fc.assert(
      fc.property(
        wild,
        wild,
        wild,
        fc.constantFrom("mine", "theirs", "both"),
        (base, mine, theirs, choice) => {
          const { files, conflicts } = merge(base, mine, theirs);
          const chosen = resolve(files, conflicts, choice);
          for (const result of [files, chosen]) {
            expect(result.size).toBeGreaterThan(0);
            for (const path of result.keys()) {
              const others = new Map(result);
              others.delete(path);
              expect(placeProblem(path, others)).toBeNull();
            }
          }
          if (choice === "mine") expect(chosen).toEqual(files);
          const kept = [...chosen.values()];
          for (const { mine: own, theirs: other } of conflicts) {
            if (other !== null && choice !== "mine") expect(kept).toContain(other);
            if (choice === "both" && own !== null) expect(kept).toContain(own);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe("resolve", () => {
  const conflicts = [{ path: "a.nix", mine: "mine", theirs: "theirs" }];
  const files = map({ "a.nix": "mine", b: "1" });

  it("does what was chosen", () => {
    expect(resolve(files, conflicts, "mine")).toEqual(files);
    expect(resolve(files, conflicts, "theirs")).toEqual(map({ "a.nix": "theirs", b: "1" }));
    expect(resolve(files, conflicts, "both")).toEqual(
      map({ "a.nix": "mine", b: "1", "a (other tab).nix": "theirs" }),
    );
  });

  it("brings back what was deleted here", () => {
    const deleted = [{ path: "a.nix", mine: null, theirs: "theirs" }];
    expect(resolve(map({ b: "1" }), deleted, "both")).toEqual(map({ b: "1", "a.nix": "theirs" }));
  });
});
