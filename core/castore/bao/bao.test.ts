import fc from "fast-check";
import { expect, test } from "vitest";
import { toBase16 } from "../../nix-compat/index.ts";
import { CastoreError, digestFromBytes, digestOf } from "../index.ts";
import { blake3 } from "../kernels/index.ts";
import { vectorJson } from "../testing/vectors.ts";
import { bytesEqual } from "../wire.ts";
import {
  decodeOutboard,
  decodeSlice,
  encodeOutboard,
  encodeSlice,
  outboardOf,
  RangeVerifier,
  type Outboard,
} from "./index.ts";

/** The input of bao's official vectors: a little-endian number of 4 bytes, counted up from 1. */
function counting(length: number): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(length / 4) * 4);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < bytes.length; at += 4) view.setUint32(at, at / 4 + 1, true);
  return bytes.subarray(0, length);
}

/** bao's leaves. */
const leafSize = 1024;
const hex = (bytes: Uint8Array): string => toBase16(blake3(bytes));
const whole = { start: 0, end: Number.MAX_SAFE_INTEGER };

test("encodings of the official inputs", () => {
  for (const [size, combined, outboardHash] of officialEncodings) {
    const content = counting(size);
    const { digest, outboard } = outboardOf(content, leafSize);
    expect(digest).toBe(hex(content));
    expect(hex(encodeOutboard(outboard)), `outboard of ${size}`).toBe(outboardHash);
    expect(hex(encodeSlice(content, outboard, whole)), `encoding of ${size}`).toBe(combined);
  }
});

interface OfficialCase {
  readonly input_len: number;
  readonly bao_hash: string;
}
interface OfficialEncoding extends OfficialCase {
  readonly output_len: number;
  readonly encoded_blake3: string;
}
interface OfficialSlice {
  readonly start: number;
  readonly len: number;
  readonly output_len: number;
  readonly output_blake3: string;
  readonly corruptions: readonly number[];
}
interface OfficialVectors {
  readonly hash: readonly OfficialCase[];
  readonly encode: readonly (OfficialEncoding & { readonly corruptions: readonly number[] })[];
  readonly outboard: readonly (OfficialEncoding & {
    readonly outboard_corruptions: readonly number[];
    readonly input_corruptions: readonly number[];
  })[];
  readonly slice: readonly (OfficialCase & { readonly slices: readonly OfficialSlice[] })[];
}
const official = vectorJson<OfficialVectors>("bao.json");

/** The same bytes with one of them changed. */
function changed(bytes: Uint8Array, at: number, by = 1): Uint8Array {
  const copy = bytes.slice();
  copy[at]! ^= by;
  return copy;
}

test.skipIf(official === null)("all official vectors (TVIX_VECTORS)", () => {
  const { hash, encode, outboard, slice } = official!;
  for (const { input_len, bao_hash } of hash) expect(hex(counting(input_len))).toBe(bao_hash);
  for (const { input_len, output_len, encoded_blake3, bao_hash, corruptions } of encode) {
    const content = counting(input_len);
    const encoded = encodeSlice(content, outboardOf(content, leafSize).outboard, whole);
    expect([encoded.length, hex(encoded)], `${input_len}`).toEqual([output_len, encoded_blake3]);
    const digest = digestFromBytes(Uint8Array.from(Buffer.from(bao_hash, "hex")));
    expect(decodeSlice(digest, encoded, whole, leafSize)).toEqual(content);
    for (const at of corruptions) {
      expect(() => decodeSlice(digest, changed(encoded, at), whole, leafSize), `${input_len}, ${at}`).toThrow(
        CastoreError,
      );
    }
  }
  for (const vector of outboard) {
    const content = counting(vector.input_len);
    const encoded = encodeOutboard(outboardOf(content, leafSize).outboard);
    expect([encoded.length, hex(encoded)]).toEqual([vector.output_len, vector.encoded_blake3]);
    const digest = digestOf(content);
    const verify = (bytes: Uint8Array, input: Uint8Array): void =>
      new RangeVerifier(digest, decodeOutboard(bytes, leafSize)).verify(0, input);
    verify(encoded, content);
    for (const at of vector.outboard_corruptions) {
      expect(() => verify(changed(encoded, at), content)).toThrow(CastoreError);
    }
    for (const at of vector.input_corruptions) {
      expect(() => verify(encoded, changed(content, at))).toThrow(CastoreError);
    }
  }
  for (const { input_len, slices } of slice) {
    const content = counting(input_len);
    const digest = digestOf(content);
    const tree = outboardOf(content, leafSize).outboard;
    for (const { start, len, output_len, output_blake3, corruptions } of slices) {
      const range = { start, end: start + len };
      const encoded = encodeSlice(content, tree, range);
      const name = `${input_len}: ${start}+${len}`;
      expect([encoded.length, hex(encoded)], name).toEqual([output_len, output_blake3]);
      expect(decodeSlice(digest, encoded, range, leafSize), name).toEqual(
        content.subarray(start, start + len),
      );
      for (const at of corruptions) {
        expect(() => decodeSlice(digest, changed(encoded, at), range, leafSize), name).toThrow(CastoreError);
      }
    }
  }
});

