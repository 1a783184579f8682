import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  ConfError,
  type ConfLine,
  formatConf,
  knownSettings,
  loadConf,
  parseConf,
  Settings,
} from "./index.ts";

const load = (files: Record<string, string>): ReturnType<typeof loadConf> =>
  loadConf("/etc/nix/nix.conf", (path) => files[path] ?? null);
const loadText = (text: string): Settings => load({ "/etc/nix/nix.conf": text }).settings;

test("lines", () => {
  expect(parseConf("# c\n\na = b  c\t# d\r\nx =\ninclude y\n!include /z #\r\n")).toEqual([
    { kind: "blank", comment: " c" },
    { kind: "blank" },
    { kind: "setting", name: "a", value: "b c", comment: " d" },
    { kind: "setting", name: "x", value: "" },
    { kind: "include", path: "y", optional: false },
    { kind: "include", path: "/z", optional: true, comment: "" },
  ]);
});

test.each(["a", "a=1", "a b", "= 3", "include", "include x y"])("refuses %j", (line) => {
  expect(() => parseConf(`x = y\n${line}\n`, "f")).toThrow(
    new ConfError(`illegal configuration line '${line}'`, "f", 2),
  );
});

test("lines read back", () => {
  const word = fc.stringMatching(/^[!-"$-~]{1,8}$/);
  const comment = fc.option(fc.stringMatching(/^[ -~]{0,8}$/), { nil: undefined });
  const kept = (line: ConfLine, text: string | undefined): ConfLine =>
    text === undefined ? line : { ...line, comment: text };
  const line = fc.oneof(
    comment.map((text) => kept({ kind: "blank" }, text)),
    fc
      .tuple(word, fc.array(word, { maxLength: 3 }), comment)
      .map(([name, words, text]) => kept({ kind: "setting", name, value: words.join(" ") }, text)),
    fc
      .tuple(
        word.filter((path) => path !== "="),
        fc.boolean(),
        comment,
      )
      .map(([path, optional, text]) => kept({ kind: "include", path, optional }, text)),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 6 }), (lines) => {
      expect(parseConf(formatConf(lines))).toEqual(lines);
    }),
  );
  expect(() => formatConf([{ kind: "setting", name: "a", value: "b # c" }])).toThrow(RangeError);
  expect(() => formatConf([{ kind: "setting", name: "", value: "" }])).toThrow(RangeError);
});

test("any text is read or refused", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom("a", " ", "=", "#", "\n", "\r", "include ", "!") }),
      (text) => {
        try {
          loadText(text);
        } catch (error) {
          expect(error).toBeInstanceOf(ConfError);
        }
      },
    ),
  );
});

test("merging, including, unknown settings", () => {
  const { settings, warnings } = load({
    "/etc/nix/nix.conf": `substituters = https://a https://b
extra-substituters = https://c
include ../other.conf
!include missing.conf
foo = 1 2
extra-foo = 3
extra-cores = 4
extra-platforms = i686-linux
binary-caches-parallel-connections = 7`,
    "/etc/other.conf": "extra-trusted-public-keys = k:AA=\nextra-experimental-features = flakes\n",
  });
  expect(settings.substituters).toEqual(["https://a", "https://b", "https://c"]);
  expect(settings.trustedPublicKeys).toEqual([
    "cache.nixos.org-1:6NCHdD59X431o0gWypbMrAURkbJ16ZPMQFGspcDShjY=",
    "k:AA=",
  ]);
  expect(settings.experimentalFeatures).toEqual(new Set(["flakes"]));
  expect(settings.wordSet("extra-platforms", [])).toEqual(new Set(["i686-linux"]));
  expect(settings.integer("http-connections", 25)).toBe(7);
  expect(settings.string("foo", "")).toBe("1 2");
  expect(warnings).toEqual([
    "unknown setting 'foo'",
    "unknown setting 'extra-foo'",
    "unknown setting 'extra-cores'",
  ]);
  expect(loadText("extra-substituters = x\nsubstituters = y").substituters).toEqual(["y"]);
});

