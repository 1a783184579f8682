import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toBase64 } from "../nix-compat/index.ts";
import {
  CastoreError,
  decodeNode,
  digestFromBytes,
  digestOf,
  Directory,
  emptyDigest,
  emptyDirectory,
  encodeNode,
  nodesEqual,
  type Entry,
  type Node,
  type SizeRule,
} from "./index.ts";
import { anyName } from "./testing/trees.ts";

const keep = { kind: "file", digest: emptyDigest, size: 0, executable: false } as const;

/** The protocol's fixtures, their sizes counted by a rule. */
function fixtures(rule: SizeRule) {
  const withKeep = Directory.of([{ name: ".keep", node: keep }]);
  const complicated = Directory.of([
    { name: "keep", node: withKeep.node(rule) },
    { name: ".keep", node: keep },
    { name: "aa", node: { kind: "symlink", target: "/nix/store/somewhereelse" } },
  ]);
  const b = Directory.of([{ name: "a", node: emptyDirectory.node(rule) }]);
  const d = Directory.of([
    { name: "a", node: emptyDirectory.node(rule) },
    { name: "b", node: b.node(rule) },
  ]);
  return { withKeep, complicated, d };
}

test.each([
  {
    rule: "documented",
    sizes: [1, 4, 3],
    complicatedDigest: "3f951a15afd586fb3121ef4d13d582e811ce0e5a7f21c0497fd87490e9e2355a",
    dDigest: "99922a5c1801805287a647af73bca0ed7352a5f7f373e54992795bcc4a235213",
  },
  {
    rule: "rust",
    sizes: [2, 8, 6],
    complicatedDigest: "424a7f6ce08d805d15b428062faae96299a1675d708c3a39261afe38cdd04feb",
    dDigest: "76cd8b55b37333961c1778ba997e57df92e219926ae5a66c414b810331a77603",
  },
] as const)("known sizes and digests, $rule", ({ rule, sizes, complicatedDigest, dDigest }) => {
  const { withKeep, complicated, d } = fixtures(rule);
  expect([withKeep, complicated, d].map((directory) => directory.size(rule))).toEqual(sizes);
  expect(emptyDirectory.digest).toBe(emptyDigest);
  expect(withKeep.digest).toBe("8b5b5d642b646bb8ed504b0862c39413e87e57491497de7bd075953f7b83810e");
  expect(complicated.digest).toBe(complicatedDigest);
  expect(d.digest).toBe(dDigest);
});

test("sizes are counted as real peers do unless said otherwise", () => {
  expect(fixtures("rust").d.size()).toBe(6);
});

test("a known node", () => {
  const link: Node = { kind: "symlink", target: "/nix/store/somewhereelse" };
  expect(toBase64(encodeNode(link))).toBe("GhoSGC9uaXgvc3RvcmUvc29tZXdoZXJlZWxzZQ==");
});

const anyDigest = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(digestFromBytes);
const anySize = fc.oneof(fc.nat(300), fc.maxSafeNat());
const anyNode: fc.Arbitrary<Node> = fc.oneof(
  fc.record({ kind: fc.constant("directory" as const), digest: anyDigest, size: fc.nat() }),
  fc.record({
    kind: fc.constant("file" as const),
    digest: anyDigest,
    size: anySize,
    executable: fc.boolean(),
  }),
  fc.record({ kind: fc.constant("symlink" as const), target: anyName }),
);
const anyEntries = fc.uniqueArray(fc.record({ name: anyName, node: anyNode }), {
  selector: ({ name }) => name,
  maxLength: 8,
});

describe("encodings", () => {
  test("a directory reads back, whatever order it was made in", () => {
    fc.assert(
      fc.property(anyEntries, (entries) => {
        const directory = Directory.of(entries);
        const encoded = directory.encode();
        expect(Directory.of([...entries].reverse()).encode()).toEqual(encoded);
        const read = Directory.decode(encoded);
        expect(read.entries).toEqual(directory.entries);
        expect(read.digest).toBe(directory.digest);
        for (const { name, node } of entries) expect(read.get(name)).toEqual(node);
        expect(read.get("not there")).toBeNull();
      }),
    );
  });

  test("a node reads back", () => {
    fc.assert(
      fc.property(anyNode, anyName, (node, name) => {
        expect(decodeNode(encodeNode(node), "anonymous")).toEqual({ name: "", node });
        expect(decodeNode(encodeNode(node, name), "named")).toEqual({ name, node });
        expect(() => decodeNode(encodeNode(node), "named")).toThrow(CastoreError);
        expect(() => decodeNode(encodeNode(node, name), "anonymous")).toThrow(CastoreError);
      }),
    );
  });

  test("changed encodings read back to the same bytes, or not at all", () => {
    const edit = fc.tuple(fc.constantFrom("set", "insert", "remove", "cut"), fc.nat(), fc.nat(255));
    fc.assert(
      fc.property(anyEntries, fc.array(edit, { minLength: 1, maxLength: 3 }), (entries, edits) => {
        let bytes = [...Directory.of(entries).encode()];
        for (const [what, place, byte] of edits) {
          const at = place % (bytes.length + 1);
          if (what === "cut") bytes = bytes.slice(0, at);
          else bytes.splice(at, what === "insert" ? 0 : 1, ...(what === "remove" ? [] : [byte]));
        }
        const changed = Uint8Array.from(bytes);
        expectCanonicalOrRefused(changed, () => Directory.decode(changed).encode());
        expectCanonicalOrRefused(changed, () => {
          const { name, node } = decodeNode(changed, "named");
          return encodeNode(node, name);
        });
      }),
      { numRuns: 500 },
    );
  });

  test("random bytes never crash", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        expectCanonicalOrRefused(bytes, () => Directory.decode(bytes).encode());
      }),
      { numRuns: 500 },
    );
  });
});