const content = counting(530_003);
const group = 16_384;

/** A blob of some size, its digest and outboard. */
const blobs = fc
  .tuple(
    fc.oneof(
      fc.nat(content.length),
      fc.nat(40).map((n) => n * group),
    ),
    fc.constantFrom(1024, 4096, group),
  )
  .map(([size, leaf]) => {
    const bytes = content.subarray(0, Math.min(size, leaf === group ? content.length : 60_000));
    return { bytes, ...outboardOf(bytes, leaf) };
  });

test("every run of leaves verifies, an encoded outboard reads back", () => {
  fc.assert(
    fc.property(blobs, fc.nat(), fc.nat(), ({ bytes, digest, outboard }, a, b) => {
      expect(decodeOutboard(encodeOutboard(outboard), outboard.leafSize)).toEqual(outboard);
      const verifier = new RangeVerifier(digest, outboard);
      const start = a % (bytes.length + 1);
      const around = verifier.around({ start, end: start + (b % 100_000) });
      const part = bytes.subarray(around.start, around.end);
      if (part.length > 0 || bytes.length === 0) verifier.verify(around.start, part);
      verifier.verify(0, bytes);
    }),
  );
});

test("every changed bit of content or outboard is found", () => {
  fc.assert(
    fc.property(blobs, fc.nat(), fc.nat(7), ({ bytes, digest, outboard }, where, bit) => {
      const { parents, size } = outboard;
      const verify = (tree: Outboard, input: Uint8Array): void =>
        new RangeVerifier(digest, tree).verify(0, input);
      if (size > 0) {
        const damaged = changed(bytes, where % size, 1 << bit);
        const at = where % size;
        const leaf = at - (at % outboard.leafSize);
        expect(() => verify(outboard, damaged)).toThrow(`bytes ${leaf} to `);
      }
      if (parents.length > 0) {
        const damaged = changed(parents, where % parents.length, 1 << bit);
        expect(() => verify({ ...outboard, parents: damaged }, bytes)).toThrow("damaged");
      }
    }),
  );
});

test("damage elsewhere does not matter to a leaf, damage on its way does", () => {
  const { outboard } = outboardOf(content);
  const digest = digestOf(content);
  const bytes = content.subarray(2 * group, 3 * group);
  const last = changed(outboard.parents, outboard.parents.length - 1);
  new RangeVerifier(digest, { ...outboard, parents: last }).verify(2 * group, bytes);
  const first = changed(outboard.parents, 5);
  expect(() => new RangeVerifier(digest, { ...outboard, parents: first }).verify(2 * group, bytes)).toThrow(
    /^blob blake3-.*: the outboard over bytes 0 to 530003 is damaged$/,
  );
  // What was verified once is not believed to be something else later.
  const verifier = new RangeVerifier(digest, outboard);
  verifier.verify(0, content);
  expect(() => verifier.verify(group, bytes)).toThrow("bytes 16384 to 32768 are damaged");
});

test("another size is found where the blob ends", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 200_000 }),
      fc.integer({ min: 0, max: 200_000 }),
      (size, claimed) => {
        fc.pre(size !== claimed);
        const bytes = content.subarray(0, size);
        const { outboard } = outboardOf(bytes);
        // The attacker may also give as many parents as the claimed size needs.
        const parents = new Uint8Array((Math.max(1, Math.ceil(claimed / group)) - 1) * 64);
        parents.set(outboard.parents.subarray(0, parents.length));
        const verifier = new RangeVerifier(digestOf(bytes), { ...outboard, size: claimed, parents });
        const lastLeaf = claimed === 0 ? 0 : Math.floor((claimed - 1) / group) * group;
        expect(() => verifier.verify(lastLeaf, content.subarray(lastLeaf, claimed))).toThrow(CastoreError);
      },
    ),
  );
});

test("slices give the range, and nothing for a changed bit", () => {
  fc.assert(
    fc.property(
      blobs,
      fc.nat(),
      fc.nat(70_000),
      fc.nat(),
      fc.nat(7),
      ({ bytes, digest, outboard }, a, length, b, bit) => {
        const start = a % (bytes.length + 10);
        const range = { start, end: start + length };
        const slice = encodeSlice(bytes, outboard, range);
        const wanted = bytes.subarray(start, start + length);
        expect(bytesEqual(decodeSlice(digest, slice, range, outboard.leafSize), wanted)).toBe(true);
        expect(() =>
          decodeSlice(digest, slice.subarray(0, slice.length - 1), range, outboard.leafSize),
        ).toThrow(CastoreError);
        // The size in front may be wrong as long as the slice does not reach the blob's end.
        const damaged = changed(slice, b % slice.length, 1 << bit);
        let got: Uint8Array | null = null;
        try {
          got = decodeSlice(digest, damaged, range, outboard.leafSize);
        } catch (error) {
          expect(error).toBeInstanceOf(CastoreError);
        }
        if (got !== null) {
          expect(b % slice.length).toBeLessThan(8);
          expect(bytesEqual(got, wanted)).toBe(true);
        }
      },
    ),
  );
});

