import { expect, it } from "vitest";
import type { Diagnostic, LanguageRequest } from "../../../workers/index.ts";
import { LanguageClient } from "./language-client.ts";
import { Fakes } from "./testing.ts";

const at = (path: string): LanguageRequest => ({ files: {}, path, profile: "2.36", pipeOperators: false });
const messages = (diagnostics: Diagnostic[]): string[] => diagnostics.map((it) => it.message);

it("starts its worker with the first question", async () => {
  const fakes = new Fakes();
  const client = new LanguageClient(fakes.spawn);
  expect(fakes.all).toHaveLength(0);
  expect(messages(await client.diagnose(at("a")))).toEqual(["a"]);
  expect(messages(await client.diagnose(at("b")))).toEqual(["b"]);
  expect(fakes.all).toHaveLength(1);
});

it("asks the newest of those that wait", async () => {
  const fakes = new Fakes();
  const client = new LanguageClient(fakes.spawn);
  const answers = ["a", "b", "c"].map((path) => client.diagnose(at(path)));
  const completions = [1, 2, 3].map((offset) => client.complete(at("a"), offset, false));
  expect((await Promise.all(answers)).map(messages)).toEqual([["a"], ["c"], ["c"]]);
  expect((await Promise.all(completions)).map((it) => it?.from ?? null)).toEqual([1, null, 3]);
  expect(fakes.all[0]!.asked).toEqual(["diagnose a", "complete 1", "complete 3", "diagnose c"]);
});

it("answers with nothing when the worker fails or dies, and starts another", async () => {
  const fakes = new Fakes();
  const client = new LanguageClient(fakes.spawn);
  expect(await client.diagnose(at("broken"))).toEqual([]);
  expect(fakes.all[0]!.terminated).toBe(true);
  const deaf = client.diagnose(at("deaf"));
  await new Promise((resolve) => setTimeout(resolve, 10));
  fakes.all[1]!.die();
  expect(await deaf).toEqual([]);
  expect(messages(await client.diagnose(at("d")))).toEqual(["d"]);
  for (let i = 0; i < 9; i++) await client.diagnose(at("broken"));
  expect(fakes.all).toHaveLength(7);
});
