import { describe, expect, test } from "vitest";
import { NixError, Source } from "../../eval/index.ts";
import { makeStoreEvaluator } from "../evaluator.ts";
import { FetchFailure, makeFetches } from "./index.ts";
import { tarball, world } from "./testing/archives.ts";

interface Options {
  web?: Record<string, Uint8Array>;
  profile?: "2.8" | "2.36";
}

/** Evaluates in a world of files; answers JSON as a value. */
function run(
  files: Record<string, string>,
  expression: string,
  { web = {}, profile = "2.36" }: Options = {},
): unknown {
  const { evaluator } = makeStoreEvaluator({
    io: world(files),
    profile,
    settings: { features: new Set(["flakes", "nix-command"]) },
    fetches: makeFetches({
      fetcher: {
        git: null,
        get(url) {
          if (web[url] === undefined) throw new FetchFailure("not-found", "HTTP error 404");
          return { bytes: web[url], url, etag: null, immutableUrl: null };
        },
      },
      warn: () => {},
    }),
  });
  const value = evaluator.evaluate(new Source({ type: "string" }, expression, "/"));
  return JSON.parse(evaluator.toJson(value, true));
}

function failure(...args: Parameters<typeof run>): string {
  try {
    run(...args);
  } catch (error) {
    if (error instanceof NixError) return error.message;
    throw error;
  }
  return "none";
}

const flake = (reference = "path:/f"): string => `(builtins.getFlake "${reference}")`;

describe("without a lock file", () => {
  test("inputs are found and locked in memory", () => {
    const files = {
      "/f/flake.nix": `{ inputs.a.url = "path:/a"; inputs.t = { url = "https://x/t.tar"; flake = false; };
        outputs = { self, a, t }: { v = a.v; file = builtins.readFile (t + "/x"); names = builtins.attrNames self; own = builtins.attrNames self.sourceInfo; }; }`,
      "/a/flake.nix": "{ outputs = { self }: { v = 1; }; }",
    };
    expect(run(files, `${flake()}.outputs`, { web: { "https://x/t.tar": tarball({ x: "text" }) } })).toEqual({
      v: 1,
      file: "text",
      names: ["_type", "file", "inputs", "names", "narHash", "outPath", "outputs", "own", "sourceInfo", "v"],
      own: ["narHash", "outPath"],
    });
  });

  test("inputs of inputs follow others", () => {
    const files = {
      "/f/flake.nix": `{ inputs = { a.url = "path:/a"; a.inputs.c.follows = "b"; b.url = "path:/b"; d.follows = "a/e"; };
        outputs = { self, a, b, d }: { inherit (a) seen; d = d.v; }; }`,
      "/a/flake.nix": `{ inputs.c.url = "path:/nowhere"; inputs.e.url = "path:/e"; inputs.g.follows = "e"; outputs = { self, c, e, g }: { seen = [ c.v g.v ]; }; }`,
      "/b/flake.nix": `{ outputs = { self }: { v = "b"; }; }`,
      "/e/flake.nix": `{ outputs = { self }: { v = "e"; }; }`,
    };
    expect(run(files, `${flake()}.outputs`)).toEqual({ seen: ["b", "e"], d: "e" });
  });

  test("an input may be overridden, and its inputs, too", () => {
    const files = {
      "/f/flake.nix": `{ inputs.a.url = "path:/a"; inputs.a.inputs.b.url = "path:/b2"; inputs.a.inputs.b.inputs.c.url = "path:/c2"; outputs = { self, a }: { inherit (a) v; }; }`,
      "/a/flake.nix": `{ inputs.b.url = "path:/b1"; outputs = { self, b }: { inherit (b) v; }; }`,
      "/b1/flake.nix": `{ outputs = { self }: { v = 1; }; }`,
      "/b2/flake.nix": `{ inputs.c.url = "path:/c1"; outputs = { self, c }: { v = [ 2 c.v ]; }; }`,
      "/c1/flake.nix": `{ outputs = { self }: { v = "c1"; }; }`,
      "/c2/flake.nix": `{ outputs = { self }: { v = "c2"; }; }`,
    };
    expect(run(files, `${flake()}.v`)).toEqual([2, "c2"]);
  });

  test("flakes in the same tree", () => {
    const files = {
      "/f/flake.nix": `{ inputs.s.url = "path:./sub"; inputs.p = { url = "./plain"; flake = false; };
        outputs = { self, s, p }: { inherit (s) up; s = s.outPath == self.outPath + "/./sub"; p = builtins.readFile (p + "/x"); same = s.sourceInfo == self.sourceInfo; }; }`,
      "/f/sub/flake.nix": `{ inputs.o.url = "path:../other"; outputs = { self, o }: { up = o.v; }; }`,
      "/f/other/flake.nix": "{ outputs = { self }: { v = 7; }; }",
      "/f/plain/x": "plain",
    };
    expect(run(files, `${flake()}.outputs`)).toEqual({ up: 7, s: true, p: "plain", same: true });
    const out = { "/f/flake.nix": `{ inputs.s.url = "path:../out"; outputs = { self, s }: { }; }` };
    expect(failure(out, `${flake()}.outputs`)).toContain("leads out of the flake's tree");
  });

  test("a directory of the tree", () => {
    const files = {
      "/f/d/flake.nix": "{ outputs = { self }: { o = self.outPath; s = self.sourceInfo.outPath; }; }",
    };
    const { o, s } = run(files, `${flake("path:/f?dir=d")}.outputs`) as { o: string; s: string };
    expect(o).toBe(`${s}/d`);
  });

  test("parameters of outputs are inputs; missing ones have their names", () => {
    const files = { "/f/flake.nix": "{ outputs = { self, foo }: { }; }" };
    expect(failure(files, `${flake()}.outputs`)).toBe(
      "cannot find flake 'flake:foo' in the flake registries",
    );
  });

  test("2.8 wants a complete lock file", () => {
    const files = {
      "/f/flake.nix": `{ inputs.a.url = "path:/a"; outputs = { self, a }: { }; }`,
      "/a/flake.nix": "{ outputs = { self }: { v = 1; }; }",
    };
    expect(failure(files, `${flake()}.outputs`, { profile: "2.8" })).toBe(
      "flake 'path:/f' requires lock file changes but they're not allowed due to '--no-update-lock-file'",
    );
  });

  test.each([
    [`{ inputs.a.url = "path:/a"; outputs = { self, a }: { }; }`, "found circular import of flake 'path:/a'"],
    [
      `{ inputs.b.url = "path:/none"; outputs = x: { }; }`,
      "getting status of '/none': No such file or directory",
    ],
    [`{ inputs.b.follows = "c"; outputs = x: { }; }`, "input 'b' follows a non-existent input 'c'"],
    [`{ inputs.b.follows = "c"; inputs.c.follows = "b"; outputs = x: { }; }`, "follows a non-existent input"],
    [`{ inputs.b.follows = "b"; outputs = x: { }; }`, "input 'b' follows a non-existent input 'b'"],
    [
      `{ inputs.b.url = "what is this"; outputs = x: { }; }`,
      "is not a valid flake reference, at /nix/store/",
    ],
    [`{ inputs.b.type = 1; outputs = x: { }; }`, "input attribute 'type' is missing"],
    [`{ inputs.b.rev = [ ]; outputs = x: { }; }`, "flake input attribute 'rev' is a list while a string"],
    [`{ inputs.b.rev = "x"; outputs = x: { }; }`, "unexpected flake input attribute 'rev', at /nix/store/"],
    [`{ inherit (x) inputs; outputs = x: { }; }`, "expected a set but got a thunk"],
    [`{ }`, "lacks attribute 'outputs'"],
    [`[ ]`, "must be an attribute set"],
    [`{ outputs = x: `, "syntax error"],
  ])("refused: %s", (text, message) => {
    const files = {
      "/f/flake.nix": text,
      "/a/flake.nix": `{ inputs.a.url = "path:/a"; outputs = { self, a }: { }; }`,
    };
    expect(failure(files, `${flake()}.outputs`)).toContain(message);
  });
});