test("what can't be verified is refused", () => {
  const { outboard } = outboardOf(content);
  const digest = digestOf(content);
  const verifier = new RangeVerifier(digest, outboard);
  for (const [start, end] of [
    [1, group],
    [0, group - 1],
    [0, 0],
    [group, content.length + 1],
  ] as const) {
    expect(() => verifier.verify(start, new Uint8Array(end - start)), `${start}`).toThrow(
      "it takes whole groups",
    );
  }
  expect(() => new RangeVerifier(digest, { ...outboard, parents: outboard.parents.subarray(64) })).toThrow(
    "must have 32 parents, not 31",
  );
  const encoded = encodeOutboard(outboard);
  expect(() => decodeOutboard(encoded.subarray(1))).toThrow(CastoreError);
  expect(() => decodeOutboard(encoded.subarray(0, encoded.length - 1))).toThrow("not 2055");
  expect(() => decodeOutboard(new Uint8Array(3))).toThrow("ends after 3 bytes");
  expect(() => decodeOutboard(new Uint8Array(8).fill(255))).toThrow("18446744073709551615 bytes");
});

/** Size, BLAKE3 of the combined encoding, BLAKE3 of the outboard encoding; leaves of 1 KiB. */
const officialEncodings: readonly (readonly [number, string, string])[] = [
  [
    0,
    "71e0a99173564931c0b8acc52d2685a8e39c64dc52e3d02390fdac2a12b155cb",
    "71e0a99173564931c0b8acc52d2685a8e39c64dc52e3d02390fdac2a12b155cb",
  ],
  [
    1,
    "fa1fd2786e8860a7aa94276683579b3ed999ebdc2257a924811c4bcdbe5ee9f4",
    "1a0d12016999e47689dae5744d2b8c1903faf7ca2886a658150083100ef2c8ee",
  ],
  [
    1023,
    "94c16da9b8aab7077c49f73658b3d522c55f5cf94f9a22e1c91f7e2e75953803",
    "044eb61340254eec36c5e66bf8fed9275fef9ad1894f8ae55221a98d5e25e255",
  ],
  [
    1024,
    "62881f0fbd8b62d69f23b75abe62f4c56874a58699ff6741686f40dfcc20f05e",
    "d27e778a2b838caf6be23c7528e6f1f7beb6bff048f9cf9a8fdb2767c74215b3",
  ],
  [
    1025,
    "04a7fc9414f25fbb4529968d4eb32e569691ad3517f45fa736cfddaed99d66f5",
    "025f630e00fbdcc023b970c9f1f21016c56c0a34e384e712c66428bf1c7999b9",
  ],
  [
    2047,
    "7b74fc273e48f75185f87e9574edcf286eb267be463c056c93c39728b18d250d",
    "f281b8a95b6c5eaea8e86732d24c88aa407df10295709e419772d615028b40a0",
  ],
  [
    2048,
    "d1c5ba94d24e1e3005685e53521b6110c1b16cb675f8c1a6ba95d3cca111fb15",
    "55546b68936932ac03d2a01de41517c287ddd68b79715ef892a636dc38292a90",
  ],
  [
    2049,
    "d9ea16809c9a8a86481b09799c8a71e58a1f48a9eec2f85a17a61005229c0de8",
    "f2afc0716690e8513d8697e3e75f5c3532d51e0c704416e7fb0bbf7c0abfb57e",
  ],
  [
    3071,
    "d5e69f5c15b39fd840f3e18cf732d5682d0327391178c7fc9f04ec6dcb83be52",
    "2dba3a5aa0e356e279760280e147245429d6360581b0eb5c7e0b9c265d915b2c",
  ],
  [
    3072,
    "954bd49159ed95edb871fc9d7bc5388ed3dc31e68e1347e999ecea8c0a9d7737",
    "4dd51a45418589b1d12a183f80e3e3ba39b200094287c6e07f489def70a42e48",
  ],
  [
    3073,
    "a49213d8e20de518bc871dd2d6e51569279b9f7639dc5f7fa6510c86fb7b8eba",
    "fa89135a2c00ff1a073321ed79fd17b9fdd53c2d2549236cd8d796232a89dc83",
  ],
  [
    11264,
    "1bffa084b6811992e88fd0d57f0091de2fe883c4a54348149b741afeb266f874",
    "651f08a23902499142f6a28fadb99a8cba2bc32fbefe5237fd3a9cb5edec70da",
  ],
  [
    13312,
    "e5ca844ba6ac49fad8f888b63b437d7d25ee15d80a7bc01edac16f78e2a65271",
    "ad01dbb6b7d0fefd1f8e52783d6212856546f382b815a7c370377bc79e0bd41a",
  ],
];
