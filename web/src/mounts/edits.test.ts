import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { KeptTree, Mount, WorkspaceMount } from "../../../workers/index.ts";
import { shortDigest } from "./digest.ts";
import {
  allUsedInAll,
  asInAll,
  isDifferent,
  moved,
  renamed,
  switched,
  tidied,
  unmounted,
  unmountedInAll,
  usedInAll,
  without,
  withOwnTree,
  withTree,
} from "./edits.ts";
import { follow, isOwn, resolveMounts, seenMounts, type MountHere } from "./resolve.ts";
import { ownWords } from "./words.ts";

const mount = (name: string, tree = name): Mount => ({
  name,
  root: `blake3-${tree}`,
  source: `${tree}.tar`,
  url: null,
});
const tree = (name: string): KeptTree => ({
  root: `blake3-${name}`,
  source: `${name}.tar`,
  url: null,
  added: 0,
  files: 1,
  bytes: 1,
  warnings: [],
});
const trees = ["a", "b", "c", "n"].map(tree);
const all = ["a", "b", "c"].map((name) => mount(name));
const see = (own: readonly WorkspaceMount[], of = all, kept = trees): MountHere[] =>
  resolveMounts(of, own, kept);
/** `a=b.tar` for each mount that is seen; just the name where it is its own. */
const text = (here: readonly MountHere[]): string =>
  seenMounts(here)
    .map(({ name, source }) => (source === `${name}.tar` ? name : `${name}=${source}`))
    .join(" ");

describe("what a workspace sees", () => {
  test("is what all see, unless it says otherwise", () => {
    expect(text(see([]))).toBe("a b c");
    expect(text(see([{ ...follow("b"), on: false }]))).toBe("a c");
    expect(text(see([{ ...follow("b"), root: "blake3-n" }]))).toBe("b=n.tar a c");
    expect(text(see([{ ...follow("b"), name: "x" }]))).toBe("x=b.tar a c");
    expect(text(see([{ ...follow("n"), root: "blake3-n", instead: null }]))).toBe("n a b c");
    // What all have changes.
    expect(text(see([follow("c"), follow("a")], [mount("c", "n"), mount("z", "b")]))).toBe("c=n.tar z=b.tar");
    // Its own goes before one of all that came later.
    const own = [{ ...follow("z"), instead: null, root: "blake3-a" }];
    expect(text(see(own, [mount("z", "b")]))).toBe("z=a.tar");
  });

  test("a tree that is not here leaves its place to that of all, if there is one", () => {
    const wants = (name: string): WorkspaceMount => ({
      ...follow(name),
      root: "blake3-else",
      url: "https://h/",
    });
    const [a, z] = see([wants("a"), wants("z")]);
    expect(a).toMatchObject({ missing: true, seen: all[0], common: all[0] });
    expect(z).toMatchObject({ missing: true, seen: null, common: null });
    expect([a!, z!].map(ownWords)).toEqual([
      "This workspace wants this tree, which is not kept here. That of all workspaces is used instead.",
      "This workspace wants this tree, which is not kept here. Choose another tree, or unmount it.",
    ]);
  });

  test("is told in words", () => {
    const words = (own: WorkspaceMount): string => ownWords(see([own])[0]!);
    expect(words(follow("a"))).toBe("In all workspaces.");
    expect(words({ ...follow("a"), on: false })).toBe("Off in this workspace.");
    expect(words({ ...follow("a"), root: "blake3-n" })).toBe(
      "Only in this workspace: in all others <a> is a.tar.",
    );
    expect(words({ ...follow("a"), name: "x" })).toBe("All other workspaces call it <a>.");
    expect(words({ ...follow("x"), root: "blake3-n" })).toBe("Only in this workspace.");
  });
});

