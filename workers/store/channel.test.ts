import { MessageChannel, Worker } from "node:worker_threads";
import { expect, it } from "vitest";
import { SharedAnswers, SharedReader } from "./channel.ts";

const small = 64 + 16;

it("gives answers whole, in parts where the memory is small, and failures", async () => {
  const memory = new SharedArrayBuffer(small);
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(
    `const { parentPort, workerData: { port, memory } } = require("node:worker_threads");
     const cells = new Int32Array(memory, 0, 16), data = new Uint8Array(memory, 64);
     let rest, code;
     const write = (turn) => {
       const part = rest.subarray(0, data.length);
       data.set(part);
       rest = rest.subarray(part.length);
       cells[1] = part.length;
       Atomics.store(cells, 0, turn * 4 + code);
       Atomics.notify(cells, 0);
     };
     port.on("message", (ask) => {
       if (ask.type === "read") {
         rest = new TextEncoder().encode(ask.request.repeat(20));
         code = ask.request === "no" ? 2 : 1;
         cells[2] = rest.length;
       }
       write(ask.turn);
     });`,
    { eval: true, workerData: { port: port2, memory }, transferList: [port2] },
  );
  const reader = new SharedReader<string>(memory, (ask) => port1.postMessage(ask), 5000);
  expect(new TextDecoder().decode(reader.read("abc"))).toBe("abc".repeat(20));
  expect(new TextDecoder().decode(reader.read(""))).toBe("");
  expect(() => reader.read("no")).toThrow("no".repeat(20));
  await worker.terminate();
  expect(() => new SharedReader<string>(memory, () => undefined, 50).read("x")).toThrow("has not answered");
  Atomics.store(new Int32Array(memory), 4, 1);
  expect(() => reader.read("x")).toThrow("has ended");
});

it("forgets answers that nobody waits for any more", async () => {
  const memory = new SharedArrayBuffer(64 + 4);
  const cells = new Int32Array(memory);
  let finish!: (bytes: Uint8Array) => void;
  const slow = new Promise<Uint8Array>((resolve) => (finish = resolve));
  const answers = new SharedAnswers<string>(memory, (request) =>
    request === "slow" ? slow : Promise.resolve(new Uint8Array([1, 2, 3, 4, 5])),
  );
  const first = answers.take({ type: "read", turn: 1, request: "slow" });
  await answers.take({ type: "read", turn: 2, request: "fast" });
  finish(new Uint8Array(1));
  await first;
  expect([cells[0], cells[1], cells[2]]).toEqual([9, 4, 5]);
  await answers.take({ type: "more", turn: 3 });
  expect([cells[0], cells[1], new Uint8Array(memory)[64]]).toEqual([13, 1, 5]);
});
