import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { EvaluationWorker } from "../../../workers/evaluation-worker.ts";
import type { EvaluateRequest } from "../../../workers/index.ts";
import { decodeLink, encodeLink } from "../share/link.ts";
import { unsaidSettings } from "../share/types.ts";
import { catalog } from "./catalog.ts";
import { examples } from "./examples.ts";
import { searchEntries } from "./search.ts";
import { groups, type Example } from "./types.ts";

/** Nothing of the gallery needs the network. */
const worker = new EvaluationWorker({
  network: {
    git: null,
    get: () => {
      throw new Error("an example uses the network");
    },
  },
});

/** What Nix prints for the example, kept beside it; `error: ` and the message where it fails on purpose. */
function expectedOf({ id }: Example): string {
  return readFileSync(new URL(`./examples/${id}/expected.txt`, import.meta.url), "utf8").trimEnd();
}

const filesOf = ({ workspace }: Example): [path: string, text: string][] =>
  Object.entries(workspace.files).map(([path, text]) => [path, String(text)]);

async function evaluate(example: Example, options: Partial<EvaluateRequest> = {}): Promise<string> {
  const files = Object.fromEntries(filesOf(example).map(([path, text]) => [`/workspace/${path}`, text]));
  const request: EvaluateRequest = {
    text: files["/workspace/main.nix"]!,
    path: "/workspace/main.nix",
    files,
    profile: "2.36",
    view: "nix",
    strict: true,
    pipeOperators: example.settings?.pipeOperators ?? false,
    openSmall: false,
    network: true,
    ...options,
  };
  const { result } = await worker.evaluate(request, null);
  if (!result.ok) return `error: ${result.error.message}`;
  return result.rendered?.first.text ?? `shown: ${result.root.type}`;
}

const folder = mkdtempSync(join(tmpdir(), "tvix-gallery-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the installed Nix prints. */
function nix(example: Example): string {
  const root = join(folder, example.id);
  for (const [path, text] of filesOf(example)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const run = spawnSync("nix-instantiate", ["--eval", "--strict", "main.nix"], {
    cwd: root,
    encoding: "utf8",
    env: { PATH: process.env["PATH"] ?? "", NIX_REMOTE: `local?root=${join(folder, "store")}` },
  });
  const message = /^error: .*$/m.exec(run.stderr)?.[0] ?? run.stderr;
  return run.status === 0 ? run.stdout.trimEnd() : message;
}

const hasNix = spawnSync("nix-instantiate", ["--version"]).status === 0;

/** Examples of what only newer Nix can do, and those whose error Nix 2.8 words differently. */
const newer = new Set(["pipes", "error-contexts"]);

describe("the gallery", () => {
  it("has enough of everything", () => {
    expect(examples.length).toBeGreaterThanOrEqual(24);
    expect(new Set(catalog.map((entry) => entry.id)).size).toBe(catalog.length);
    expect([...new Set(catalog.map((entry) => entry.group))].sort()).toEqual([...groups].sort());
    expect(examples.filter((example) => example.workspace.open.length > 1).length).toBeGreaterThan(4);
  });

  it("explains each example, in words and in comments", () => {
    for (const { id, teaches, workspace } of examples) {
      expect(teaches, id).toMatch(/^.{40,200}\.$/);
      expect(workspace.files["main.nix"], id).toMatch(/^# .*\n/);
      expect(String(workspace.files["main.nix"]).match(/^\s*# /gm)!.length, id).toBeGreaterThan(2);
      const long = String(workspace.files["main.nix"]).match(/^.{111,}$/gm);
      expect(long, `${id} has lines that are too long to read`).toBeNull();
    }
  });

  it("keeps its groups together", () => {
    const order = catalog.map((entry) => groups.indexOf(entry.group));
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  });

  it("is found by words", () => {
    expect(searchEntries(examples, " FINAL prev").map((example) => example.id)).toEqual(["overlays"]);
    expect(searchEntries(examples, "").length).toBe(examples.length);
    expect(searchEntries(examples, "nothing like it")).toEqual([]);
    expect(examples.find(({ id }) => id === "overlays")?.workspace.open).toEqual([
      "main.nix",
      "security.nix",
    ]);
  });

  it("fits into links", async () => {
    for (const { workspace } of examples) {
      const link = await encodeLink({ workspace, settings: unsaidSettings });
      expect(link.length).toBeLessThan(4000);
      expect((await decodeLink(link))?.workspace).toEqual(workspace);
    }
  });
});

describe("each example has its value", () => {
  it.each(examples.map((example) => [example.id, example] as const))("%s", async (_, example) => {
    expect(await evaluate(example)).toBe(expectedOf(example));
    const shown = await evaluate(example, { view: "tree", strict: false, openSmall: true, network: false });
    expect(shown).toBe("shown: set");
  });
});

describe.skipIf(!hasNix)("each example has the value that Nix gives it", () => {
  const shared = examples.filter((example) => !newer.has(example.id));
  it.each(shared.map((example) => [example.id, example] as const))("%s", async (_, example) => {
    const theirs = nix(example);
    expect(await evaluate(example, { profile: "2.8" })).toBe(theirs);
    expect(expectedOf(example)).toBe(theirs);
  });
});
