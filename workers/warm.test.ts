import { beforeAll, expect, it } from "vitest";
import { kernelsReady } from "../core/castore/index.ts";
import { NarHashes } from "../core/glue/index.ts";
import type { EvaluationWorker } from "./evaluation-worker.ts";
import type { EvaluateRequest } from "./protocol.ts";
import { MountFiles } from "./store/mount-files.ts";
import { TestContents, type TestTree } from "./store/testing.ts";
import { newWorker, requestOf } from "./testing.ts";

beforeAll(() => kernelsReady());

/** A worker that has a tree as `<pkgs>`. */
function mountedWorker(tree: TestTree): EvaluationWorker {
  const files = new TestContents(tree).files("pkgs");
  return newWorker({
    mounting: {
      connect: () => Promise.resolve(),
      noteUsed: () => undefined,
      prepare: () =>
        Promise.resolve({
          searchPath: [{ prefix: "pkgs", path: "/mounts/pkgs" }],
          narHashes: new NarHashes(),
          over: (world) => new MountFiles(world, new Map([["pkgs", files]])),
          failed: () => false,
        }),
    },
  });
}

const tree = {
  "default.nix":
    "let count = 1; in { }: { a = count + 1; b = builtins.foldl' (x: y: x + y) 0 (builtins.genList (x: x) 1000); }",
};
const main = "/workspace/main.nix";

/** Evaluates; the text, and the calls it took. */
async function run(
  worker: EvaluationWorker,
  text: string,
  files: EvaluateRequest["files"] = {},
  options: Partial<EvaluateRequest> = {},
): Promise<[string, number]> {
  const mounts = [{ name: "pkgs", root: "blake3-x" }];
  const all = { ...files, [main]: text };
  const request = requestOf(text, { path: main, files: all, mounts, view: "nix", ...options });
  const { result, stats } = await worker.evaluate(request, null);
  return [result.ok ? result.rendered!.first.text : result.error.message, stats.calls];
}

async function valueOf(...args: Parameters<typeof run>): Promise<string> {
  return (await run(...args))[0];
}

const sum = "(import <pkgs> { }).b";

it("answers a second request from what the first has made", async () => {
  const worker = mountedWorker(tree);
  const [first, calls] = await run(worker, sum);
  expect(first).toBe("499500");
  expect(calls).toBeGreaterThan(1000);
  expect(await run(worker, sum)).toEqual(["499500", 0]);
  const [other, more] = await run(worker, `let pkgs = import <pkgs> { }; in pkgs.b + pkgs.a`);
  expect([other, more]).toEqual(["499502", 0]);
});

it("never serves what has changed", async () => {
  const worker = mountedWorker(tree);
  const text = "import ./other.nix + (import <pkgs> { }).a";
  const other = "/workspace/other.nix";
  expect(await valueOf(worker, text, { [other]: "1" })).toBe("3");
  expect(await valueOf(worker, text, { [other]: "10" })).toBe("12");
  const names = 'builtins.concatStringsSep " " (builtins.attrNames (builtins.readDir ./.))';
  expect(await valueOf(worker, names, { [other]: "10" })).toBe('"main.nix other.nix"');
  expect(await valueOf(worker, names, {})).toBe('"main.nix"');
  expect(await valueOf(worker, "builtins.pathExists ./a/b", {})).toBe("false");
  expect(await valueOf(worker, "builtins.pathExists ./a/b", { "/workspace/a/b": "" })).toBe("true");
  const own = "builtins.stringLength (builtins.readFile ./main.nix)";
  expect(await valueOf(worker, own)).toBe(String(own.length));
  expect(await valueOf(worker, `${own} `)).toBe(String(own.length + 1));
});

it("prints traces and warnings every time", async () => {
  const worker = mountedWorker({ "default.nix": '{ }: builtins.trace "made" { a = 1; }' });
  for (let i = 0; i < 2; i++) {
    const mounts = [{ name: "pkgs", root: "x" }];
    const reply = await worker.evaluate(requestOf("(import <pkgs> { }).a", { mounts }), null);
    expect(reply.trace).toEqual(["trace: made"]);
  }
});

it("is not used for other settings, and holds each request to its own limits", async () => {
  const worker = mountedWorker(tree);
  await run(worker, sum);
  const [, calls] = await run(worker, sum, {}, { profile: "2.8" });
  expect(calls).toBeGreaterThan(1000);
  const limits = { allocationBytes: 32 * 2 ** 20 };
  const length = (n: number): string => `builtins.length (builtins.genList (x: x) ${n})`;
  for (let i = 0; i < 4; i++) {
    expect(await valueOf(worker, length(200_000 + i), {}, { limits })).toBe(String(200_000 + i));
  }
  for (let i = 0; i < 2; i++) {
    const message = "evaluation allocated more than its limit of 32 MB; it can be changed in the settings";
    expect(await valueOf(worker, length(9_000_000), {}, { limits })).toBe(message);
  }
});

it("names places in mounted trees by their paths", async () => {
  const worker = mountedWorker({ "default.nix": '{ }: { a = throw "no"; }' });
  const mounts = [{ name: "pkgs", root: "x" }];
  const reply = await worker.evaluate(requestOf("(import <pkgs> { }).a", { mounts }), null);
  expect(reply.result.ok ? "" : reply.result.error.rendered).toContain("/mounts/pkgs/default.nix:1:");
});
