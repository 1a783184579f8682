import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

const cli = join(dirname(import.meta.dirname), "scripts/cli.mjs");
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tvix-trees-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A file large enough to be kept. */
function source(value: string): string {
  const lines = Array.from({ length: 2000 }, (_, i) => `  a${i} = x: [ x "\\t${i}" ] ++ [ ${i} ];`);
  return `{\n${lines.join("\n")}\n  value = ${value};\n}\n`;
}

function run(cache: string, attribute = "value"): string {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [cli, "eval", "--strict", "-A", attribute, join(folder, "a.nix")],
    { encoding: "utf8", env: { ...process.env, TVIX_CACHE: cache } },
  );
  return stdout + stderr;
}

test("what a run parsed, the next one reads; damage and changes are noticed", () => {
  const cache = join(folder, "cache");
  writeFileSync(join(folder, "a.nix"), source("1 + 1"));
  expect(run(cache)).toBe("2\n");
  const [name, ...others] = readdirSync(cache);
  expect(others).toEqual([]);
  const file = join(cache, name!);
  const written = readFileSync(file);
  expect(run(cache)).toBe("2\n");
  expect(run(cache, "a7")).toContain("<LAMBDA>");
  expect(readFileSync(file).equals(written)).toBe(true);

  for (const at of [3, 20, 60, Math.floor(written.length / 2), written.length - 1]) {
    const damaged = Buffer.from(written);
    damaged[at]! ^= 0x55;
    writeFileSync(file, damaged);
    expect(run(cache)).toBe("2\n");
  }
  writeFileSync(file, written.subarray(0, written.length / 3));
  expect(run(cache)).toBe("2\n");

  writeFileSync(join(folder, "a.nix"), source("1 + 2"));
  expect(run(cache)).toBe("3\n");
  writeFileSync(join(folder, "a.nix"), source("1 +"));
  expect(run(cache)).toContain("syntax error");
});

test("it can be turned off, and a place that can't be written is no error", () => {
  writeFileSync(join(folder, "a.nix"), source("1 + 1"));
  expect(run("off")).toBe("2\n");
  writeFileSync(join(folder, "file"), "");
  expect(run(join(folder, "file"))).toBe("2\n");
  expect(readdirSync(folder).sort()).toEqual(["a.nix", "file"]);
});
