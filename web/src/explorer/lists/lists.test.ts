import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseListing } from "../../../../core/nix-compat/index.ts";
import type { ClosureGraph } from "../../../../workers/index.ts";
import { closureModel, orderedNodes, wayBetween } from "./closure-model.ts";
import { directorySizes, listingRows, measureListing, toggled, type OpenState } from "./listing-rows.ts";
import { readNarinfos } from "./narinfo-records.ts";

const good = `StorePath: /nix/store/00000000000000000000000000000000-a
URL: nar/1w1fff338fvdw53sqgamddn1b2xgds473pv6y13gizdbqjv4i5p3.nar.xz
Compression: xz
FileHash: sha256:1w1fff338fvdw53sqgamddn1b2xgds473pv6y13gizdbqjv4i5p3
FileSize: 100
NarHash: sha256:1w1fff338fvdw53sqgamddn1b2xgds473pv6y13gizdbqjv4i5p3
NarSize: 120
References: 00000000000000000000000000000000-a
`;

describe("narinfos", () => {
  it("are read one after another, each with its lines", () => {
    const records = readNarinfos(`${good}\n${good.replace("NarSize: 120", "NarSize: x")}`);
    expect(records.length).toBe(2);
    expect(records[0]!.info).not.toBeNull();
    expect(records[0]!.fingerprint).toMatch(/^1;\/nix\/store\/0+-a;sha256:/);
    expect(records[0]!.lines.map(({ tag }) => tag)).toContain("References");
    expect(records[1]!.fault).toMatchObject({ line: 16 });
    expect(records[1]!.lines.length).toBe(8);
  });

  it("tell what is odd", () => {
    const odd = (text: string): string => readNarinfos(text)[0]!.oddities.join(" ");
    expect(odd(good)).toBe("There is no signature: Nix takes it only from a cache it trusts blindly.");
    expect(odd(good.replace("Compression: xz\n", ""))).toMatch(/bzip2/);
    expect(odd(good.replace("xz\nFile", "none\nFile"))).toMatch(/FileSize and NarSize differ/);
    expect(odd(good.replace("NarSize: 120", "NarSize: 121"))).toMatch(/multiple of 8/);
    expect(odd(good.replace("nar/1w", "nar/0w"))).toMatch(/another hash/);
    expect(odd(`${good}Colour: red\n`)).toMatch(/Colour is a field/);
    expect(odd(`${good}CA: fixed:r:sha256:1w1fff338fvdw53sqgamddn1b2xgds473pv6y13gizdbqjv4i5p3\n`)).toMatch(
      /CA:/,
    );
  });

  it("of other stores are read too, and any text is told apart", () => {
    expect(readNarinfos(good.replaceAll("/nix/store", "/gnu/store"))[0]!.info?.storePath).toMatch(/^\/gnu/);
    fc.assert(
      fc.property(fc.string(), (text) => {
        for (const record of readNarinfos(text)) expect(record.info === null).toBe(record.fault !== null);
      }),
    );
  });
});

describe("listings", () => {
  const root = parseListing(
    JSON.stringify({
      version: 1,
      root: {
        type: "directory",
        entries: {
          bin: {
            type: "directory",
            entries: { sh: { type: "regular", size: 5, executable: true, narOffset: 400 } },
          },
          a: { type: "symlink", target: "bin/sh" },
          "z.txt": { type: "regular", size: 7 },
        },
      },
    }),
  );
  const sizes = directorySizes(root);

  it("are laid out as far as they are open", () => {
    const closed = { all: false, except: new Set<string>() };
    const names = (open: OpenState = closed, match = ""): string[] =>
      listingRows(root, sizes, open, match).map(({ raw }) => raw);
    expect(names()).toEqual(["", "a", "bin", "z.txt"]);
    expect(names(toggled(closed, "bin"))).toEqual(["", "a", "bin", "bin/sh", "z.txt"]);
    expect(names(toggled(toggled(closed, "bin"), "bin"))).toEqual(names());
    expect(names({ all: true, except: new Set() })).toEqual(["", "a", "bin", "bin/sh", "z.txt"]);
    expect(names(closed, "SH")).toEqual(["bin/sh"]);
    expect(listingRows(root, sizes, closed, "")[2]).toMatchObject({ name: "bin", size: 5, depth: 1 });
  });

  it("are counted", () => {
    expect(measureListing(root)).toEqual({
      files: 2,
      executables: 1,
      directories: 2,
      symlinks: 1,
      bytes: 12,
      withoutOffset: 1,
    });
  });
});

describe("closures", () => {
  const node = (name: string, narSize: number, ...references: number[]) => ({
    path: `/nix/store/${"0".repeat(32)}-${name}`,
    narSize,
    references,
    known: true,
  });
  const graph: ClosureGraph = {
    nodes: [
      node("a", 1, 0, 1, 2),
      node("b", 10, 3),
      node("c", 100, 3),
      node("d", 1000, 4),
      node("e", 10_000, 3),
    ],
    narSize: 11_111,
  };

  it("know what each path weighs with all it refers to", () => {
    const model = closureModel(graph);
    expect([...model.closureSizes]).toEqual([11_111, 11_010, 11_100, 11_000, 11_000]);
    expect(model.referrers).toEqual([[], [0], [0], [1, 2, 4], [3]]);
    expect(orderedNodes(model, "size", "")).toEqual([4, 3, 2, 1, 0]);
    expect(orderedNodes(model, "name", "")).toEqual([0, 1, 2, 3, 4]);
    expect(orderedNodes(model, "referrers", "")[0]).toBe(3);
    expect(orderedNodes(model, "closure", "-C")).toEqual([2]);
  });

  it("know a shortest way", () => {
    expect(wayBetween(graph, 0, 4)).toEqual([0, 1, 3, 4]);
    expect(wayBetween(graph, 4, 0)).toBeNull();
    expect(wayBetween(graph, 2, 2)).toEqual([2]);
  });

  it("sizes are those that walking from each path gives", () => {
    const graphs = fc
      .integer({ min: 1, max: 40 })
      .chain((count) =>
        fc.array(fc.array(fc.nat(count - 1), { maxLength: 3 }), { minLength: count, maxLength: count }),
      );
    fc.assert(
      fc.property(graphs, (edges) => {
        const nodes = edges.map((references, i) => node(`n${i}`, i + 1, ...references));
        const { closureSizes } = closureModel({ nodes, narSize: 0 });
        nodes.forEach((_, from) => {
          const seen = new Set([from]);
          for (const at of seen) for (const to of nodes[at]!.references) seen.add(to);
          expect(closureSizes[from]).toBe([...seen].reduce((sum, i) => sum + nodes[i]!.narSize, 0));
        });
      }),
    );
  });
});
