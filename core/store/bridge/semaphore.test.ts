import { expect, test } from "vitest";
import { Semaphore } from "./semaphore.ts";

test("only so many at once; who waits comes in order, or gives up", async () => {
  const semaphore = new Semaphore(2);
  const never = new AbortController().signal;
  const order: number[] = [];
  const first = await semaphore.enter(never);
  const second = await semaphore.enter(never);
  const abort = new AbortController();
  const waiting = [never, abort.signal, never].map(async (signal, i) => {
    const leave = await semaphore.enter(signal);
    order.push(i);
    return leave;
  });
  abort.abort(new Error("enough"));
  await expect(waiting[1]).rejects.toThrow("enough");
  expect(order).toEqual([]);
  first();
  const third = (await waiting[0])!;
  expect(order).toEqual([0]);
  second();
  const fourth = (await waiting[2])!;
  expect(order).toEqual([0, 2]);
  third();
  fourth();
  const again = await Promise.all([semaphore.enter(never), semaphore.enter(never)]);
  expect(again).toHaveLength(2);
  await expect(semaphore.enter(abort.signal)).rejects.toThrow("enough");
});
