import * as Comlink from "comlink";
import { expect, it } from "vitest";
import type { ExplorerApi, StoreAnswer } from "../../../workers/index.ts";
import { createExplorerClient } from "./explorer-client.ts";

/** Store workers whose explorer has some methods, and which can die. */
class FakeWorkers {
  readonly die: (() => void)[] = [];
  readonly cancelled: string[] = [];
  private readonly ports: MessagePort[] = [];

  constructor(private readonly api: Partial<ExplorerApi>) {}

  readonly store = {
    explore: () => {
      const { port1, port2 } = new MessageChannel();
      this.ports.push(port1, port2);
      const cancel = (job: string): Promise<void> => Promise.resolve(void this.cancelled.push(job));
      Comlink.expose({ cancel, ...this.api }, port2);
      return Promise.resolve({ port: port1, died: new Promise<void>((resolve) => this.die.push(resolve)) });
    },
  };

  close(): void {
    for (const port of this.ports) port.close();
  }
}

const ok = <T>(value: T): Promise<StoreAnswer<T>> => Promise.resolve({ type: "ok", value });

it("asks one worker, and another after it died", async () => {
  let hang = false;
  const workers = new FakeWorkers({ opened: () => (hang ? new Promise<never>(() => undefined) : ok([])) });
  const client = createExplorerClient(workers.store);
  expect(await client.opened()).toEqual({ type: "ok", value: [] });
  expect(await client.opened()).toEqual({ type: "ok", value: [] });
  expect(workers.die).toHaveLength(1);
  hang = true;
  const waiting = client.opened();
  await new Promise((resolve) => setTimeout(resolve, 10));
  workers.die[0]!();
  expect(await waiting).toMatchObject({ type: "failed", failure: { kind: "internal" } });
  hang = false;
  expect(await client.opened()).toEqual({ type: "ok", value: [] });
  expect(workers.die).toHaveLength(2);
  workers.close();
});

it("hands reports on, and cancels", async () => {
  const workers = new FakeWorkers({
    measure: async (job, _node, progress) => {
      progress({ done: 1, total: 2 });
      while (!workers.cancelled.includes(job)) await new Promise((resolve) => setTimeout(resolve, 1));
      return { type: "cancelled" };
    },
  });
  const client = createExplorerClient(workers.store);
  const reports: unknown[] = [];
  const { answer, cancel } = client.measure("node", (report) => {
    reports.push(report);
    cancel();
  });
  expect(await answer).toEqual({ type: "cancelled" });
  expect(reports).toEqual([{ done: 1, total: 2 }]);
  const never = client.measure("node", () => undefined);
  never.cancel();
  expect(await never.answer).toEqual({ type: "cancelled" });
  workers.close();
});

it("fails in words where there is no store worker", async () => {
  const client = createExplorerClient({ explore: () => Promise.reject(new Error("no worker")) });
  expect(await client.opened()).toEqual({
    type: "failed",
    failure: { kind: "internal", message: "no worker" },
  });
  expect(await client.closure("x").answer).toMatchObject({ type: "failed" });
});
