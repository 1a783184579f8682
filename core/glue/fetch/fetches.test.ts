import { expect, test } from "vitest";
import { makeStoreEvaluator, type StoreEvaluator } from "../evaluator.ts";
import { NixError, Source } from "../../eval/index.ts";
import { formatHash } from "../../nix-compat/index.ts";
import { narHash, writeNar } from "../nar-hash.ts";
import { type Fetcher, FetchFailure, makeFetches, type Registry } from "./index.ts";
import { tarball, tarEntry, tarOf, world } from "./testing/archives.ts";

interface Options {
  files?: Record<string, string>;
  web?: Record<string, Uint8Array>;
  profile?: "2.8" | "2.36";
  pure?: boolean;
  registry?: Registry;
}

/** An evaluator without any disk or network; `asked` lists what it downloaded. */
function make({ files = {}, web = {}, profile = "2.36", pure = false, registry }: Options): StoreEvaluator & {
  asked: string[];
  run: (text: string) => string;
} {
  const asked: string[] = [];
  const fetcher: Fetcher = {
    git: null,
    get(url) {
      asked.push(url);
      const bytes = web[url];
      if (bytes === undefined) throw new FetchFailure("not-found", "HTTP error 404");
      return { bytes, url, etag: null, immutableUrl: null };
    },
  };
  const made = makeStoreEvaluator({
    io: world(files),
    profile,
    settings: { features: new Set(["flakes", "nix-command", "fetch-tree", "fetch-closure"]), pure },
    fetches: makeFetches({ fetcher, warn: () => {}, pure, ...(registry === undefined ? {} : { registry }) }),
  });
  const run = (text: string): string => {
    const value = made.evaluator.evaluate(new Source({ type: "string" }, text, "/"));
    return made.evaluator.toJson(value, true).trim();
  };
  return { ...made, asked, run };
}

const text = (words: string): Uint8Array => Buffer.from(words);

/** What evaluating a text fails with. */
function failure(options: Options, expression: string): string {
  try {
    return make(options).run(expression);
  } catch (error) {
    if (error instanceof NixError) return error.message;
    throw error;
  }
}

const zeros = "0".repeat(52);

test("without a hash a file is fetched at once, with one when it is looked at", () => {
  const web = { "https://x/a.txt": text("hello") };
  const eager = make({ web });
  expect(eager.run('builtins.fetchurl "https://x/a.txt"')).toBe(
    '"/nix/store/9ywzl3azd62gr87wdf3qy59cf9cz4rgz-a.txt"',
  );
  expect(eager.asked).toEqual(["https://x/a.txt"]);
  const sha256 = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
  const lazy = make({ web });
  const call = `builtins.fetchurl { url = "https://x/a.txt"; sha256 = "${sha256}"; }`;
  expect(lazy.run(call)).toBe('"/nix/store/9ywzl3azd62gr87wdf3qy59cf9cz4rgz-a.txt"');
  expect(lazy.asked).toEqual([]);
  expect(lazy.run(`builtins.readFile (${call})`)).toBe('"hello"');
  expect(lazy.run(`builtins.readFile (${call})`)).toBe('"hello"');
  expect(lazy.asked).toEqual(["https://x/a.txt"]);
});

test("what is brought is checked", () => {
  const web = { "https://x/a.txt": text("hello"), "https://x/a.tar": tarball({ a: "1" }) };
  const call = `builtins.readFile (builtins.fetchurl { url = "https://x/a.txt"; sha256 = "${zeros}"; })`;
  expect(failure({ web }, call)).toBe(
    `hash mismatch in file downloaded from 'https://x/a.txt':\n  specified: sha256:${zeros}\n  got:       sha256:094qif9n4cq4fdg459qzbhg1c6wywawwaaivx0k0x8xhbyx4vwic`,
  );
  const tar = `builtins.readDir (builtins.fetchTarball { url = "https://x/a.tar"; sha256 = "${zeros}"; })`;
  expect(failure({ web }, tar)).toContain("hash mismatch in file downloaded from 'https://x/a.tar'");
});

