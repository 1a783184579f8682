import { test } from "vitest";
import { letOthersRun } from "./turns.ts";

test("timers run while several loops wait for nothing but each other", async () => {
  let timers = 0;
  const timer = setInterval(() => void timers++, 1);
  const loop = async (): Promise<void> => {
    // Without the call, this would never end.
    while (timers < 5) await letOthersRun();
  };
  await Promise.all([loop(), loop(), loop()]);
  clearInterval(timer);
});
