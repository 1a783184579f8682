import fc from "fast-check";
import { mkdirSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dumpNar } from "../nar/index.ts";
import { putNumber, strings } from "../nar/strings.ts";
import { randomTree, seeded } from "../nar/testing/random-tree.ts";
import { chunksOf, Collector, TreeBuilder, TreeSource, type Tree } from "../nar/testing/tree.ts";
import { hashBytes } from "../hash.ts";
import { makeFixedOutputPath, makeTextPath } from "../store-path.ts";
import { hasNix, NixSandbox } from "../testing/nix.ts";
import { ExportError, exportMagic, ExportReader, ExportWriter, type ExportedObject } from "./index.ts";

interface Item extends ExportedObject {
  tree: Tree;
}

function write(items: readonly Item[]): Uint8Array {
  const collector = new Collector();
  const stream = new ExportWriter(collector.sink);
  for (const { tree, ...object } of items) {
    dumpNar(new TreeSource(tree), "/", stream.begin());
    stream.finish(object);
  }
  expect(stream.end()).toBe(collector.bytes.length);
  return collector.bytes;
}

function read(stream: Uint8Array, chunkSize = Infinity): (Item & { nar: Uint8Array })[] {
  const items: (Item & { nar: Uint8Array })[] = [];
  let builder: TreeBuilder;
  let nar: Uint8Array[];
  const reader = new ExportReader({
    begin() {
      nar = [];
      builder = new TreeBuilder();
      return builder;
    },
    narBytes: (bytes) => void nar.push(new Uint8Array(bytes)),
    finish(object, narSize) {
      const whole = new Uint8Array(Buffer.concat(nar));
      expect(narSize).toBe(whole.length);
      items.push({ ...object, tree: builder.root!, nar: whole });
    },
  });
  for (const chunk of chunksOf(stream, Math.min(chunkSize, stream.length))) reader.push(chunk);
  reader.end();
  return items;
}

function narOf(tree: Tree): Uint8Array {
  const collector = new Collector();
  dumpNar(new TreeSource(tree), "/", collector.sink);
  return collector.bytes;
}

function sourceItem(tree: Tree, name: string): Item {
  const digest = hashBytes("sha256", narOf(tree));
  const path = makeFixedOutputPath(name, { recursive: true, algorithm: "sha256", digest });
  return { path, references: [], deriver: null, tree };
}

function textItem(text: string, name: string, references: readonly string[]): Item {
  const path = makeTextPath(name, text, references);
  const contents = new Uint8Array(Buffer.from(text, "latin1"));
  return { path, references, deriver: null, tree: { type: "regular", executable: false, contents } };
}

/** Random store objects; later ones refer to earlier ones. */
function randomItems(seed: number): Item[] {
  const random = seeded(seed);
  const items: Item[] = [];
  const count = Math.floor(random() * 5);
  for (let i = 0; i < count; i++) {
    const references = items.filter(() => random() < 0.5).map(({ path }) => path);
    if (random() < 0.5) items.push(sourceItem(randomTree(random, 2), `source-${i}`));
    else items.push(textItem(`${seed} ${references.join(" ")}`, `text-${i}`, references.toSorted()));
  }
  return items;
}

