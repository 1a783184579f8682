import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  activityTypes,
  type ActivityType,
  formatLogLine,
  LogError,
  type LogMessage,
  parseLogLine,
  resultTypes,
  type ResultType,
  verbosities,
} from "./index.ts";

test.each<[string, LogMessage | null]>([
  ["plain output", null],
  ["@nix", null],
  ['@nix {"action":"stop","id":3}', { action: "stop", id: 3n }],
  [
    '@nix {"action":"start","fields":["/nix/store/x",18446744073709551615],"id":4503599627370497000,"level":3,"parent":0,"text":"building \\"\\u00e9\\" 1234567890123456","type":105}',
    {
      action: "start",
      id: 4503599627370497000n,
      level: "info",
      type: "build",
      text: 'building "\xc3\xa9" 1234567890123456',
      parent: 0n,
      fields: ["/nix/store/x", 18446744073709551615n],
    },
  ],
  [
    '@nix {"action":"result","id":1,"type":105,"fields":[0,1,2,0]}',
    { action: "result", id: 1n, type: "progress", fields: [0n, 1n, 2n, 0n] },
  ],
  ['@nix {"action":"msg","level":0,"msg":"x","file":null}', { action: "msg", level: "error", msg: "x" }],
  ['@nix { "action": "setPhase", "phase": "unpackPhase" }', { action: "setPhase", phase: "unpackPhase" }],
])("reads %s", (line, message) => {
  expect(parseLogLine(line)).toEqual(message);
});

test.each([
  ["@nix ", "log message: "],
  ["@nix []", "must be a JSON object"],
  ["@nix {}", "unknown action undefined"],
  ['@nix {"action":"stop"}', "'id' of a log message"],
  ['@nix {"action":"stop","id":-1}', "'id' of a log message"],
  ['@nix {"action":"stop","id":18446744073709551616}', "'id' of a log message"],
  ['@nix {"action":"msg","level":8,"msg":""}', "unknown level 8"],
  ['@nix {"action":"msg","level":1}', "'msg' of a log message must be a string"],
  ['@nix {"action":"start","id":1,"level":1,"type":99}', "unknown activity type 99"],
  ['@nix {"action":"result","id":1,"type":109}', "unknown result type 109"],
  ['@nix {"action":"result","id":1,"type":101,"fields":[null]}', "numbers and strings"],
])("refuses %s", (line, text) => {
  expect(() => parseLogLine(line)).toThrow(LogError);
  expect(() => parseLogLine(line)).toThrow(text);
});

const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const byteText = fc
  .array(fc.integer({ min: 0, max: 255 }), { maxLength: 20 })
  .map((codes) => String.fromCharCode(...codes));
const level = fc.constantFrom(...verbosities);
const fields = fc.array(fc.oneof(u64, byteText), { maxLength: 4 });
const message: fc.Arbitrary<LogMessage> = fc.oneof(
  fc.record({
    action: fc.constant("start" as const),
    id: u64,
    level,
    type: fc.constantFrom(...(Object.keys(activityTypes) as ActivityType[])),
    text: byteText,
    parent: u64,
    fields,
  }),
  fc.record({ action: fc.constant("stop" as const), id: u64 }),
  fc.record({
    action: fc.constant("result" as const),
    id: u64,
    type: fc.constantFrom(...(Object.keys(resultTypes) as ResultType[])),
    fields,
  }),
  fc.record(
    {
      action: fc.constant("msg" as const),
      level,
      msg: byteText,
      rawMsg: byteText,
      position: fc.record({ file: byteText, line: fc.nat(), column: fc.nat() }),
    },
    { requiredKeys: ["action", "level", "msg"] },
  ),
  fc.record({ action: fc.constant("setPhase" as const), phase: byteText }),
);

test("messages read back", () => {
  fc.assert(
    fc.property(message, (message) => {
      expect(parseLogLine(formatLogLine(message))).toEqual(message);
    }),
    { numRuns: 500 },
  );
});

test("any line is read or refused", () => {
  const line = fc.array(
    fc.constantFrom(
      '"action":',
      '"msg"',
      '"level":',
      "1",
      "{",
      "}",
      ",",
      '"msg":',
      "12345678901234567890",
      '"',
    ),
  );
  fc.assert(
    fc.property(
      line.map((parts) => `@nix {${parts.join("")}`),
      (line) => {
        try {
          parseLogLine(line);
        } catch (error) {
          expect(error).toBeInstanceOf(LogError);
        }
      },
    ),
    { numRuns: 500 },
  );
});

const hasNix = spawnSync("nix-instantiate", ["--version"]).status === 0;

test.skipIf(!hasNix)("what Nix logs", () => {
  const expression = 'builtins.trace "hi" (throw "x\\"\u00e9")';
  const run = spawnSync(
    "nix-instantiate",
    ["--log-format", "internal-json", "--eval", "-vvvv", "-E", expression],
    {
      env: { PATH: process.env["PATH"], NIX_REMOTE: "dummy://" },
      encoding: "latin1",
    },
  );
  const messages = run.stderr.split("\n").flatMap((line) => {
    const message = parseLogLine(line);
    return message?.action === "msg" ? [message] : [];
  });
  expect(messages.find(({ rawMsg }) => rawMsg !== undefined)?.rawMsg).toBe('x"\xc3\xa9');
  expect(messages.some(({ msg }) => msg === "trace: hi")).toBe(true);
});
