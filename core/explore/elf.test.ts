import { existsSync, readFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ElfFile, readElf } from "./elf.ts";

function elfOf(bytes: Uint8Array): Promise<ElfFile | null> {
  return readElf((from, to) => {
    expect(from >= 0 && from <= to && to <= bytes.length).toBe(true);
    return Promise.resolve(bytes.slice(from, to));
  }, bytes.length);
}

interface Made {
  wide: boolean;
  little: boolean;
  /** Whether there are section headers. */
  sections: boolean;
}

/** A small shared library: headers, strings, dynamic section, interpreter. */
function madeElf({ wide, little, sections }: Made): Uint8Array {
  const bytes = new Uint8Array(0x600);
  const view = new DataView(bytes.buffer);
  const half = (at: number, value: number): void => view.setUint16(at, value, little);
  const word = (at: number, value: number): void => view.setUint32(at, value, little);
  const address = (at: number, value: number): void => {
    if (wide) view.setBigUint64(at, BigInt(value), little);
    else word(at, value);
  };
  const at = (narrow: number, other: number): number => (wide ? other : narrow);
  const text = (place: number, value: string): void =>
    bytes.set(new TextEncoder().encode(`${value}\0`), place);
  text(0, "\x7fELF");
  bytes.set([wide ? 2 : 1, little ? 1 : 2, 1], 4);
  half(16, 3);
  half(18, 62);
  address(24, 0x1234);
  address(at(28, 32), 0x80);
  half(at(44, 56), 3);
  const strings = "\0libc.so.6\0libm.so.6\0$ORIGIN/../lib:/run/lib\0libown.so.1\0/old\0";
  const place = (value: string): number => strings.indexOf(value);
  text(0x300, strings);
  text(0x400, "/lib/ld.so");
  const dynamic = [
    [1, place("libc")],
    [1, place("libm")],
    [29, place("$ORIGIN")],
    [14, place("libown")],
    [15, place("/old")],
    [5, 0x10300],
    [10, strings.length],
    [0, 0],
  ];
  dynamic.forEach(([tag, value], i) => {
    address(0x200 + i * at(8, 16), tag!);
    address(0x200 + i * at(8, 16) + at(4, 8), value!);
  });
  const segment = (i: number, type: number, offset: number, size: number, flags: number): void => {
    const base = 0x80 + i * at(32, 56);
    word(base, type);
    word(base + at(24, 4), flags);
    address(base + at(4, 8), offset);
    address(base + at(8, 16), 0x10000 + offset);
    address(base + at(16, 32), size);
  };
  segment(0, 1, 0, 0x600, 5);
  segment(1, 2, 0x200, dynamic.length * at(8, 16), 6);
  segment(2, 3, 0x400, 11, 4);
  if (!sections) return bytes;
  address(at(32, 40), 0x480);
  half(at(48, 60), 2);
  half(at(50, 62), 1);
  text(0x440, "\0.shstrtab");
  const base = 0x480 + at(40, 64);
  word(base, 1);
  word(base + 4, 3);
  address(base + at(16, 24), 0x440);
  address(base + at(20, 32), 11);
  return bytes;
}

const kinds: Made[] = [true, false].flatMap((wide) =>
  [true, false].flatMap((little) => [
    { wide, little, sections: true },
    { wide, little, sections: false },
  ]),
);

test.each(kinds)("%j", async (made) => {
  const elf = await elfOf(madeElf(made));
  expect(elf).toMatchObject({
    format: `ELF${made.wide ? 64 : 32}, ${made.little ? "little" : "big"}-endian`,
    type: "shared object",
    machine: "x86-64",
    entry: "0x1234",
    interpreter: "/lib/ld.so",
    soname: "libown.so.1",
    needed: ["libc.so.6", "libm.so.6"],
    rpath: ["/old"],
    runpath: ["$ORIGIN/../lib", "/run/lib"],
    warnings: [],
  });
  expect(elf!.segments).toMatchObject([
    { type: "LOAD", flags: "r-x", size: 0x600 },
    { type: "DYNAMIC", flags: "rw-" },
    { type: "INTERP", flags: "r--", offset: 0x400 },
  ]);
  expect(elf!.sections.map(({ name, type }) => [name, type])).toEqual(
    made.sections
      ? [
          ["", "NULL"],
          [".shstrtab", "STRTAB"],
        ]
      : [],
  );
});

test("damaged files give warnings, and nothing beyond the file is read", async () => {
  const change = fc.record({ at: fc.nat(0x5ff), value: fc.integer({ min: 0, max: 255 }) });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...kinds),
      fc.array(change, { maxLength: 8 }),
      fc.nat(0x600),
      async (made, changes, size) => {
        const bytes = madeElf(made);
        for (const { at, value } of changes) bytes[at] = value;
        const elf = await elfOf(bytes.slice(0, size));
        if (elf !== null) expect(elf.sections.length + elf.segments.length).toBeLessThan(200_000);
      },
    ),
    { numRuns: 1000 },
  );
  expect(await elfOf(new TextEncoder().encode("#!/bin/sh"))).toBeNull();
  expect((await elfOf(madeElf(kinds[0]!).slice(0, 0x100)))!.warnings).not.toEqual([]);
});

const hasReadelf = existsSync("/bin/sh") && spawnSync("readelf", ["--version"]).status === 0;

describe.skipIf(!hasReadelf)("against readelf", () => {
  test.each([process.execPath, "/bin/sh"])("%s", async (path) => {
    const elf = (await elfOf(new Uint8Array(readFileSync(path))))!;
    const said = spawnSync("readelf", ["-hdSlW", path], { encoding: "utf8", maxBuffer: 1e8 }).stdout;
    expect(elf.warnings).toEqual([]);
    expect(elf.needed).toEqual(
      [...said.matchAll(/\(NEEDED\)\s+Shared library: \[(.*)\]/g)].map((match) => match[1]),
    );
    expect(elf.interpreter).toBe(/Requesting program interpreter: (.*)\]/.exec(said)?.[1]);
    expect(elf.sections.length).toBe(Number(/Number of section headers:\s+(\d+)/.exec(said)?.[1]));
    expect(elf.segments.length).toBe(Number(/Number of program headers:\s+(\d+)/.exec(said)?.[1]));
    for (const { name } of elf.sections.slice(1)) expect(said).toContain(name);
  });
});