describe("export streams", () => {
  test("reading gives back what was written, whatever the chunks", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 40 }), (seed, chunkSize) => {
        const items = randomItems(seed);
        const stream = write(items);
        const back = read(stream, stream.length > 20_000 ? 1000 + chunkSize : chunkSize);
        expect(back.map(({ path, references, deriver }) => ({ path, references, deriver }))).toEqual(
          items.map(({ path, references, deriver }) => ({ path, references, deriver })),
        );
        back.forEach(({ nar }, i) => expect(Buffer.compare(nar, narOf(items[i]!.tree))).toBe(0));
        expect(Buffer.compare(write(back), stream)).toBe(0);
      }),
      { numRuns: 80 },
    );
  });

  const item = textItem("x", "x", []);
  const number = (value: number): Uint8Array => {
    const bytes = new Uint8Array(8);
    putNumber(bytes, 0, value);
    return bytes;
  };
  const head = Buffer.concat([number(1), narOf(item.tree)]);
  const named = Buffer.concat([head, number(exportMagic), strings(item.path)]);
  const h = head.length;
  const n = named.length;

  test("derivers, and signatures of old", () => {
    const tail = [number(0), strings(`${item.path}.drv`), number(1), strings("whatever"), number(0)];
    const stream = Buffer.concat([named, ...tail]);
    for (const chunkSize of [Infinity, 1]) {
      expect(read(stream, chunkSize)).toMatchObject([{ path: item.path, deriver: `${item.path}.drv` }]);
    }
  });

  test.each<[string, Uint8Array[], number, string]>([
    ["another start", [number(2)], 0, "expected 1 before a store object or 0 at the end"],
    [
      "a damaged NAR",
      [number(1), strings("nix-archive-2")],
      8,
      "expected 'nix-archive-1', found 'nix-archive-2'",
    ],
    ["another magic number", [head, number(1)], h, "the magic number after a NAR is wrong"],
    [
      "a bad path",
      [head, number(exportMagic), strings("/etc/passwd")],
      h + 8,
      "path '/etc/passwd' is not in the store directory '/nix/store'",
    ],
    ["a long path", [head, number(exportMagic), number(5000)], h + 8, "a string of more than 4088 bytes"],
    ["many references", [named, number(2 ** 40)], n, "more than 1000000 references"],
    [
      "a bad reference",
      [named, number(1), strings("")],
      n + 8,
      "path '' is not in the store directory '/nix/store'",
    ],
    [
      "another flag",
      [named, number(0), strings(""), number(2)],
      n + 16,
      "expected 0, or 1 before a signature",
    ],
    ["bytes after the end", [number(0), number(0)], 8, "bytes after the end of the stream"],
    ["an end too early", [named], n, "unexpected end"],
    ["nothing", [], 0, "unexpected end"],
  ])("refuses %s", (_, parts, offset, reason) => {
    for (const chunkSize of [Infinity, 8]) {
      let thrown: unknown;
      try {
        read(new Uint8Array(Buffer.concat(parts)), chunkSize);
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toBeInstanceOf(ExportError);
      expect(thrown).toMatchObject({ offset, reason });
    }
  });

  test("damaged streams end in an ExportError or are other streams", () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(), fc.integer({ min: 1, max: 255 }), (seed, where, change) => {
        const stream = write(randomItems(seed));
        stream[where % stream.length]! ^= change;
        try {
          read(stream);
        } catch (error) {
          expect(error).toBeInstanceOf(ExportError);
        }
      }),
      { numRuns: 150 },
    );
  });

  test("the writer refuses calls out of order and paths that are none", () => {
    const stream = (): ExportWriter => new ExportWriter(() => {});
    expect(() => stream().finish(item)).toThrow("the end of an object where none was begun");
    const open = stream();
    const sink = open.begin();
    expect(() => open.begin()).toThrow("unfinished");
    expect(() => open.end()).toThrow("unfinished");
    expect(() => open.finish({ ...item, references: ["x"] })).toThrow(ExportError);
    open.finish(item);
    expect(() => sink(new Uint8Array(1))).toThrow("a NAR where no object was begun");
    open.end();
    expect(() => open.begin()).toThrow("something after the end");
  });
});

describe.skipIf(!hasNix)("against the real Nix", () => {
  let nix: NixSandbox;
  beforeAll(() => void (nix = new NixSandbox()));
  afterAll(() => nix.remove());

  test("nix-store --import takes our streams, --export writes the same", () => {
    for (let seed = 1; seed <= 6; seed++) {
      const items = randomItems(seed);
      const stream = write(items);
      const printed = nix.run("nix-store", ["--import"], stream).split("\n").slice(0, -1);
      expect(printed).toEqual(items.map(({ path }) => path));
      if (items.length === 0) continue;
      const back = nix.runBytes("nix-store", ["--export", ...printed]);
      const byPath = (stream: Uint8Array): Item[] =>
        read(stream).toSorted((a, b) => (a.path < b.path ? -1 : 1));
      expect(byPath(back)).toEqual(byPath(stream));
      expect(Buffer.compare(write(read(back)), back)).toBe(0);
    }
  });

  test("derivers and references survive", () => {
    mkdirSync(`${nix.folder}/d`);
    writeFileSync(
      `${nix.folder}/d/x.nix`,
      'derivation { name = "x"; system = builtins.currentSystem; builder = "/bin/sh"; src = builtins.toFile "s" "s"; }',
    );
    const drv = nix.run("nix-instantiate", [`${nix.folder}/d/x.nix`]).trim();
    const closure = nix.run("nix-store", ["-qR", drv]).trim().split("\n");
    const stream = nix.runBytes("nix-store", ["--export", ...closure]);
    const items = read(stream);
    expect(items.at(-1)).toMatchObject({ path: drv, references: closure.slice(0, -1), deriver: null });
    expect(Buffer.compare(write(items), stream)).toBe(0);
    const output = nix.run("nix-store", ["-q", "--outputs", drv]).trim();
    const built: Item = {
      ...textItem("", "x", []),
      path: output,
      references: [output, closure[0]!],
      deriver: drv,
    };
    nix.run("nix-store", ["--import"], write([built]));
    expect(nix.run("nix-store", ["-q", "--deriver", output]).trim()).toBe(drv);
    const [back] = read(nix.runBytes("nix-store", ["--export", output]));
    expect(back).toMatchObject({ path: output, references: built.references.toSorted(), deriver: drv });
  });
});
