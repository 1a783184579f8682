import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromBase16 } from "../../../../core/nix-compat/index.ts";
import { blakeTree } from "./blake-tree.ts";
import { chunkSummary, sharingWords, sizeWords } from "./chunk-words.ts";
import { elsewhere, namesOfPlace, sharedElsewhere } from "./elsewhere.ts";
import { narUrl, nodeBytes, spellDigest } from "./node-ref.ts";
import { annotate, encodedEntries } from "./protobuf.ts";

/** A directory, a file and a link as core/castore encodes them. */
const encoded = fromBase16(
  "0a2a0a0362696e122048fc721fbbc172e0925fa27af1671de225ba927134802998b10a1568a188652b18ac0212280a02" +
    "61ff122048fc721fbbc172e0925fa27af1671de225ba927134802998b10a1568a188652b20011a0c0a046c696e6b1204" +
    "2e2e2f78",
)!;
/** A file of 7 bytes. */
const node = "EiQSIEj8ch-7wXLgkl-ievFnHeIlupJxNIApmLEKFWihiGUrGAc";

describe("encoded directories", () => {
  const bytes = encoded;

  it("are taken apart without a byte left over", () => {
    const marks = annotate(bytes);
    let at = 0;
    for (const mark of marks) {
      expect(mark.offset).toBe(at);
      at += mark.length;
    }
    expect(at).toBe(bytes.length);
    expect(marks.map(({ label, value }) => `${label}: ${value}`)).toEqual(
      expect.arrayContaining([
        "tag: field 1, length-delimited: directory",
        "name: bin",
        "size: 300",
        "name: a\\xff",
        "executable: true",
        "target: ../x",
      ]),
    );
  });

  it("tell where each entry is", () => {
    const found = encodedEntries(bytes);
    expect(found.map(({ kind, name, size }) => [kind, name, size])).toEqual([
      ["directory", "bin", 300],
      ["file", "a\xff", 0],
      ["symlink", "link", 4],
    ]);
    const last = found.at(-1)!;
    expect(last.offset + last.length).toBe(bytes.length);
    expect(annotate(bytes, last.offset, last.offset + last.length)[0]).toMatchObject({ offset: last.offset });
  });

  it("may be anything: all bytes are marked, none twice", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (any) => {
        let at = 0;
        for (const mark of annotate(any)) {
          expect(mark.offset).toBe(at);
          at += mark.length;
        }
        expect(at).toBe(any.length);
      }),
    );
  });
});

describe("nodes and digests", () => {
  it("are spelled in every way", () => {
    expect(Buffer.from(nodeBytes(node)).toString("base64url")).toBe(node);
    expect(encodedEntries(nodeBytes(node))).toMatchObject([{ kind: "file", size: 7 }]);
    expect(narUrl(node, 120)).toBe(`nar/snix-castore/${node}?narsize=120`);
    const empty = spellDigest("blake3-rxNJufX5oaagQE3qNtzJSZvLJcmtwRK3zJqTyuQfMmI=");
    expect(empty.hex).toBe("af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262");
    expect(empty.b3).toBe("b3:rxNJufX5oaagQE3qNtzJSZvLJcmtwRK3zJqTyuQfMmI=");
  });

  it("have a tree", () => {
    expect(blakeTree(0)).toEqual({ leaves: 1, height: 0, parents: 0, outboard: 0, proof: 0 });
    expect(blakeTree(1024 * 5)).toEqual({ leaves: 5, height: 3, parents: 4, outboard: 256, proof: 192 });
  });
});

describe("words", () => {
  it("tell of chunks", () => {
    const chunk = (size: number, sharedCount = 0) => ({
      digest: `blake3-${size}`,
      offset: 0,
      size,
      shared: [],
      sharedCount,
    });
    const blob = {
      digest: "blake3-x",
      size: 600_000,
      stored: true,
      chunks: [chunk(200_000, 2), chunk(400_000)],
    };
    expect(chunkSummary(blob)).toBe("2 chunks, as it is kept: 195 KiB to 391 KiB, 293 KiB on average.");
    expect(sharingWords(blob)).toBe("195 KiB (33 %) are in other files too.");
    expect(chunkSummary({ ...blob, size: 0, chunks: [] })).toMatch(/no chunks/);
    expect(chunkSummary({ ...blob, size: 10, chunks: [chunk(10)] })).toMatch(/One chunk/);
  });

  it("tell both sizes of a directory", () => {
    expect(sizeWords(8, 3)).toBe(
      "4 entries in all: 3 here and 1 in its subdirectories. As Tvix and Snix count, each entry counts twice: 8. As castore's documentation says, once: 4. The size stands in the encoding of the directory above, so the rule changes that one's digest, never this one's.",
    );
  });
});

describe("sharing", () => {
  it("leaves out the place that is looked at", () => {
    const subject = { type: "node" as const, node: "n", name: "a.nar" };
    const here = namesOfPlace({ subject, view: "castore", at: "lib/x", with: null }, null);
    const chunk = {
      digest: "blake3-x",
      offset: 0,
      size: 1,
      shared: ["a.nar: lib/x", "b.nar: x"],
      sharedCount: 9,
    };
    const blob = { digest: "blake3-y", size: 1, chunks: [chunk], stored: true };
    expect(sharedElsewhere(blob, here).chunks[0]).toMatchObject({ shared: ["b.nar: x"], sharedCount: 8 });
    expect(
      elsewhere(["a.nar"], namesOfPlace({ subject, view: "castore", at: "", with: null }, null)),
    ).toEqual([]);
  });
});
