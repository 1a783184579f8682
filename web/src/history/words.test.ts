import { expect, it } from "vitest";
import type { Snapshot, SnapshotChange } from "../../../workers/index.ts";
import { compareFiles } from "./compare.ts";
import { dayName, describeChanges } from "./words.ts";

const at = (text: string): number => new Date(text).getTime();

function snapshot(changes: SnapshotChange[], changed = changes.length): Snapshot {
  return { root: "blake3-x", time: 0, files: 3, bytes: 1, changes, changed, message: null };
}

it("names days as people do", () => {
  const now = at("2026-03-01T00:30:00");
  expect(dayName(at("2026-03-01T00:00:00"), now)).toBe("Today");
  expect(dayName(at("2026-02-28T23:59:00"), now)).toBe("Yesterday");
  expect(dayName(at("2026-02-27T12:00:00"), now)).toBe("27 Feb 2026");
});

it("says what changed, shortly", () => {
  const change = (path: string, kind: SnapshotChange["kind"] = "changed") => ({ path, kind });
  const said = (...changes: SnapshotChange[]): string => describeChanges(snapshot(changes), false);
  expect(describeChanges(snapshot([change("a", "added")]), true)).toBe("3 files");
  expect(said(change("a.nix", "removed"))).toBe("a.nix removed");
  expect(said(change("a"), change("b"))).toBe("2 files changed");
  expect(said(change("a"), change("b", "added"), change("c", "removed"))).toBe(
    "1 changed, 1 added, 1 removed",
  );
  expect(said()).toBe("Nothing changed");
  expect(describeChanges(snapshot([change("a")], 120), false)).toBe("120 files differ");
});

it("finds the files that differ", () => {
  const before = new Map([
    ["same", "1"],
    ["gone", "1"],
    ["text", "1"],
  ]);
  const after = new Map<string, string | Uint8Array>([
    ["text", new Uint8Array([49])],
    ["new", ""],
    ["same", "1"],
  ]);
  expect(compareFiles(before, after)).toEqual([
    { path: "gone", kind: "removed" },
    { path: "new", kind: "added" },
    { path: "text", kind: "changed" },
  ]);
});