test("typed values", () => {
  const settings = loadText(
    "a = 12K\nb = yes\nc = 0\nd = x=1 y=2=3\nmax-jobs = auto\nsandbox = relaxed\nsystem = s",
  );
  expect(settings.integer("a", 0)).toBe(12288);
  expect(settings.integer("z", 5)).toBe(5);
  expect(settings.boolean("b", false)).toBe(true);
  expect(settings.boolean("c", true)).toBe(false);
  expect(settings.map("d")).toEqual(
    new Map([
      ["x", "1"],
      ["y", "2=3"],
    ]),
  );
  expect(settings.maxJobs).toBe("auto");
  expect(settings.sandbox).toBe("relaxed");
  expect(settings.system).toBe("s");
  expect(new Settings().system).toBe(null);
  expect(() => settings.boolean("system", true)).toThrow(
    "Boolean setting 'system' has invalid value 's' in '/etc/nix/nix.conf', line 7",
  );
  expect(() => settings.integer("b", 1)).toThrow(ConfError);
  expect(() => settings.map("a")).toThrow(ConfError);
});

test.each([
  [{}, "no such file"],
  [
    { "/etc/nix/nix.conf": "include b" },
    "included file '/etc/nix/b' not found in '/etc/nix/nix.conf', line 1",
  ],
  [
    { "/etc/nix/nix.conf": "include b", "/etc/nix/b": "\n!include nix.conf" },
    "includes itself in '/etc/nix/b', line 2",
  ],
])("refuses %j", (files, message) => {
  expect(() => load(files)).toThrow(ConfError);
  expect(() => load(files)).toThrow(message);
});

const hasNix = spawnSync("nix", ["--version"]).status === 0;

test.skipIf(!hasNix)("known settings and merged values are Nix's", () => {
  const folder = mkdtempSync(join(tmpdir(), "conf-"));
  const text = `substituters = https://a   https://b # c
extra-substituters = https://c
extra-experimental-features = nix-command
extra-trusted-public-keys = k:AAAA
include more
build-cores = 3
keep-outputs = 1
extra-access-tokens = a=b`;
  const more = "extra-system-features = z\ncommit-lockfile-summary = a  b\n!include none";
  writeFileSync(join(folder, "nix.conf"), text);
  writeFileSync(join(folder, "more"), more);
  const run = spawnSync("nix", ["show-config", "--json"], {
    env: {
      PATH: process.env["PATH"],
      HOME: folder,
      NIX_CONF_DIR: folder,
      NIX_REMOTE: `local?root=${folder}/root`,
    },
    encoding: "utf8",
  });
  rmSync(folder, { recursive: true, force: true });
  const theirs = JSON.parse(run.stdout) as Record<string, { value: unknown; defaultValue: unknown }>;
  const { settings } = loadConf("/nix.conf", (path) => ({ "/nix.conf": text, "/more": more })[path] ?? null);
  expect(Object.keys(theirs).filter((name) => !knownSettings.has(name))).toEqual([]);
  expect(theirs["substituters"]!.value).toEqual(settings.substituters);
  expect(theirs["trusted-public-keys"]!.value).toEqual(settings.trustedPublicKeys);
  expect(theirs["cores"]!.value).toBe(settings.integer("cores", 0));
  expect(theirs["keep-outputs"]!.value).toBe(settings.boolean("keep-outputs", false));
  expect(theirs["commit-lockfile-summary"]!.value).toBe(settings.string("commit-lockfile-summary", ""));
  expect(theirs["access-tokens"]!.value).toEqual(Object.fromEntries(settings.map("access-tokens")));
  const features = theirs["system-features"]!;
  expect(new Set(features.value as string[])).toEqual(
    settings.wordSet("system-features", features.defaultValue as string[]),
  );
});
