import { describe, expect, it } from "vitest";
import type { EvaluateReply, EvaluateRequest } from "../../../workers/index.ts";
import { EvaluatorClient, stopPatience, type WorkerHandle } from "./client.ts";

const request = (text: string): EvaluateRequest => ({ text, profile: "2.36", strict: true, format: "nix" });
const stats = { ms: 1, thunks: 0, calls: 0, allocated: 0 };
const value = (output: string): EvaluateReply => ({
  result: { ok: true, output },
  stats,
  problems: [],
  trace: [],
  traceOmitted: 0,
});
const stopped: EvaluateReply = {
  ...value(""),
  result: {
    ok: false,
    error: { kind: "stopped", message: "", span: null, frames: [], omitted: 0, rendered: "" },
  },
};

/** Workers that answer `deaf` never, `polite` when told to stop, everything else at once. */
class Fakes {
  readonly all: { terminated: boolean; die: () => void }[] = [];

  spawn = (): WorkerHandle => {
    let die = (): void => undefined;
    const died = new Promise<void>((resolve) => (die = resolve));
    const fake = { terminated: false, die };
    this.all.push(fake);
    return {
      died,
      terminate: () => void (fake.terminated = true),
      api: {
        check: () => Promise.resolve([]),
        evaluate: ({ text }, control) => {
          if (text === "broken") return Promise.reject(new Error("no reply"));
          if (text !== "deaf" && text !== "polite") return Promise.resolve(value(text));
          return new Promise((resolve) => {
            const look = setInterval(() => {
              const told = control !== null && new Int32Array(control)[0] === 1;
              if (fake.terminated || (told && text === "polite")) {
                clearInterval(look);
                if (!fake.terminated) resolve(stopped);
              }
            }, 1);
          });
        },
      },
    };
  };
}

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
    const second = client.evaluate(request("4"));
    expect(await first).toEqual({ type: "stopped" });
    expect(await second).toEqual({ type: "reply", reply: value("4") });
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
