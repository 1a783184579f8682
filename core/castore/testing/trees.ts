/** Random trees for property tests. */
import fc from "fast-check";
import { fromBytes } from "../../nix-compat/index.ts";
import type { MemoryTree } from "../index.ts";

/** Any byte but NUL and slash. */
const nameByte = fc.integer({ min: 1, max: 255 }).filter((byte) => byte !== 0x2f);

/** Names of entries: mostly short and plain, some of odd bytes, some as long as allowed. */
export const anyName = fc
  .oneof(
    { weight: 6, arbitrary: fc.constantFrom("a", "b", "c", "default.nix", "lib", "A", ".keep", "a b", "é") },
    {
      weight: 3,
      arbitrary: fc
        .array(nameByte, { minLength: 1, maxLength: 12 })
        .map((b) => fromBytes(Uint8Array.from(b))),
    },
    { weight: 1, arbitrary: fc.constantFrom("x".repeat(255), "...", "\xff\xfe") },
  )
  .filter((name) => name !== "." && name !== "..");

const anyTarget = fc
  .array(fc.integer({ min: 1, max: 255 }), { minLength: 1, maxLength: 20 })
  .map((bytes) => fromBytes(Uint8Array.from(bytes)));

const anyContent = fc.oneof(
  { weight: 4, arbitrary: fc.uint8Array({ maxLength: 40 }) },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 0, max: 20_000 }).map((size) => new Uint8Array(size).fill(size)),
  },
);

const leaf: fc.Arbitrary<MemoryTree> = fc.oneof(
  fc.record({ kind: fc.constant("file" as const), content: anyContent, executable: fc.boolean() }),
  fc.record({ kind: fc.constant("symlink" as const), target: anyTarget }),
);

/** Trees up to four levels deep. */
export const anyTree: fc.Arbitrary<MemoryTree> = fc.letrec<{ tree: MemoryTree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    fc.array(fc.tuple(anyName, tie("tree")), { maxLength: 6 }).map((entries) => ({
      kind: "directory" as const,
      entries: new Map(entries),
    })),
  ),
})).tree;
