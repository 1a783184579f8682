import { expect, it } from "vitest";
import {
  chosenRows,
  closureRows,
  countKinds,
  versionLabel,
  versionsOf,
  type ClosureRow,
} from "./closure-rows.ts";

const paths = (...list: [version: string, narSize: number][]) =>
  list.map(([version, narSize]) => ({ version, narSize, path: `/nix/store/${version}` }));

const rows = closureRows({
  before: { paths: 4, narSize: 0 },
  after: { paths: 4, narSize: 0 },
  changes: [
    { name: "zlib", before: paths(["1.2", 100]), after: paths(["1.3", 90]), shared: [] },
    { name: "bash", before: paths(["5", 10], ["5", 20]), after: paths(["5", 10], ["5", 25]), shared: [] },
    { name: "new", before: [], after: paths(["1", 7]), shared: [] },
    { name: "old", before: paths(["1", 1000]), after: [], shared: [] },
  ],
});

const names = (list: readonly ClosureRow[]): string[] => list.map(({ name }) => name);

it("says what happened to each package", () => {
  expect(rows.map(({ kind, sizeBefore, sizeAfter }) => [kind, sizeBefore, sizeAfter])).toEqual([
    ["version", 100, 90],
    ["content", 30, 35],
    ["added", 0, 7],
    ["removed", 1000, 0],
  ]);
  expect(countKinds(rows)).toEqual({ added: 1, removed: 1, version: 1, content: 1 });
  expect(versionsOf(paths(["", 1], ["2", 1], ["2", 1]))).toEqual(["2"]);
});

it("leaves out that derivations are derivations", () => {
  const [row] = closureRows({
    before: { paths: 1, narSize: 0 },
    after: { paths: 1, narSize: 0 },
    changes: [{ name: "curl.drv", before: paths(["1.2.drv", 1]), after: paths(["", 1]), shared: [] }],
  });
  expect(row).toMatchObject({ name: "curl", before: [{ version: "1.2" }] });
  expect(versionLabel(row!.before[0]!)).toBe("1.2");
  expect(versionLabel({ version: "", narSize: 1, path: "/nix/store/abcdefghij-curl" })).toBe("abcdef…");
});

it("sorts and filters", () => {
  expect(names(chosenRows(rows, "", null, { key: "name", down: false }))).toEqual([
    "bash",
    "new",
    "old",
    "zlib",
  ]);
  expect(names(chosenRows(rows, "", null, { key: "change", down: true }))).toEqual([
    "new",
    "bash",
    "zlib",
    "old",
  ]);
  expect(names(chosenRows(rows, " L", null, { key: "before", down: true }))).toEqual(["old", "zlib"]);
  expect(names(chosenRows(rows, "", "removed", { key: "kind", down: false }))).toEqual(["old"]);
});

it("says which versions both have of what only came or went in part", () => {
  const change = { before: paths(["67.1.drv", 5]), after: [] };
  const of = (shared: string[]): string =>
    closureRows({
      before: { paths: 2, narSize: 0 },
      after: { paths: 1, narSize: 0 },
      changes: [{ name: "icu4c", ...change, shared }],
    })[0]!.shared;
  expect([of([]), of(["64.2.drv", "65"]), of([""])]).toEqual(["", "64.2, 65 in both", "one in both"]);
});
