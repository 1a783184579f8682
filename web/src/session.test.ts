import { expect, test } from "vitest";
import type { EvaluateReply, EvaluateRequest } from "../../workers/index.ts";
import type { Outcome } from "./run/client.ts";
import { createSession, type Session } from "./session.ts";
import { defaultSettings } from "./settings/read.ts";

const reply: EvaluateReply = {
  result: {
    ok: true,
    root: {
      id: 0,
      type: "int",
      text: "2",
      cut: false,
      size: 0,
      context: [],
      derivation: null,
      span: null,
      doc: null,
      error: null,
    },
    rendered: null,
  },
  stats: { ms: 1, thunks: 0, calls: 0, allocated: 0 },
  problems: [],
  trace: [],
  traceOmitted: 0,
};

/** A session over a client that answers when told to. */
function setUp(): {
  session: Session;
  requests: EvaluateRequest[];
  answer: (outcome: Outcome) => Promise<void>;
  spoken: string[];
  world: { text: string; revision: number };
} {
  const requests: EvaluateRequest[] = [];
  const waiting: ((outcome: Outcome) => void)[] = [];
  const spoken: string[] = [];
  const world = { text: "1 + 1", revision: 0 };
  const session = createSession({
    client: {
      evaluate(request) {
        requests.push(request);
        waiting.splice(0).forEach((finish) => finish({ type: "stopped" }));
        return new Promise((resolve) => waiting.push(resolve));
      },
      stop: () => Promise.resolve(),
      progress: () => null,
    },
    source: () => ({
      path: "main.nix",
      files: { "/workspace/main.nix": world.text, "/workspace/a.nix": "3" },
    }),
    revision: () => world.revision,
    settings: { ...defaultSettings, timeLimit: 5, memoryLimit: 100 },
    onReply: () => undefined,
    speak: (text) => spoken.push(text),
  });
  const answer = async (outcome: Outcome): Promise<void> => {
    waiting.splice(0).forEach((finish) => finish(outcome));
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { session, requests, answer, spoken, world };
}

test("asks for the file with its settings and limits, and says what came of it", async () => {
  const { session, requests, answer, spoken } = setUp();
  void session.evaluate();
  expect(session.running()).toBe(true);
  await answer({ type: "reply", reply });
  expect(requests).toMatchObject([
    {
      text: "1 + 1",
      path: "/workspace/main.nix",
      files: { "/workspace/a.nix": "3" },
      view: "tree",
      network: true,
      limits: { allocationBytes: 100 * 2 ** 20, milliseconds: 5000 },
    },
  ]);
  expect(session.running()).toBe(false);
  expect(session.shown()?.reply).toBe(reply);
  expect(spoken).toEqual(["Evaluated in 1.0 ms: 2"]);
});

test("only what was asked for may use the network, as long as it is the same text", async () => {
  const { session, requests, answer, world } = setUp();
  const networks = (): boolean[] => requests.map((request) => request.network === true);
  void session.evaluateAgain();
  await answer({ type: "reply", reply });
  void session.evaluate();
  await answer({ type: "reply", reply });
  void session.evaluateAgain();
  await answer({ type: "reply", reply });
  world.revision++;
  void session.evaluateAgain();
  await answer({ type: "reply", reply });
  expect(networks()).toEqual([false, true, true, false]);
});

test("the last result stays when a run is stopped, and late answers of older runs are dropped", async () => {
  const { session, answer } = setUp();
  void session.evaluate();
  await answer({ type: "reply", reply });
  void session.evaluate();
  void session.evaluate();
  await new Promise((resolve) => setTimeout(resolve));
  expect(session.interruption()).toBeNull();
  await answer({ type: "stopped" });
  expect(session.interruption()?.type).toBe("stopped");
  expect(session.shown()?.reply).toBe(reply);
});

test("an empty file has no result, unless somebody asks", async () => {
  const { session, requests, answer, world } = setUp();
  void session.evaluateAgain();
  await answer({ type: "reply", reply });
  world.text = "\n";
  await session.evaluateAgain();
  expect(session.shown()).toBeNull();
  expect(session.running()).toBe(false);
  expect(requests).toHaveLength(1);
  void session.evaluate();
  await answer({ type: "reply", reply });
  expect(requests).toHaveLength(2);
});