describe("with a lock file", () => {
  const lock = (nodes: object, root = "root", version = 7): string =>
    JSON.stringify({ nodes, root, version });

  test("it is believed, and inputs are fetched when they are looked at", () => {
    const narHash = run({ "/t/x": "text" }, '(builtins.fetchTree "path:/t").narHash') as string;
    const files = {
      "/f/flake.nix": `{ inputs.t = { url = "https://x/t.tar"; flake = false; }; outputs = { self, t }: { p = t.outPath; r = builtins.readFile (t + "/x"); }; }`,
      "/f/flake.lock": lock({
        root: { inputs: { t: "t" } },
        t: {
          flake: false,
          locked: { type: "tarball", url: "https://x/t.tar", narHash, lastModified: 5 },
          original: { type: "tarball", url: "https://x/t.tar" },
        },
      }),
    };
    expect(run(files, `${flake()}.p`)).toMatch(/^\/nix\/store\/.*-source$/);
    expect(failure(files, `${flake()}.r`)).toBe("unable to download 'https://x/t.tar': HTTP error 404");
    const web = (x: string): Options => ({ web: { "https://x/t.tar": tarball({ x }, "t", 5) } });
    expect(run(files, `${flake()}.r`, web("text"))).toBe("text");
    expect(failure(files, `${flake()}.r`, web("changed"))).toContain(
      "NAR hash mismatch in input 'https://x/t.tar",
    );
  });

  test("an entry for another reference is replaced", () => {
    const files = {
      "/f/flake.nix": `{ inputs.a.url = "path:/new"; outputs = { self, a }: { inherit (a) v; }; }`,
      "/f/flake.lock": lock({
        root: { inputs: { a: "a" } },
        a: { locked: { type: "path", path: "/old" }, original: { type: "path", path: "/old" } },
      }),
      "/old/flake.nix": `{ outputs = { self }: { v = "old"; }; }`,
      "/new/flake.nix": `{ outputs = { self }: { v = "new"; }; }`,
    };
    expect(run(files, `${flake()}.v`)).toBe("new");
  });

  test("what an input followed is looked at again when nobody wishes it any more", () => {
    const at = (path: string): object => ({ type: "path", path });
    const files = {
      "/f/flake.nix": `{ inputs.a.url = "path:/a"; inputs.b.url = "path:/b"; outputs = { self, a, b }: { inherit (a) v; }; }`,
      "/f/flake.lock": lock({
        root: { inputs: { a: "a", b: "b" } },
        a: { inputs: { c: ["b"] }, locked: at("/a"), original: at("/a") },
        b: { locked: at("/b"), original: at("/b") },
      }),
      "/a/flake.nix": `{ inputs.c.url = "path:/c"; outputs = { self, c }: { inherit (c) v; }; }`,
      "/b/flake.nix": `{ outputs = { self }: { v = "b"; }; }`,
      "/c/flake.nix": `{ outputs = { self }: { v = "c"; }; }`,
    };
    expect(run(files, `${flake()}.v`)).toBe("c");
    const wished = {
      ...files,
      "/f/flake.nix": files["/f/flake.nix"].replace("inputs.b", `inputs.a.inputs.c.follows = "b"; inputs.b`),
    };
    expect(run(wished, `${flake()}.v`)).toBe("b");
  });

  test("an input's own lock file counts, its ways start at the input", () => {
    const at = (path: string): object => ({ type: "path", path });
    const files = {
      "/f/flake.nix": `{ inputs.a.url = "path:/a"; outputs = { self, a }: { inherit (a) v; }; }`,
      "/a/flake.nix": `{ inputs.b.url = "path:/b"; inputs.c.url = "path:/c"; inputs.c.inputs.d.follows = "b"; outputs = { self, b, c }: { inherit (c) v; }; }`,
      "/a/flake.lock": lock(
        {
          top: { inputs: { b: "b", c: "c" } },
          b: { locked: at("/b-locked"), original: at("/b") },
          c: { inputs: { d: ["b"] }, locked: at("/c"), original: at("/c") },
        },
        "top",
      ),
      "/b-locked/flake.nix": `{ outputs = { self }: { v = "locked"; }; }`,
      "/c/flake.nix": `{ inputs.d.url = "path:/none"; outputs = { self, d }: { inherit (d) v; }; }`,
    };
    expect(run(files, `${flake()}.v`)).toBe("locked");
  });

  test("circles and explosions in a lock file end", () => {
    const locked = { locked: { type: "path", path: "/a" }, original: { type: "path", path: "/a" } };
    const files = (nodes: object): Record<string, string> => ({
      "/f/flake.nix": `{ inputs.a.url = "path:/a"; outputs = { self, a }: { }; }`,
      "/f/flake.lock": lock({ root: { inputs: { a: "n0" } }, ...nodes }),
      "/a/flake.nix": "{ outputs = x: { }; }",
    });
    const circle = { n0: { inputs: { b: "n0" }, ...locked } };
    expect(failure(files(circle), `${flake()}.outputs`)).toContain("nest too deep, or in circles");
    const chain = Array.from({ length: 60 }, (_, i) => [
      `n${i}`,
      { ...locked, inputs: i === 59 ? {} : { x: `n${i + 1}`, y: `n${i + 1}` } },
    ]);
    expect(failure(files(Object.fromEntries(chain)), `${flake()}.outputs`)).toContain("nest too deep");
  });

  test.each([
    ["no JSON", "lock file '/nix/store/"],
    ["[]", "it is no object"],
    ['{"version":7}', "it does not name its root"],
    ["{}", "has unsupported version undefined"],
    ['{"version":8,"root":"r","nodes":{"r":{}}}', "has unsupported version 8"],
    ['{"version":7,"root":"r","nodes":{}}', "node 'r' are no object"],
    ['{"version":7,"root":"r","nodes":{"r":{"inputs":{"a":"b"}}}}', "node 'b' are no object"],
    ['{"version":7,"root":"r","nodes":{"r":{"inputs":{"a":[1]}}}}', "is no list of names"],
    [
      '{"version":7,"root":"r","nodes":{"r":{"inputs":{"a":"b"}},"b":{"locked":{"x":[]},"original":{}}}}',
      "neither text",
    ],
  ])("refused: %s", (text, message) => {
    const files = { "/f/flake.nix": "{ outputs = x: { }; }", "/f/flake.lock": text };
    expect(failure(files, `${flake()}.outputs`)).toContain(message);
  });
});
