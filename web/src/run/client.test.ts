import { describe, expect, it } from "vitest";
import { EvaluatorClient, stopPatience } from "./client.ts";
import { Fakes, request, value } from "./testing.ts";

describe("the evaluator client", () => {
  it("evaluates one after the other on one worker", async () => {
    const fakes = new Fakes();
    const client = new EvaluatorClient(fakes.spawn, true);
    expect(await client.evaluate(request("1"))).toEqual({ type: "reply", reply: value("1") });
    expect(await client.evaluate(request("2"))).toEqual({ type: "reply", reply: value("2") });
    expect(fakes.all).toHaveLength(1);
  });

  it("stops by the flag and keeps the worker", async () => {
    const fakes = new Fakes();
    const client = new EvaluatorClient(fakes.spawn, true);
    const running = client.evaluate(request("polite"));
    void client.stop();
    expect(await running).toEqual({ type: "stopped" });
    await client.stop();
    expect(fakes.all.map((fake) => fake.terminated)).toEqual([false]);
  });

  it("ends a worker that does not listen, within 100 ms", async () => {
    const fakes = new Fakes();
    const client = new EvaluatorClient(fakes.spawn, true);
    const running = client.evaluate(request("deaf"));
    const from = performance.now();
    void client.stop();
    expect(await running).toEqual({ type: "stopped" });
    expect(performance.now() - from).toBeLessThan(stopPatience + 40);
    expect(fakes.all.map((fake) => fake.terminated)).toEqual([true, false]);
    expect(await client.evaluate(request("3"))).toEqual({ type: "reply", reply: value("3") });
  });

  it("ends the worker at once where memory can't be shared", async () => {
    const fakes = new Fakes();
    const client = new EvaluatorClient(fakes.spawn, false);
    const running = client.evaluate(request("polite"));
    expect(client.progress()).toBeNull();
    void client.stop();
    expect(await running).toEqual({ type: "stopped" });
    expect(fakes.all.map((fake) => fake.terminated)).toEqual([true, false]);
  });

  it("lets a new evaluation take the place of the running one", async () => {
    const fakes = new Fakes();
    const client = new EvaluatorClient(fakes.spawn, true);
    const first = client.evaluate(request("deaf"));
    expect(client.progress()).toEqual({ thunks: 0, calls: 0 });
    const second = client.evaluate(request("deaf"));
    const third = client.evaluate(request("4"));
    expect(await first).toEqual({ type: "stopped" });
    expect(await second).toEqual({ type: "stopped" });
    expect(await third).toEqual({ type: "reply", reply: value("4") });
  });

  it("replaces a worker that dies, idle or busy, and tells", async () => {
    const fakes = new Fakes();
    const client = new EvaluatorClient(fakes.spawn, true);
    fakes.all[0]!.die();
    await Promise.resolve();
    expect(fakes.all).toHaveLength(2);
    const running = client.evaluate(request("deaf"));
    fakes.all[1]!.die();
    expect(await running).toEqual({ type: "died" });
    expect(await client.evaluate(request("broken"))).toEqual({ type: "died" });
    expect(await client.evaluate(request("5"))).toEqual({ type: "reply", reply: value("5") });
  });

  it("does not start workers without end when none lives", async () => {
    let spawned = 0;
    const client = new EvaluatorClient(() => {
      spawned++;
      return { ...new Fakes().spawn(), died: Promise.resolve() };
    }, true);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(spawned).toBe(3);
    expect(await client.evaluate(request("deaf"))).toEqual({ type: "died" });
    expect(spawned).toBe(4);
  });

  it("waits for a stop under way, no longer than needed", async () => {
    const fakes = new Fakes();
    const client = new EvaluatorClient(fakes.spawn, true);
    const first = client.evaluate(request("polite"));
    const from = performance.now();
    void client.stop();
    const second = client.evaluate(request("6"));
    expect(await first).toEqual({ type: "stopped" });
    expect(await second).toEqual({ type: "reply", reply: value("6") });
    expect(performance.now() - from).toBeLessThan(stopPatience);
    expect(fakes.all).toHaveLength(1);
  });
});

describe("values", () => {
  it("are asked for one after the other", async () => {
    const fakes = new Fakes();
    const client = new EvaluatorClient(fakes.spawn, true);
    await client.evaluate(request("1"));
    const slow = client.force(7);
    const after = client.children(0, 0, 10, "");
    const { asked } = fakes.all[0]!;
    await Promise.resolve();
    expect(asked).toEqual(["evaluate 1", "force 7"]);
    void client.stop();
    expect(await slow).toMatchObject({ type: "failed", error: { kind: "stopped" } });
    expect(await after).toMatchObject({ type: "ok" });
    expect(asked).toEqual(["evaluate 1", "force 7", "children 0"]);
    expect(await client.force(2)).toMatchObject({ type: "ok", value: { id: 2 } });
  });

  it("hand a closure over in batches", async () => {
    const fakes = new Fakes();
    const client = new EvaluatorClient(fakes.spawn, true);
    expect(await client.derivationClosure("d")).toEqual({ type: "stale" });
    await client.evaluate(request("1"));
    const texts = ["d0", "d1", "d2"].map((path) => ({ path, aterm: "" }));
    expect(await client.derivationClosure("d")).toEqual({ type: "ok", value: texts });
  });

  it("go with the worker", async () => {
    const fakes = new Fakes();
    const client = new EvaluatorClient(fakes.spawn, true);
    await client.evaluate(request("1"));
    const deaf = client.force(13);
    const after = client.children(0, 0, 10, "");
    void client.stop();
    expect(await deaf).toMatchObject({ type: "failed", error: { kind: "stopped" } });
    expect(await after).toEqual({ type: "stale" });
    expect(await client.force(1)).toEqual({ type: "stale" });
    expect(fakes.all[1]!.asked).toEqual([]);

    await client.evaluate(request("2"));
    const dying = client.force(13);
    fakes.all[1]!.die();
    expect(await dying).toEqual({ type: "stale" });
    await client.evaluate(request("3"));
    expect(await client.derivationOf(1)).toEqual({ type: "stale" });
  });

  it("go when the next evaluation begins, or has none", async () => {
    const fakes = new Fakes();
    const client = new EvaluatorClient(fakes.spawn, true);
    expect(await client.force(1)).toEqual({ type: "stale" });
    await client.evaluate(request("1"));
    const running = client.force(7);
    const waiting = client.force(2);
    const next = client.evaluate(request("polite"));
    expect(await waiting).toEqual({ type: "stale" });
    expect(await running).toMatchObject({ type: "failed", error: { kind: "stopped" } });
    expect(await client.children(0, 0, 1, "")).toEqual({ type: "stale" });
    await client.stop();
    expect(await next).toEqual({ type: "stopped" });
    expect(await client.stringText(0)).toEqual({ type: "stale" });
  });
});
