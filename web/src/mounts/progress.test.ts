import { expect, test } from "vitest";
import type { ImportState } from "../../../workers/index.ts";
import { addSample, partDone, progressLines, timeLeft, timeLeftWords, type Sample } from "./progress.ts";

const state: ImportState = {
  phase: "reading",
  read: 2 ** 20,
  total: 2 ** 22,
  files: 1200,
  bytes: 2 ** 23,
  newFiles: 200,
  newBytes: 2 ** 19,
  elapsed: 3000,
};

test("the time left follows the speed of the last seconds", () => {
  let samples: Sample[] = [];
  for (let second = 0; second <= 10; second++)
    samples = addSample(samples, { elapsed: second * 1000, read: second });
  // Ten times as fast from here on.
  for (let second = 11; second <= 30; second++) {
    samples = addSample(samples, { elapsed: second * 1000, read: 10 + (second - 10) * 10 });
  }
  expect(samples.length).toBeLessThan(12);
  expect(timeLeft(samples, 310)).toBe(10_000);
  expect(timeLeft(samples, 200)).toBe(0);
});

test("nothing is said of the time left before it is known", () => {
  expect(timeLeft([], 10)).toBeNull();
  expect(timeLeft([{ elapsed: 100, read: 5 }], 10)).toBeNull();
  const stuck = [
    { elapsed: 3000, read: 5 },
    { elapsed: 9000, read: 5 },
  ];
  expect(timeLeft(stuck, 10)).toBeNull();
  expect(timeLeft([{ elapsed: 3000, read: 5 }], null)).toBeNull();
  expect(timeLeft([{ elapsed: 3000, read: 5 }], 10)).toBeNull();
});

test("another try starts its samples anew", () => {
  expect(addSample([{ elapsed: 5000, read: 9 }], { elapsed: 10, read: 1 })).toEqual([
    { elapsed: 10, read: 1 },
  ]);
});

test.each([
  [null, ""],
  [300, "less than a second left"],
  [3200, "about 4 s left"],
  [31_000, "about 35 s left"],
  [61_000, "about 2 min left"],
  [5_000_000, "about 2 h left"],
])("%s ms: %s", (ms, words) => expect(timeLeftWords(ms)).toBe(words));

test("progress in words", () => {
  expect(progressLines(state, 9000)).toEqual({
    read: "1.0 MiB of 4.0 MiB read, about 9 s left",
    stored: "1,200 files: 200 new (512 KiB), 1,000 already stored",
  });
  expect(progressLines({ ...state, total: null }, null).read).toBe("1.0 MiB read");
  expect(progressLines({ ...state, phase: "finishing" }, 1).read).toBe("Writing the last of it");
});

test("the part done is known where the total is", () => {
  expect(partDone(state)).toBe(0.25);
  expect(partDone({ ...state, total: null })).toBeNull();
  expect(partDone({ ...state, total: 0 })).toBeNull();
  expect(partDone({ ...state, read: 9e9 })).toBe(1);
  expect(partDone({ ...state, phase: "finishing" })).toBeNull();
});