describe("changes in one workspace", () => {
  test("mounts move, and stop at the ends", () => {
    const move = (name: string, by: number): string => text(see(moved(see([]), name, by)));
    expect([move("a", 1), move("c", -1), move("a", -1), move("c", 1), move("a", 9), move("x", 1)]).toEqual([
      "b a c",
      "a c b",
      "a b c",
      "a b c",
      "b c a",
      "a b c",
    ]);
  });

  test("are undone one by one, and leave nothing", () => {
    for (const change of [
      renamed(see([]), "b", "x"),
      switched(see([]), "b", false),
      withOwnTree(see([]), "b", "blake3-n"),
    ]) {
      expect(see(change).map(isOwn)).toEqual([false, true, false]);
      const { name } = see(change)[1]!;
      expect(tidied(all, change)).toBe(change);
      expect(tidied(all, asInAll(see(change), name))).toEqual([]);
    }
    expect(tidied(all, moved(see([]), "a", 1))).toHaveLength(3);
    expect(withOwnTree(see([]), "b", "blake3-b")[1]).toEqual(follow("b"));
    // What is only here goes.
    const own = [{ ...follow("x"), instead: null, root: "blake3-n" }];
    expect(tidied(all, asInAll(see(own), "x"))).toEqual([]);
  });

  test("a name that another mount has by now is not taken back from it", () => {
    const swapped = renamed(see(renamed(see([]), "a", "x")), "b", "a");
    expect(text(see(swapped))).toBe("x=a.tar a=b.tar c");
    const back = asInAll(see(swapped), "x");
    expect(new Set(back.map(({ name }) => name)).size).toBe(back.length);
  });
});

describe("changes in all workspaces", () => {
  test("one mount becomes that of all", () => {
    const own = withOwnTree(see(renamed(see([]), "b", "x")), "x", "blake3-n");
    const change = usedInAll(all, see(own), "x");
    expect(change.all).toEqual([mount("a"), { ...mount("n"), name: "x" }, mount("c")]);
    expect(tidied(change.all!, change.own)).toEqual([]);
    const more = [{ ...follow("n"), instead: null, root: "blake3-n" }];
    expect(usedInAll(all, see(more), "n").all).toEqual([...all, mount("n")]);
    expect(usedInAll(all, see(switched(see([]), "b", false)), "b").all).toBeNull();
  });

  test("all of them do; what is off stays off here alone", () => {
    const own = switched(see(moved(see(withOwnTree(see([]), "b", "blake3-n")), "c", -2)), "a", false);
    const change = allUsedInAll(all, see(own));
    expect(change.all).toEqual([mount("c"), mount("a"), { ...mount("n"), name: "b" }]);
    const after = see(tidied(change.all!, change.own), change.all!);
    expect(text(after)).toBe("c b=n.tar");
  });

  test("one is unmounted everywhere", () => {
    const { own, all: next } = unmountedInAll(all, see([]), "b");
    expect([text(see(own, next!)), next]).toEqual(["a c", [mount("a"), mount("c")]]);
    expect(tidied(next!, own)).toEqual([]);
  });

  test("a tree takes the place of what has its name, else the last one", () => {
    expect(withTree(all, "b", tree("n"))).toEqual([mount("a"), mount("b", "n"), mount("c")]);
    expect(withTree(all, "d", tree("n")).at(-1)).toEqual(mount("d", "n"));
    expect(without(all, "b")).toEqual([mount("a"), mount("c")]);
  });

  test("whatever a workspace has, making it that of all changes nothing of what it sees", () => {
    const name = fc.constantFrom("a", "b", "c", "x", "y");
    const entry = fc.record({
      name,
      instead: fc.option(name),
      on: fc.boolean(),
      root: fc.option(fc.constantFrom("blake3-a", "blake3-n", "blake3-else")),
      url: fc.constant(null),
    });
    const entries = fc
      .uniqueArray(entry, { selector: (it) => it.name })
      .map((own) => own.filter((it, at) => own.findIndex(({ instead }) => instead === it.instead) === at))
      .filter((own) => own.every(({ root, instead }) => root !== null || instead !== null));
    fc.assert(
      fc.property(entries, (own) => {
        const here = see(own);
        const change = allUsedInAll(all, here);
        const names = change.all!.map((it) => it.name);
        expect(new Set(names).size).toBe(names.length);
        const after = see(tidied(change.all!, change.own), change.all!);
        const key = (list: MountHere[]): string[] =>
          seenMounts(list)
            .map((it) => `${it.name} ${it.root}`)
            .sort();
        expect(key(after)).toEqual(key(here));
      }),
    );
  });
});

test("kept trees without a name", () => {
  const own = [{ ...follow("x"), instead: null, root: "blake3-n" }];
  expect(unmounted([...trees, tree("z")], all, see(own))).toEqual([tree("z")]);
  expect(isDifferent(all, see([]))).toBe(false);
});

test("digests keep their start and their end", () => {
  expect(shortDigest("blake3-YjWDhAb3XTD2eDDTgi0zS8J+FW7B2nYmWsiBQyHRwCg=")).toBe("blake3-YjWDhAb3…RwCg");
  expect(shortDigest("blake3-abc=")).toBe("blake3-abc");
});
