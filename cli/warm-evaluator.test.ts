import { mkdtempSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { WarmEvaluators } from "./warm-evaluator.ts";
import { defaultWorld } from "./world.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tvix-warm-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
}

test("an evaluator is used again for the same options", () => {
  write("a.nix", "{ x = 1; }");
  const warm = new WarmEvaluators(defaultWorld());
  const first = warm.get([]);
  first.evaluateFile(join(folder, "a.nix"));
  expect(warm.get([])).toBe(first);
  expect(warm.get([{ prefix: "p", path: folder }])).not.toBe(first);
});

test("any change of what it has looked at makes a new one", () => {
  const warm = new WarmEvaluators(defaultWorld());
  const changes: [string, () => void][] = [
    ["import ./a.nix", () => write("a.nix", "3 + 4")],
    ["builtins.readFile ./a.nix", () => write("a.nix", "other text")],
    ["builtins.pathExists ./new", () => write("new", "")],
    ["builtins.attrNames (builtins.readDir ./.)", () => write("more", "")],
    ["builtins.readFileType ./link", () => unlinkSync(join(folder, "link"))],
    ['"${./a.nix}"', () => write("a.nix", "2 + 2 + 2")],
  ];
  for (const [text, change] of changes) {
    write("a.nix", "1 + 1");
    symlinkSync("a.nix", join(folder, "link"));
    const evaluator = warm.get([]);
    evaluator.deepForce(evaluator.evaluateText(text, folder));
    expect(warm.get([]), text).toBe(evaluator);
    change();
    expect(warm.get([]), text).not.toBe(evaluator);
    rmSync(folder, { recursive: true });
    folder = mkdtempSync(join(tmpdir(), "tvix-warm-"));
  }
});

test("one that printed a trace is not used again, so that the trace is printed each time", () => {
  const warm = new WarmEvaluators(defaultWorld());
  const evaluator = warm.get([]);
  evaluator.evaluateText('builtins.trace "seen" 1');
  expect(warm.get([])).not.toBe(evaluator);
});
