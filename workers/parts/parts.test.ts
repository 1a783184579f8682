import { expect, it } from "vitest";
import { FetchFailure, makeFetches } from "../../core/glue/index.ts";
import { deepParts } from "../../core/eval/index.ts";
import { errorOf, newWorker, requestOf, valueOf } from "../testing.ts";
import { Parts } from "./index.ts";

const text = 'builtins.readFile (builtins.fetchurl "https://example.org/a")';
const network = {
  git: null,
  get: (url: string) => ({ bytes: new TextEncoder().encode("content"), url, etag: null, immutableUrl: null }),
};

/** Parts that count how often they are brought. */
function counted(): { parts: Parts; loads: () => number } {
  let loads = 0;
  const fetching = () => Promise.resolve((loads++, makeFetches));
  const nesting = () => Promise.resolve((loads++, deepParts));
  return { parts: new Parts({ fetching, nesting }), loads: () => loads };
}

it("are brought when evaluation needs them, which then runs again from the start", async () => {
  const { parts, loads } = counted();
  const worker = newWorker({ network, parts });
  const request = requestOf(`builtins.trace "once" (builtins.tryEval (${text}))`, {
    network: true,
    strict: true,
  });
  const reply = await worker.evaluate(request, null);
  expect(reply.trace).toEqual(["trace: once"]);
  expect(valueOf(await worker.render({ id: 0, format: "json", strict: true }, null)).first.text).toBe(
    '{"success":true,"value":"content"}',
  );
  await worker.evaluate(request, null);
  expect(loads()).toBe(1);
});

it("are brought for a value that is opened, not for those nobody asked for", async () => {
  const { parts, loads } = counted();
  const worker = newWorker({ network, parts });
  for (let round = 0; round < 2; round++) {
    await worker.evaluate(requestOf(`{ a = ${text}; b = 1 + 1; }`, { network: true, openSmall: true }), null);
    const a = valueOf(await worker.children(0, 0, 9, "")).children[0]!.value;
    expect([a.type, loads()]).toEqual(["thunk", round]);
    expect(valueOf(await worker.force(a.id, null)).text).toBe('"content"');
  }
});

it("bring nothing from the network for a text that nobody asked to evaluate", async () => {
  const refused = {
    git: null,
    get(): never {
      throw new FetchFailure("refused", "this must not be asked");
    },
  };
  const worker = newWorker({ network: refused, parts: counted().parts });
  const error = errorOf(await worker.evaluate(requestOf(text), null));
  expect(error.message).toContain("nothing is fetched before you ask for it");
});

it("that can't be had are an error, and are asked for again", async () => {
  let online = false;
  const parts = new Parts({
    nesting: () => Promise.resolve(deepParts),
    fetching: () => (online ? Promise.resolve(makeFetches) : Promise.reject(new Error("offline"))),
  });
  const worker = newWorker({ network, parts });
  const error = errorOf(await worker.evaluate(requestOf(text, { network: true }), null));
  expect(error).toMatchObject({ kind: "io" });
  expect(error.message).toContain("could not be loaded: offline");
  online = true;
  expect((await worker.evaluate(requestOf(text, { network: true }), null)).result.ok).toBe(true);
});

it("are brought for rare builtins", async () => {
  for (const text of [
    'builtins.match "a(.)" "ab"',
    'builtins.split "," "a,b"',
    'builtins.fromTOML "a = [1]"',
    'builtins.deepSeq (map (builtins.match "a") [ "a" ]) 1',
  ]) {
    const { parts, loads } = counted();
    const worker = newWorker({ parts });
    expect([(await worker.evaluate(requestOf(text), null)).result.ok, loads()]).toEqual([true, 1]);
    expect([(await worker.evaluate(requestOf(text), null)).result.ok, loads()]).toEqual([true, 1]);
  }
});

it("are brought for recursion deeper than the stack of JavaScript", async () => {
  const { parts, loads } = counted();
  const worker = newWorker({ parts });
  const sum = "let sum = n: if n == 0 then 0 else n + sum (n - 1); in";
  const request = requestOf(`builtins.trace "once" (${sum} [ (sum 100000) (sum 200000) ])`);
  const reply = await worker.evaluate(request, null);
  expect([reply.trace, loads()]).toEqual([["trace: once"], 0]);
  const [first, second] = valueOf(await worker.children(0, 0, 9, "")).children;
  expect(valueOf(await worker.force(first!.value.id, null)).text).toBe("5000050000");
  expect(valueOf(await worker.force(second!.value.id, null)).text).toBe("20000100000");
  expect(loads()).toBe(1);

  const other = counted();
  const nested = "builtins.foldl' (xs: _: [ xs ]) [ ] (builtins.genList (x: x) 100000)";
  const all = await newWorker({ parts: other.parts }).evaluate(requestOf(nested, { view: "json" }), null);
  expect(all.result).toMatchObject({ ok: true, rendered: { first: { total: 200_002 } } });
  expect(other.loads()).toBe(1);
});