test.each([
  ['builtins.fetchurl "https://x/none"', "unable to download 'https://x/none': HTTP error 404"],
  [
    'builtins.fetchurl "nonsense"',
    "unable to download 'nonsense': URL using bad/illegal format or missing URL (3)",
  ],
  ['builtins.fetchurl { url = "https://x/a"; nme = "y"; }', "unsupported argument 'nme' to 'fetchurl'"],
  ['builtins.fetchurl { url = "https://x/a"; name = "a b"; }', "illegal character ' '"],
  [
    'builtins.fetchTarball "https://x/a"',
    "cannot unpack 'https://x/a': failed to open archive: Unrecognized",
  ],
  ['builtins.fetchTarball "https://x/evil"', "cannot unpack 'https://x/evil': entry 't/../../x' leads out"],
  ['builtins.fetchGit "https://x/r"', "there is no git here: use 'fetchTarball'"],
  ['builtins.fetchMercurial "https://x/r"', "Mercurial repositories are not supported"],
  ['builtins.fetchTree { type = "tarball"; }', "input attribute 'url' is missing"],
  [
    'builtins.fetchTree { type = "tarball"; url = "https://x/a"; foo = 1; }',
    "'foo' for the 'tarball' scheme",
  ],
  ['builtins.fetchTree { type = "odd"; }', "input type 'odd' is not supported"],
  ['builtins.fetchTree { url = "https://x/a"; }', "attribute 'type' is missing in call to 'fetchTree'"],
  ['builtins.fetchTree "nixpkgs"', "cannot find flake 'flake:nixpkgs' in the flake registries"],
  ['builtins.getFlake "nixpkgs"', "cannot find flake 'flake:nixpkgs' in the flake registries"],
  ['builtins.getFlake "./x"', "'./x' is not a valid flake reference"],
  [
    'builtins.fetchClosure { fromStore = "https://c"; fromPath = /nix/store/x; }',
    "'builtins.fetchClosure' needs a binary cache ('https://c')",
  ],
])("%s", (expression, message) => {
  const web = { "https://x/a": text("hello"), "https://x/evil": tarOf(tarEntry("t/../../x", "0")) };
  expect(failure({ web }, expression)).toContain(message);
});

test("pure evaluation wants hashes", () => {
  const web = { "https://x/a.txt": text("hello") };
  expect(failure({ web, pure: true }, 'builtins.fetchurl "https://x/a.txt"')).toBe(
    "in pure evaluation mode, 'fetchurl' requires a 'sha256' argument",
  );
  expect(
    failure({ web, pure: true }, 'builtins.fetchTree { type = "tarball"; url = "https://x/a.txt"; }'),
  ).toContain("in pure evaluation mode");
  expect(failure({ web, pure: true }, 'builtins.getFlake "path:/f"')).toContain("unlocked flake reference");
});

test("channels and several entries at the top", () => {
  const several = tarOf(tarEntry("a", "0", { body: "1" }), tarEntry("b", "0", { body: "2" }));
  const web = {
    "https://nixos.org/channels/c/nixexprs.tar.xz": tarball({ f: "old" }),
    "https://channels.nixos.org/c/nixexprs.tar.xz": tarball({ f: "new" }),
    "https://x/several": several,
  };
  const read = 'builtins.readFile (builtins.fetchTarball "channel:c" + "/f")';
  expect(make({ web, profile: "2.8" }).run(read)).toBe('"old"');
  expect(make({ web }).run(read)).toBe('"new"');
  const names = 'builtins.attrNames (builtins.readDir (builtins.fetchTarball "https://x/several"))';
  expect(make({ web }).run(names)).toBe('["a","b"]');
  expect(failure({ web, profile: "2.8" }, names)).toBe(
    "tarball 'https://x/several' contains an unexpected number of top-level files",
  );
});

const rev = "0123456789abcdef0123456789abcdef01234567";

