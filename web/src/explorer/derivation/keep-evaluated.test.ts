import { expect, it } from "vitest";
import type { ExplorerUi } from "../types.ts";
import { askWithEvaluated, keepEvaluated } from "./keep-evaluated.ts";

type Text = { path: string; aterm: string };

function uiWith(texts: Text[], answers: ("ok" | "failed")[] = []) {
  const batches: Text[][] = [];
  const ui = {
    evaluated: () => Promise.resolve(texts),
    client: {
      addDerivations: (batch: Text[]) => {
        batches.push(batch);
        const failure = { kind: "quota", message: "full" };
        return Promise.resolve(
          answers.shift() === "failed" ? { type: "failed", failure } : { type: "ok", value: null },
        );
      },
    },
  } as unknown as ExplorerUi;
  return { ui, batches };
}

const texts = Array.from({ length: 10 }, (_, i) => ({ path: `/p${i}`, aterm: "x".repeat(100_000) }));

it("hands over in batches, and tells how far it is", async () => {
  const { ui, batches } = uiWith(texts);
  const told: number[] = [];
  const answer = await keepEvaluated(ui, "/p9", ({ done }) => told.push(done)).answer;
  expect(answer).toEqual({ type: "ok", value: 10 });
  expect(batches.map((batch) => batch.length)).toEqual([3, 3, 3, 1]);
  expect(batches.flat()).toEqual(texts);
  expect(told).toEqual([0, 3, 6, 9]);
});

it("stops where it is told, or where the store refuses", async () => {
  const refused = uiWith(texts, ["ok", "failed"]);
  const nothing = (): void => undefined;
  expect(await keepEvaluated(refused.ui, "/p9", nothing).answer).toMatchObject({
    failure: { kind: "quota" },
  });
  expect(refused.batches).toHaveLength(2);
  const stopped = uiWith(texts);
  const job = keepEvaluated(stopped.ui, "/p9", () => job.cancel());
  expect(await job.answer).toEqual({ type: "cancelled" });
  expect(stopped.batches).toHaveLength(1);
  expect(await keepEvaluated(uiWith([]).ui, "/p", nothing).answer).toEqual({ type: "ok", value: 0 });
});

it("asks once more where inputs were lacking that the evaluation knows", async () => {
  let asked = 0;
  const ask = () => ({
    answer: Promise.resolve({ type: "ok" as const, value: ++asked }),
    cancel: () => undefined,
  });
  const lacks = (answer: { type: string; value?: number }): boolean => answer.value === 1;
  const known = uiWith(texts);
  expect(await askWithEvaluated(known.ui, "/p9", ask, lacks).answer).toEqual({ type: "ok", value: 2 });
  expect(known.batches.flat()).toHaveLength(10);
  expect(await askWithEvaluated(known.ui, "/p9", ask, lacks).answer).toEqual({ type: "ok", value: 3 });
  asked = 0;
  expect(await askWithEvaluated(uiWith([]).ui, "/p9", ask, lacks).answer).toEqual({ type: "ok", value: 1 });
});
