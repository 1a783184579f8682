import { describe, expect, test } from "vitest";
import {
  CastoreError,
  copyClosure,
  Directory,
  emptyDirectory,
  LeavesToRoot,
  leavesFirst,
  MemoryDirectories,
  RootToLeaves,
  VerifiedDirectories,
  walkClosure,
  type Digest,
} from "./index.ts";

const b = Directory.of([{ name: "a", node: emptyDirectory.node() }]);
const c = Directory.of([
  { name: "a", node: emptyDirectory.node() },
  { name: "b", node: b.node() },
]);
/** Refers to `b` directly and below `c`. */
const root = Directory.of([
  { name: "b", node: b.node() },
  { name: "c", node: c.node() },
]);
const wrongSize = Directory.of([{ name: "b", node: { ...b.node(), size: 1 } }]);
const breadthFirst = [root, b, c, emptyDirectory];

describe("leaves first", () => {
  const run = (...directories: Directory[]): Digest => {
    const order = new LeavesToRoot();
    for (const directory of directories) order.add(directory);
    return order.finish();
  };

  test("the root is found, repetitions don't matter", () => {
    expect(run(emptyDirectory, b, c, root)).toBe(root.digest);
    expect(run(emptyDirectory, emptyDirectory, b, c, b, root, emptyDirectory)).toBe(root.digest);
    expect(run(emptyDirectory)).toBe(emptyDirectory.digest);
  });

  test("other orders are refused", () => {
    expect(() => run()).toThrow("the closure has no directories");
    expect(() => run(b)).toThrow(/entry 'a' of directory .* refers to a directory that has not come before/);
    expect(() => run(emptyDirectory, b, wrongSize)).toThrow(
      /entry 'b' of directory .* states the size 1, but the directory's size is 2/,
    );
    expect(() =>
      run(emptyDirectory, Directory.of([{ name: "l", node: { kind: "symlink", target: "x" } }])),
    ).toThrow("the closure has 2 roots");
  });

  test("sizes follow the other rule where told so", () => {
    const documented = Directory.of([{ name: "b", node: b.node("documented") }]);
    const order = new LeavesToRoot("documented");
    for (const directory of [emptyDirectory, b, documented]) order.add(directory);
    expect(order.finish()).toBe(documented.digest);
    expect(() => run(emptyDirectory, b, documented)).toThrow(CastoreError);
  });
});

describe("root first", () => {
  const run = (asked: Digest, ...directories: Directory[]): void => {
    const order = new RootToLeaves(asked);
    for (const directory of directories) {
      if (order.expects(directory.digest)) order.add(directory);
      else expect(() => order.add(directory)).toThrow(CastoreError);
    }
    order.finish();
  };

  test("every order in which parents come before children is taken", () => {
    run(root.digest, ...breadthFirst);
    run(root.digest, root, c, b, emptyDirectory);
    run(root.digest, root, c, emptyDirectory, b);
    run(emptyDirectory.digest, emptyDirectory);
  });

  test("other orders are refused", () => {
    expect(() => run(root.digest)).toThrow("1 directories of the closure are missing");
    expect(() => run(root.digest, root, b, c)).toThrow("1 directories of the closure are missing");
    const order = new RootToLeaves(root.digest);
    expect(() => order.add(c)).toThrow("was not asked for");
    order.add(root);
    expect(() => order.add(root)).toThrow("comes twice");
    order.add(b);
    expect(() => order.add(b)).toThrow("comes twice");
  });

  test("sizes must fit, whoever states them", () => {
    const order = new RootToLeaves(wrongSize.digest);
    order.add(wrongSize);
    expect(() => order.add(b)).toThrow("has the size 2, but 1 is stated for it");
    const both = Directory.of([
      { name: "b", node: b.node() },
      { name: "w", node: { ...b.node(), size: 1 } },
    ]);
    expect(() => new RootToLeaves(both.digest).add(both)).toThrow("entry 'w'");
  });
});

async function stored(...directories: Directory[]): Promise<MemoryDirectories> {
  const service = new MemoryDirectories();
  for (const directory of directories) await service.put(directory);
  return service;
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

describe("services", () => {
  test("an upload is there after its end, and comes back root first", async () => {
    const service = new MemoryDirectories();
    const upload = service.putMultiple();
    for (const directory of leavesFirst(breadthFirst)) await upload.put(directory);
    expect(await service.get(root.digest)).toBeNull();
    expect(await upload.close()).toBe(root.digest);
    expect(await all(service.getRecursive(root.digest))).toEqual(breadthFirst);
    await expect(upload.put(b)).rejects.toThrow("the upload has ended");
  });

  test("a closure that is not there, wholly or in part", async () => {
    const service = await stored(root, c);
    expect(await all(walkClosure(service, emptyDirectory.digest))).toEqual([]);
    await expect(all(walkClosure(service, root.digest))).rejects.toMatchObject({ kind: "missing" });
  });

  test("closures are copied leaves first", async () => {
    const [from, to] = [await stored(...breadthFirst), new MemoryDirectories()];
    await copyClosure(from, to, root.digest);
    expect(await all(to.getRecursive(root.digest))).toEqual(breadthFirst);
    await expect(copyClosure(new MemoryDirectories(), to, wrongSize.digest)).rejects.toThrow(CastoreError);
  });

  test("a backend that lies is found out", async () => {
    const honest = await stored(...breadthFirst);
    const liar = new MemoryDirectories();
    liar.get = async () => b;
    liar.getRecursive = (digest) => honest.getRecursive(digest === root.digest ? c.digest : digest);
    const verified = new VerifiedDirectories(liar);
    expect(await verified.get(b.digest)).toBe(b);
    await expect(verified.get(c.digest)).rejects.toMatchObject({ kind: "corrupt" });
    await expect(all(verified.getRecursive(root.digest))).rejects.toThrow("was not asked for");
    expect(await all(verified.getRecursive(c.digest))).toEqual([c, emptyDirectory, b]);
    expect(await all(new VerifiedDirectories(honest).getRecursive(wrongSize.digest))).toEqual([]);
  });

  test("a cancelled walk ends with the reason", async () => {
    const abort = new AbortController();
    const service = await stored(...breadthFirst);
    const walk = service.getRecursive(root.digest, { signal: abort.signal });
    const seen: Directory[] = [];
    const run = async () => {
      for await (const directory of walk) {
        seen.push(directory);
        abort.abort(new Error("enough"));
      }
    };
    await expect(run()).rejects.toThrow("enough");
    expect(seen).toEqual([root]);
  });
});
