/** Contents for tests of compression. */
import fc from "fast-check";

/** Bytes that repeat in part, at near and far distances. */
export const repetitive = fc
  .array(
    fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 30 }),
      fc
        .tuple(fc.nat(255), fc.integer({ min: 1, max: 700 }))
        .map(([byte, size]) => new Uint8Array(size).fill(byte)),
      fc.tuple(fc.nat(), fc.integer({ min: 2, max: 400 })),
    ),
    { maxLength: 60 },
  )
  .map((parts) => {
    const bytes: number[] = [];
    for (const part of parts) {
      if (part instanceof Uint8Array) bytes.push(...part);
      else if (bytes.length > 0) {
        const from = part[0] % bytes.length;
        for (let i = 0; i < part[1]; i++) bytes.push(bytes[from + i]!);
      }
    }
    return Uint8Array.from(bytes);
  });

/** Bytes that can't be compressed. */
export function noise(size: number, seed: number): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length: size }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state;
  });
}