function expectCanonicalOrRefused(bytes: Uint8Array, recode: () => Uint8Array): void {
  let again: Uint8Array;
  try {
    again = recode();
  } catch (error) {
    expect(error).toBeInstanceOf(CastoreError);
    return;
  }
  expect(again).toEqual(bytes);
}

describe("what is refused", () => {
  const refused = (entries: Entry[]) => expect(() => Directory.of(entries));

  test("names, with the name in the message", () => {
    refused([{ name: "", node: keep }]).toThrow("directory entry '' is empty");
    refused([{ name: "..", node: keep }]).toThrow("directory entry '..' is reserved");
    refused([{ name: "a/b", node: keep }]).toThrow("directory entry 'a/b' contains a slash");
    refused([{ name: "a\0", node: keep }]).toThrow("directory entry 'a\\x00' contains a NUL byte");
    refused([{ name: "x".repeat(256), node: keep }]).toThrow("is longer than 255 bytes");
    refused([{ name: "\u2026", node: keep }]).toThrow("is no byte string");
    refused([
      { name: "a", node: keep },
      { name: "a", node: { kind: "symlink", target: "b" } },
    ]).toThrow("directory entry 'a' is there twice");
  });

  test("nodes", () => {
    refused([{ name: "a", node: { kind: "symlink", target: "" } }]).toThrow("'a' is a link without a target");
    refused([{ name: "a", node: { kind: "symlink", target: "x".repeat(4096) } }]).toThrow("4095");
    refused([{ name: "a", node: { ...keep, size: -1 } }]).toThrow("'a' has the size -1");
    refused([{ name: "a", node: { ...keep, size: 2 ** 53 } }]).toThrow("'a' has the size");
    const huge = { kind: "directory", digest: emptyDigest, size: 2 ** 52 } as const;
    refused([
      { name: "a", node: huge },
      { name: "b", node: huge },
    ]).toThrow("directory entry 'b' makes the directory larger than 2^53 - 1");
  });

  test("encodings that are not the canonical one", () => {
    const link = (name: number) => [0x1a, 6, 0x0a, 1, name, 0x12, 1, 0x78];
    const decode = (...bytes: number[]) => expect(() => Directory.decode(Uint8Array.from(bytes)));
    decode(...link(0x61)).not.toThrow();
    decode(...link(0x62), ...link(0x61)).toThrow("directory entry 'a' comes after 'b'");
    decode(...link(0x61), ...link(0x61)).toThrow("directory entry 'a' is there twice");
    decode(0x22, 0).toThrow("directory: field 4 is unknown");
    decode(0x18, 1).toThrow("directory: field 3 has the wrong wire type 0");
    decode(0x1a, 0x7f, 0x0a).toThrow("directory: the message is cut off");
    decode(0x9a, 0x00, 0).toThrow(CastoreError);
    decode(0x1a, 0x86, 0x00, 0x0a, 1, 0x61, 0x12, 1, 0x78).toThrow(
      "directory: the encoding is not canonical",
    );
    decode(0x1a, 6, 0x12, 1, 0x78, 0x0a, 1, 0x61).toThrow("field 1 comes after field 2");
    decode(0x1a, 9, 0x0a, 1, 0x61, 0x0a, 1, 0x61, 0x12, 1, 0x78).toThrow("field 1 is there twice");
    decode(0x12, 3, 0x0a, 1, 0x61).toThrow("directory entry 'a' has a digest of 0 bytes instead of 32");
  });

  test("sizes beyond what numbers hold exactly", () => {
    const encoded = Directory.of([{ name: "a", node: { ...keep, size: Number.MAX_SAFE_INTEGER } }]).encode();
    expect(Directory.decode(encoded).get("a")).toMatchObject({ size: Number.MAX_SAFE_INTEGER });
    encoded[encoded.length - 1] = 0x1f;
    expect(() => Directory.decode(encoded)).toThrow("field 3 is larger than 2^53 - 1");
  });
});

test("nodes are compared by what they say", () => {
  fc.assert(
    fc.property(anyNode, anyNode, (a, b) => {
      expect(nodesEqual(a, { ...a })).toBe(true);
      expect(nodesEqual(a, b)).toBe(JSON.stringify(a) === JSON.stringify(b));
    }),
  );
});

test("the encoding is the same whether the digest was asked for before or not", () => {
  const make = (): Directory => Directory.of([{ name: "a", node: { kind: "symlink", target: "b" } }]);
  const [one, other] = [make(), make()];
  const digest = one.digest;
  const encoded = one.encode();
  expect(one.encode()).toEqual(encoded);
  expect(other.encode()).toEqual(encoded);
  expect(digestOf(encoded)).toBe(digest);
  expect(other.digest).toBe(digest);
});
