import fc from "fast-check";
import { expect, test } from "vitest";
import { hasOracle, ask } from "./testing/oracle.ts";
import { compareVersions, parseDrvName, splitVersion } from "./versions.ts";

test("components", () => {
  expect(splitVersion("1..a2-pre.\xc3\xa9")).toEqual(["1", "a", "2", "pre", "\xc3\xa9"]);
  expect(splitVersion("")).toEqual([]);
  expect(splitVersion("-.")).toEqual([]);
});

test.each([
  ["1.0", "2.3", -1],
  ["2.1", "2.3", -1],
  ["2.3", "2.3", 0],
  ["2.5", "2.3", 1],
  ["2.3.1", "2.3", 1],
  ["2.3.1", "2.3a", 1],
  ["2.3pre1", "2.3", -1],
  ["2.3pre3", "2.3pre12", -1],
  ["2.3a", "2.3c", -1],
  ["2.3pre1", "2.3c", -1],
  ["2.3pre1", "2.3q", -1],
  ["", "1", -1],
  ["", "pre", 1],
  ["2147483648", "a", -1],
  ["99999999999", "1", -1],
  ["1", "1..", 0],
] as const)("%j against %j", (a, b, order) => {
  expect(compareVersions(a, b)).toBe(order);
  expect(compareVersions(b, a)).toBe(order === 0 ? 0 : -order);
});

test.each([
  ["nix-0.12pre12876", "nix", "0.12pre12876"],
  ["a-b-c-1234pre5+git", "a-b-c", "1234pre5+git"],
  ["foo-", "foo-", ""],
  ["-1", "", "1"],
  ["a--1", "a", "-1"],
  ["foo-\xc3\xa9", "foo", "\xc3\xa9"],
])("name %j", (text, name, version) => {
  expect(parseDrvName(text)).toEqual({ name, version });
});

const version = fc
  .array(
    fc.constantFrom("1", "2", "10", ".", "-", "pre", "a", "b", "rc", "2147483647", "2147483648", "01", "_"),
    {
      maxLength: 6,
    },
  )
  .map((parts) => parts.join(""));

test("comparing is antisymmetric, and equal to itself", () => {
  fc.assert(
    fc.property(version, version, (a, b) => {
      expect(compareVersions(a, a)).toBe(0);
      expect(compareVersions(a, b) + compareVersions(b, a)).toBe(0);
      expect(splitVersion(a).join("")).toBe(a.replace(/[.-]/g, ""));
    }),
  );
});

test.skipIf(!hasOracle())("as real Nix", async () => {
  const pairs = fc.sample(fc.tuple(version, version), { numRuns: 400, seed: 7 });
  const answers = await ask(
    pairs.map(([a, b]) => ({
      expr: `[ (builtins.compareVersions "${a}" "${b}") (builtins.splitVersion "${a}") (builtins.parseDrvName "x${b}") ]`,
    })),
  );
  const list = (items: string[]): string =>
    items.length === 0 ? "[ ]" : `[ ${items.map((x) => `"${x}"`).join(" ")} ]`;
  answers.forEach((answer, i) => {
    const [a, b] = pairs[i]!;
    const name = parseDrvName(`x${b}`);
    const ours = `[ ${compareVersions(a, b)} ${list(splitVersion(a))} { name = "${name.name}"; version = "${name.version}"; } ]`;
    expect(answer).toEqual({ ok: true, out: ours });
  });
});
