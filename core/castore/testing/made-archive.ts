/** Generated trees of many small files, like nixpkgs, as tar archives: the same for the same numbers. */
import { toBytes } from "../../nix-compat/index.ts";

/** A file, or a symbolic link, of a tree. */
export interface MadeFile {
  /** From the top; a byte string. */
  readonly path: string;
  readonly content: Uint8Array;
  readonly executable: boolean;
  /** Where a symbolic link leads; null for files. */
  readonly target: string | null;
}

export interface MadeTree {
  readonly files: number;
  /** Trees with different seeds have no content in common. */
  readonly seed?: number | undefined;
  /** Share of the files that differ from those of the same tree without this: 0 to 1. */
  readonly changed?: number | undefined;
}

/** Pseudo-random numbers from 0 to before 1 (xorshift). */
export function numbers(seed: number): () => number {
  let state = Math.imul(seed + 1, 2654435761) | 1;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  for (let i = 0; i < 8; i++) next();
  return next;
}

const words =
  "stdenv lib fetchurl buildInputs nativeBuildInputs meta description homepage license maintainers platforms src version pname sha256 = ; { } [ ] inherit with rec let in callPackage".split(
    " ",
  );

/** Sizes as in nixpkgs 20.09: half of the files below 900 bytes, one in a hundred above 20 KB, some of MBs. */
function sizeOf(index: number, random: () => number): number {
  if (index % 5000 === 4999) return 1_500_000 + Math.floor(random() * 1_500_000);
  const gauss = random() + random() + random() - 1.5;
  return Math.ceil(900 * Math.exp(2.6 * gauss) + (random() < 0.01 ? 300_000 * random() : 0));
}

/** Text that compresses about as well as Nix's. */
function contentOf(size: number, random: () => number): Uint8Array {
  const lines: string[] = [];
  for (let length = 0; length < size;) {
    const word =
      random() < 0.12
        ? Math.floor(random() * 2 ** 40).toString(36)
        : words[Math.floor(random() * words.length)]!;
    lines.push(word, random() < 0.2 ? "\n  " : " ");
    length += word.length + 1;
  }
  return toBytes(lines.join("")).slice(0, size);
}

/** The files of a tree, in an archive's order. */
export function* madeFiles({ files, seed = 1, changed = 0 }: MadeTree): Generator<MadeFile, void> {
  for (let i = 0; i < files; i++) {
    const random = numbers(seed * 1_000_003 + i);
    const every = changed > 0 && i % Math.round(1 / changed) === 7 ? 1 : 0;
    const content = contentOf(sizeOf(i, random), numbers(seed * 1_000_003 + i + every * 500_000_007));
    const path = `tree-${seed}/pkgs/part-${i % 23}/group-${i % 211}/package-${i >> 1}/${i % 2 === 0 ? "default.nix" : "builder.sh"}`;
    yield { path, content, executable: i % 20 === 1, target: null };
  }
}

/** The bytes of a tar archive (ustar; GNU's long names), entry by entry. */
export function* tarPieces(files: Iterable<MadeFile>): Generator<Uint8Array, void> {
  for (const { path, content, executable, target } of files) {
    if (path.length > 100) yield* entry("././@LongLink", "L", toBytes(`${path}\0`), false, "");
    const kind = target === null ? "0" : "2";
    yield* entry(path.slice(0, 100), kind, target === null ? content : empty, executable, target ?? "");
  }
  yield new Uint8Array(1024);
}

const empty = new Uint8Array(0);

function* entry(
  path: string,
  kind: string,
  content: Uint8Array,
  executable: boolean,
  target: string,
): Generator<Uint8Array, void> {
  if (target.length > 100) throw new RangeError(`'${path}' leads too far for this simple archive`);
  const octal = (value: number, size: number): string => `${value.toString(8).padStart(size - 1, "0")}\0`;
  const header = new Uint8Array(512);
  const put = (at: number, text: string): void => header.set(toBytes(text), at);
  put(0, path);
  put(100, octal(executable ? 0o755 : 0o644, 8) + octal(0, 8) + octal(0, 8));
  put(124, octal(content.length, 12) + octal(1, 12) + " ".repeat(8) + kind + target);
  put(257, "ustar  \0");
  put(
    148,
    `${header
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, "0")}\0 `,
  );
  yield header;
  yield content;
  yield new Uint8Array((512 - (content.length % 512)) % 512);
}
