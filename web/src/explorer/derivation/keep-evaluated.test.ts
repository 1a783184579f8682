import { expect, it } from "vitest";
import type { ExplorerUi } from "../types.ts";
import { keepEvaluated } from "./keep-evaluated.ts";

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
  const answer = await keepEvaluated(
    ui,
    "/p9",
    ({ done }) => told.push(done),
    () => false,
  );
  expect(answer).toEqual({ type: "ok", value: 10 });
  expect(batches.map((batch) => batch.length)).toEqual([3, 3, 3, 1]);
  expect(batches.flat()).toEqual(texts);
  expect(told).toEqual([0, 3, 6, 9]);
});

it("stops where it is told, or where the store refuses", async () => {
  const refused = uiWith(texts, ["ok", "failed"]);
  const nothing = (): void => undefined;
  expect(await keepEvaluated(refused.ui, "/p9", nothing, () => false)).toMatchObject({
    failure: { kind: "quota" },
  });
  expect(refused.batches).toHaveLength(2);
  const stopped = uiWith(texts);
  expect(await keepEvaluated(stopped.ui, "/p9", nothing, () => stopped.batches.length > 0)).toEqual({
    type: "cancelled",
  });
  expect(stopped.batches).toHaveLength(1);
  expect(await keepEvaluated(uiWith([]).ui, "/p", nothing, () => false)).toEqual({ type: "ok", value: 0 });
});
