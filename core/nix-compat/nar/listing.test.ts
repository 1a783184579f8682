import fc from "fast-check";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  dumpNar,
  findListed,
  listedToJson,
  ListingBuilder,
  ListingError,
  NarReader,
  parseListing,
  writeListing,
  type ListedNode,
} from "./index.ts";
import { randomTree, seeded } from "./testing/random-tree.ts";
import { TreeSource, writeTree, type Tree } from "./testing/tree.ts";

function listingOf(tree: Tree): ListedNode {
  const builder = new ListingBuilder();
  const reader = new NarReader(builder);
  dumpNar(new TreeSource(tree), "/", (chunk) => void reader.push(chunk));
  reader.end();
  return builder.root!;
}

const file = (size: number): Tree => ({
  type: "regular",
  executable: size === 2,
  contents: new Uint8Array(size),
});
const example: Tree = {
  type: "directory",
  entries: new Map<string, Tree>([
    ["b", { type: "directory", entries: new Map([["x\n", file(2)]]) }],
    ["a", file(3)],
    ["\xffü\x01", { type: "symlink", target: '\\"' }],
  ]),
};
const exampleText =
  '{"version":1,"root":{"type":"directory","entries":{"a":{"type":"regular","size":3,"narOffset":232},' +
  '"b":{"type":"directory","entries":{"x\\n":{"type":"regular","size":2,"executable":true,"narOffset":592}}},' +
  '"\xffü\\u0001":{"type":"symlink","target":"\\\\\\""}}}}';

describe("listings", () => {
  test("are written as Nix does", () => {
    expect(writeListing(listingOf(example))).toBe(exampleText);
  });

  test("reading gives back what was written", () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const listing = listingOf(randomTree(seeded(seed)));
        const text = writeListing(listing);
        expect(parseListing(text)).toEqual(listing);
        expect(writeListing(parseListing(text))).toBe(text);
      }),
      { numRuns: 100 },
    );
  });

  test("sorts entries and takes escapes for the bytes of their UTF-8", () => {
    const text =
      '{"root":{"entries":{"b":{"type":"symlink","target":"\\u00fc\\ud83d\\ude00\\\\u00fc"},' +
      '"10":{"type":"regular","size":1},"a":{"type":"directory","entries":{}}},"type":"directory"},"version":1}';
    expect(writeListing(parseListing(text))).toBe(
      '{"version":1,"root":{"type":"directory","entries":{"10":{"type":"regular","size":1},' +
        '"a":{"type":"directory","entries":{}},"b":{"type":"symlink","target":"\xc3\xbc\xf0\x9f\x98\x80\\\\u00fc"}}}}',
    );
  });

  test("paths lead to nodes", () => {
    const root = listingOf(example);
    expect(findListed(root, "/")).toBe(root);
    expect(findListed(root, "b//x\n")).toMatchObject({ size: 2 });
    expect(findListed(root, "/b/y")).toBeNull();
    expect(findListed(root, "/a/y")).toBeNull();
    expect(listedToJson(root, 0)).toBe('{"type":"directory","entries":{"a":{},"b":{},"\xffü\\u0001":{}}}');
  });

  test.each([
    ["", "a NAR listing that is no JSON: "],
    ["[]", "a NAR listing must be an object"],
    ['{"version":2}', "a NAR listing's version must be 1"],
    ['{"version":1}', "'/' of a NAR listing must be an object"],
    ['{"version":1,"root":{"type":"x"}}', "bad type at '/' of a NAR listing"],
    ['{"version":1,"root":{"type":"directory"}}', "'/' of a NAR listing must be an object"],
    [
      '{"version":1,"root":{"type":"directory","entries":{"a":3}}}',
      "'/a' of a NAR listing must be an object",
    ],
    [
      '{"version":1,"root":{"type":"directory","entries":{"..":{}}}}',
      "entry name '..' is not allowed, in '/' of a NAR listing",
    ],
    ['{"version":1,"root":{"type":"regular","size":-1}}', "bad size at '/' of a NAR listing"],
    ['{"version":1,"root":{"type":"regular","size":1,"narOffset":0.5}}', "bad 'narOffset' at '/'"],
    ['{"version":1,"root":{"type":"regular","size":1,"executable":1}}', "bad 'executable' at '/'"],
    ['{"version":1,"root":{"type":"symlink"}}', "no target, at '/'"],
  ])("refuses %s", (text, message) => {
    expect(() => parseListing(text)).toThrow(ListingError);
    expect(() => parseListing(text)).toThrow(message);
  });

  test("nesting is bounded by memory only", () => {
    const depth = 50_000;
    const text =
      '{"version":1,"root":' +
      '{"type":"directory","entries":{"d":'.repeat(depth) +
      '{"type":"symlink","target":"x"}' +
      "}}".repeat(depth) +
      "}";
    expect(writeListing(parseListing(text))).toBe(text);
  });
});

const hasNix = spawnSync("nix", ["--version"]).status === 0;

test.skipIf(!hasNix)("listings equal those that nix copy writes", () => {
  const folder = mkdtempSync(join(tmpdir(), "tvix-ls-"));
  const nix = (command: string, ...args: string[]): string => {
    const env = { ...process.env, NIX_REMOTE: `local?root=${folder}/root`, HOME: folder };
    const run = spawnSync(command, args, { encoding: "latin1", env });
    expect(run.status, run.stderr).toBe(0);
    return run.stdout;
  };
  try {
    for (let seed = 100; seed < 104; seed++) {
      const tree = randomTree(seeded(seed));
      writeTree(`${folder}/t${seed}`, tree);
      const path = nix("nix-store", "--add", `${folder}/t${seed}`).trim();
      const cache = `file://${folder}/cache${seed}?write-nar-listing=1&compression=none`;
      nix("nix", "--extra-experimental-features", "nix-command", "copy", "--to", cache, path);
      const name = readdirSync(`${folder}/cache${seed}`).find((entry) => entry.endsWith(".ls"))!;
      const text = readFileSync(`${folder}/cache${seed}/${name}`, "latin1");
      expect(writeListing(listingOf(tree))).toBe(text);
      expect(parseListing(text)).toEqual(listingOf(tree));
    }
  } finally {
    spawnSync("chmod", ["-R", "u+w", folder]);
    rmSync(folder, { recursive: true });
  }
});