test("forges: branches are looked up, locked commits fetched on demand", () => {
  const archive = tarball({ f: "x" }, `r-${rev}`, 1_700_000_000);
  const web = {
    "https://api.github.com/repos/o/r/commits/HEAD": text(`{"sha":"${rev}"}`),
    [`https://github.com/o/r/archive/${rev}.tar.gz`]: archive,
    "https://gitlab.com/api/v4/projects/o%2Fr/repository/commits?ref_name=main": text(`[{"id":"${rev}"}]`),
    [`https://gitlab.com/api/v4/projects/o%2Fr/repository/archive.tar.gz?sha=${rev}`]: archive,
    "https://git.sr.ht/~o/r/info/refs": text(`${rev}\trefs/heads/main\n`),
    [`https://git.sr.ht/~o/r/archive/${rev}.tar.gz`]: archive,
  };
  const { run } = make({ web });
  const told = `{ inherit (t) rev shortRev lastModified lastModifiedDate narHash; f = builtins.readFile (t + "/f"); }`;
  const github = run(`let t = builtins.fetchTree "github:o/r"; in ${told}`);
  const { narHash } = JSON.parse(github) as { narHash: string };
  expect(JSON.parse(github)).toEqual({
    rev,
    shortRev: "0123456",
    lastModified: 1_700_000_000,
    lastModifiedDate: "20231114221320",
    narHash: expect.stringMatching(/^sha256-/) as string,
    f: "x",
  });
  expect(run(`let t = builtins.fetchTree "gitlab:o/r/main"; in ${told}`)).toBe(github);
  expect(run(`let t = builtins.fetchTree "sourcehut:~o/r/main"; in ${told}`)).toBe(github);
  const locked = `{ type = "github"; owner = "o"; repo = "r"; rev = "${rev}"; lastModified = 1700000000; narHash = "${narHash}"; }`;
  const later = make({ web });
  expect(later.run(`(builtins.fetchTree ${locked}).outPath`)).toBe(
    run('(builtins.fetchTree "github:o/r").outPath'),
  );
  expect(later.asked).toEqual([]);
  expect(later.run(`let t = builtins.fetchTree ${locked}; in ${told}`)).toBe(github);
  expect(later.asked).toHaveLength(1);
});

test("hashes and times that do not fit", () => {
  const web = { "https://x/t.tar": tarball({ f: "x" }, "t", 5) };
  const tree = (more: string): string =>
    `(builtins.fetchTree { type = "tarball"; url = "https://x/t.tar"; ${more} })`;
  const wrong = `narHash = "sha256-${"A".repeat(43)}=";`;
  expect(failure({ web }, `${tree(wrong)}.outPath`)).toContain("NAR hash mismatch in input 'https://x/t.tar");
  expect(failure({ web }, `builtins.readDir ${tree(`${wrong} lastModified = 5;`)}`)).toContain(
    "NAR hash mismatch",
  );
  expect(failure({ web }, `${tree("lastModified = 6;")}.outPath`)).toContain(
    "'lastModified' attribute mismatch",
  );
  expect(make({ web }).run(`${tree("lastModified = 5;")}.lastModifiedDate`)).toBe('"19700101000005"');
});

test("derivations that are downloads are read like built ones", () => {
  const web = { "https://x/a.txt": text("hello") };
  const sha256 = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
  const call = (more: string): string =>
    `builtins.readFile (import <nix/fetchurl.nix> { url = "https://x/a.txt"; ${more} })`;
  expect(make({ web }).run(call(`sha256 = "${sha256}";`))).toBe('"hello"');
  expect(failure({ web }, call(`sha256 = "${zeros}";`))).toMatch(
    /^hash mismatch in fixed-output derivation '\/nix\/store\/.*-a\.txt\.drv':\n {2}specified: sha256-A{43}=\n {5}got: {4}sha256-/,
  );
  expect(failure({ web }, call(`sha256 = "${zeros}"; executable = true;`))).toContain("got:    sha256-");
});

test("a NAR is unpacked", () => {
  const chunks: Uint8Array[] = [];
  const files = world({ "/t/a": "1", "/t/d/b": "2" });
  writeNar(files, "/t", null, (chunk) => void chunks.push(chunk.slice()));
  const nar = new Uint8Array(Buffer.concat(chunks));
  const hash = formatHash({ algorithm: "sha256", digest: narHash(files, "/t", null) }, "sri");
  const call = (url: string): string =>
    `builtins.readFile (import <nix/fetchurl.nix> { url = "${url}"; hash = "${hash}"; unpack = true; } + "/d/b")`;
  const web = { "https://x/n": nar, "https://x/bad": nar.subarray(0, 99) };
  expect(make({ web }).run(call("https://x/n"))).toBe('"2"');
  expect(failure({ web }, call("https://x/bad"))).toMatch(/^cannot unpack 'https:\/\/x\/bad': /);
});

test("a failure stays the same for all of an evaluation", () => {
  const { run, asked } = make({});
  const call = `builtins.readFile (builtins.fetchurl { url = "https://x/none"; sha256 = "${zeros}"; })`;
  for (const _ of [1, 2]) expect(() => run(call)).toThrow("HTTP error 404");
  expect(asked).toHaveLength(1);
});
