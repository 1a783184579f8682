import { expect, test } from "vitest";
import type { Damage, KeptTree } from "../../../workers/index.ts";
import { groupDamage } from "./damage.ts";

const tree = (root: string): KeptTree => ({
  root,
  source: `${root}.tar`,
  url: null,
  added: 0,
  files: 1,
  bytes: 1,
  warnings: [],
});
const damage = (digest: string, places: Damage["places"]): Damage => ({
  kind: "blob",
  digest,
  problem: "it is missing",
  places,
});

test("damage is told by tree and path", () => {
  const groups = groupDamage(
    [
      damage("1", [
        { root: "a", path: "z" },
        { root: "b", path: "lib/x" },
      ]),
      damage("2", [{ root: "a", path: "" }]),
      { ...damage("3", [{ root: null, path: "main.nix" }]), kind: "directory" },
      damage("4", []),
    ],
    [tree("a"), tree("b")],
  );
  const told = groups.map(({ title, items }) => [title, ...items.map(({ path }) => path)]);
  expect(told).toEqual([
    ["a.tar", "the tree itself", "z"],
    ["b.tar", "lib/x"],
    ["Snapshots of workspaces", "main.nix"],
    ["In no tree that can be read", "4"],
  ]);
  expect(groups[0]!.items[1]!.problem).toBe("file content 1: it is missing");
  expect(groups[2]!.items[0]!.problem).toBe("directory 3: it is missing");
});
