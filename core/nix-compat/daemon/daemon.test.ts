import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Codec } from "./codec.ts";
import {
  call,
  clientHandshake,
  DaemonError,
  formatProtocolVersion,
  FrameReader,
  newestProtocol,
  oldestProtocol,
  operationName,
  operationNumbers,
  operations,
  protocolVersion,
  readOperation,
  readStderr,
  serverHandshake,
  type StderrError,
  type StderrMessage,
  type Wire,
  WireError,
  WireMachine,
  WireWriter,
  writeAnswer,
  writeFrames,
  writeStderr,
} from "./index.ts";
import { buildStatuses } from "./types.ts";
import { concat, readBytes, readList, readNumber, readString, readStrings, readU64 } from "./wire.ts";

/** What a reader makes of bytes that come in pieces of some size. */
function readAll<T>(wire: Wire<T>, bytes: Uint8Array, piece = bytes.length || 1): T {
  const machine = new WireMachine(wire);
  for (let at = 0; at < bytes.length; at += piece) machine.push(bytes.subarray(at, at + piece));
  machine.end();
  expect(machine.rest().length).toBe(0);
  return machine.result;
}

const byteText = fc
  .array(fc.integer({ min: 0, max: 255 }), { maxLength: 20 })
  .map((codes) => String.fromCharCode(...codes));
const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const nat = fc.maxSafeNat();
const piece = fc.integer({ min: 1, max: 20 });
const version = fc.integer({ min: oldestProtocol, max: newestProtocol });
const texts = fc.array(byteText, { maxLength: 4 });
const hex = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((digest) => Buffer.from(digest).toString("hex"));
const optional = fc.oneof(
  fc.constant(null),
  byteText.filter((text) => text !== ""),
);

test("primitives, in pieces of any size", () => {
  fc.assert(
    fc.property(
      u64,
      nat,
      byteText,
      texts,
      fc.uint8Array(),
      piece,
      (wide, number, text, list, bytes, size) => {
        const writer = new WireWriter().number(wide).number(number).string(text).strings(list).bytes(bytes);
        const all = writer.take();
        expect(all.length % 8).toBe(0);
        function* everything(): Wire<unknown[]> {
          return [
            yield* readU64(),
            yield* readNumber(),
            yield* readString(),
            yield* readStrings(),
            yield* readBytes(),
          ];
        }
        expect(readAll(everything(), all, size)).toEqual([wide, number, text, list, bytes]);
      },
    ),
  );
});

test("known bytes", () => {
  const bytes = new WireWriter().number(258).string("abc").string("").take();
  expect(Buffer.from(bytes).toString("hex")).toBe(
    "0201000000000000" + "0300000000000000" + "6162630000000000" + "0000000000000000",
  );
});

const numbers = (...values: (number | bigint)[]): Uint8Array => {
  const writer = new WireWriter();
  for (const value of values) writer.number(value);
  return writer.take();
};

test.each<[string, () => Wire<unknown>, Uint8Array, string]>([
  ["end", readNumber, numbers(1).subarray(1), "unexpected end of the stream at byte 7"],
  ["large number", readNumber, numbers(2n ** 53n), "number 9007199254740992 is too large at byte 8"],
  [
    "long string",
    () => readString(),
    numbers(2 ** 40),
    "string of 1099511627776 bytes is too long at byte 8",
  ],
  ["long list", () => readStrings(), numbers(2 ** 40), "list of 1099511627776 items is too long at byte 8"],
  ["padding", () => readString(), numbers(1, 0x161), "padding is not zero at byte 16"],
])("refuses: %s", (_, wire, bytes, message) => {
  expect(() => readAll(wire(), bytes)).toThrow(WireError);
  expect(() => readAll(wire(), bytes)).toThrow(message);
});

test("what no number of 64 bits is", () => {
  expect(() => new WireWriter().number(-1)).toThrow(RangeError);
  expect(() => new WireWriter().number(2n ** 64n)).toThrow(RangeError);
});

test("framed streams", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 30 })), fc.uint8Array(), piece, (chunks, after, size) => {
      const all = concat([...writeFrames(chunks), after]);
      const reader = new FrameReader();
      const pieces: Uint8Array[] = [];
      const rest: Uint8Array[] = [];
      for (let at = 0; at < all.length; at += size) {
        rest.push(reader.push(all.subarray(at, at + size), (part) => void pieces.push(part)));
      }
      reader.end();
      expect(Buffer.concat(pieces)).toEqual(Buffer.concat(chunks));
      expect(Buffer.concat(rest)).toEqual(Buffer.from(after));
    }),
  );
  const reader = new FrameReader();
  reader.push(numbers(5), () => {});
  expect(() => reader.end()).toThrow("unexpected end of a framed stream at byte 8");
  expect(() => new FrameReader().push(numbers(2n ** 63n), () => {})).toThrow("too long at byte 0");
});

const field = fc.oneof(u64, byteText);
const stderr: fc.Arbitrary<StderrMessage> = fc.oneof(
  byteText.map((text) => ({ type: "next" as const, text })),
  nat.map((length) => ({ type: "read" as const, length })),
  fc.uint8Array().map((data) => ({ type: "write" as const, data })),
  fc.constant({ type: "last" as const }),
  fc.record({
    type: fc.constant("error" as const),
    level: fc.nat(7),
    message: byteText,
    status: fc.constant(1),
    traces: texts,
  }),
  fc.record({
    type: fc.constant("start-activity" as const),
    id: u64,
    level: fc.nat(7),
    activity: fc.nat(200),
    text: byteText,
    fields: fc.array(field),
    parent: u64,
  }),
  fc.record({ type: fc.constant("stop-activity" as const), id: u64 }),
  fc.record({ type: fc.constant("result" as const), id: u64, result: fc.nat(200), fields: fc.array(field) }),
);

test("messages of the daemon", () => {
  fc.assert(
    fc.property(fc.array(stderr), version, piece, (messages, version, size) => {
      const writer = new WireWriter();
      for (const message of messages) writeStderr(writer, message, version);
      writer.number(messages.length);
      function* everything(): Wire<StderrMessage[]> {
        const read: StderrMessage[] = [];
        for (const _ of messages) read.push(yield* readStderr(version));
        expect(yield* readNumber()).toBe(messages.length);
        return read;
      }
      const expected = messages.map((message) =>
        message.type === "error" && version < 0x11a ? { ...message, level: 0, traces: [] } : message,
      );
      expect(readAll(everything(), writer.take(), size)).toEqual(expected);
    }),
  );
  expect(() => readAll(readStderr(newestProtocol), numbers(7))).toThrow(
    "unknown message 0x7 from the daemon",
  );
});

const info = fc.record({
  deriver: optional,
  narHash: hex,
  references: texts,
  registrationTime: nat,
  narSize: nat,
  ultimate: fc.boolean(),
  signatures: texts,
  ca: optional,
});
const validInfo = fc.record({ path: byteText, info }).map(({ path, info }) => ({ path, ...info }));
const build = fc.record({
  status: fc.constantFrom(...buildStatuses),
  errorMessage: byteText,
  timesBuilt: nat,
  isNonDeterministic: fc.boolean(),
  startTime: nat,
  stopTime: nat,
  cpuUser: fc.option(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
  cpuSystem: fc.option(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
  builtOutputs: fc.array(fc.tuple(byteText, byteText)).map((entries) => new Map(entries)),
});
const buildRequest = fc.record({
  paths: texts,
  mode: fc.constantFrom("normal" as const, "repair" as const, "check" as const),
});
const options = fc.record({
  keepFailed: fc.boolean(),
  keepGoing: fc.boolean(),
  tryFallback: fc.boolean(),
  verbosity: fc.nat(7),
  maxBuildJobs: nat,
  maxSilentTime: nat,
  buildVerbosity: fc.nat(7),
  buildCores: nat,
  useSubstitutes: fc.boolean(),
  overrides: fc.array(fc.tuple(byteText, byteText)).map((entries) => new Map(entries)),
});

/** Values of requests and answers; of the newest version, so that nothing is left out. */
const values: Record<keyof typeof operations, [fc.Arbitrary<unknown>, fc.Arbitrary<unknown>]> = {
  IsValidPath: [byteText, fc.boolean()],
  QueryReferrers: [byteText, texts],
  QueryValidDerivers: [byteText, texts],
  QueryAllValidPaths: [fc.constant(null), texts],
  AddToStore: [
    fc.record({ name: byteText, method: byteText, references: texts, repair: fc.boolean() }),
    validInfo,
  ],
  OldAddToStore: [
    fc.record({ name: byteText, recursive: fc.boolean(), algorithm: fc.constantFrom("sha1", "sha256") }),
    byteText,
  ],
  BuildPaths: [buildRequest, fc.constant(null)],
  EnsurePath: [byteText, fc.constant(null)],
  AddTempRoot: [byteText, fc.constant(null)],
  AddIndirectRoot: [byteText, fc.constant(null)],
  SetOptions: [options, fc.constant(null)],
  QueryPathInfo: [byteText, fc.option(info)],
  QueryPathFromHashPart: [byteText, optional],
  QueryValidPaths: [fc.record({ paths: texts, substitute: fc.boolean() }), texts],
  QuerySubstitutablePaths: [texts, texts],
  NarFromPath: [byteText, fc.constant(null)],
  AddToStoreNar: [
    fc.record({ info: validInfo, repair: fc.boolean(), dontCheckSignatures: fc.boolean() }),
    fc.constant(null),
  ],
  QueryMissing: [
    texts,
    fc.record({ willBuild: texts, willSubstitute: texts, unknown: texts, downloadSize: nat, narSize: nat }),
  ],
  BuildPathsWithResults: [
    buildRequest,
    fc.array(fc.record({ path: byteText, result: build }), { maxLength: 3 }),
  ],
};

describe("requests and answers", () => {
  const roundTrip = (codec: Codec<unknown>, values: fc.Arbitrary<unknown>): void => {
    fc.assert(
      fc.property(values, piece, (value, size) => {
        const writer = new WireWriter();
        codec.write(writer, value, newestProtocol);
        expect(readAll(codec.read(newestProtocol), writer.take(), size)).toEqual(value);
      }),
      { numRuns: 40 },
    );
    // Older versions leave things out; what is read is written again as the same bytes.
    fc.assert(
      fc.property(values, version, (value, version) => {
        const writer = new WireWriter();
        try {
          codec.write(writer, value, version);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
          return;
        }
        const bytes = writer.take();
        codec.write(writer, readAll(codec.read(version), bytes), version);
        expect(writer.take()).toEqual(bytes);
      }),
      { numRuns: 40 },
    );
  };
  test.each(Object.keys(values) as (keyof typeof operations)[])("%s", (name) => {
    const { request, answer } = operations[name];
    roundTrip(request as Codec<unknown>, values[name][0]);
    roundTrip(answer as Codec<unknown>, values[name][1]);
  });

  test("any bytes are read or refused", () => {
    const some = fc.array(fc.oneof(fc.nat(3), fc.constantFrom(0x61, 2n ** 63n)), { maxLength: 20 });
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(operations)),
        some,
        version,
        (operation, words, version) => {
          const machine = new WireMachine<unknown>(operation.answer.read(version));
          try {
            machine.push(numbers(...words));
            machine.end();
          } catch (error) {
            expect(error).toBeInstanceOf(WireError);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

/** Lets two sides talk until neither has anything to say. */
function converse<A, B>(left: WireMachine<A>, right: WireMachine<B>, size = 7): [A, B] {
  for (let quiet = 0; quiet < 2;) {
    const [from, to] = quiet === 0 ? [left, right] : [right, left];
    const bytes = from.output();
    for (let at = 0; at < bytes.length; at += size) to.push(bytes.subarray(at, at + size));
    if (bytes.length > 0) {
      const back = to.output();
      from.push(back);
      quiet = 0;
    } else quiet++;
  }
  left.end();
  right.end();
  return [left.result, right.result];
}

test("handshake: both agree on the older version", () => {
  fc.assert(
    fc.property(version, version, piece, (ours, theirs, size) => {
      const server = { nixVersion: "2.18.2", trusted: true, newest: theirs };
      const [client, seen] = converse(
        new WireMachine(clientHandshake(ours)),
        new WireMachine(serverHandshake(server)),
        size,
      );
      const agreed = Math.min(ours, theirs);
      expect(client.version).toBe(agreed);
      expect(seen).toEqual({ version: agreed, cpu: null });
      expect(client.nixVersion).toBe(agreed >= protocolVersion(1, 33) ? "2.18.2" : null);
      expect(client.trusted).toBe(agreed >= protocolVersion(1, 35) ? true : null);
    }),
  );
  expect(formatProtocolVersion(newestProtocol)).toBe("1.37");
});

test.each<[string, () => Wire<unknown>, Uint8Array, string]>([
  ["HTTP", () => clientHandshake(), new TextEncoder().encode("HTTP/1.1"), "too large"],
  ["other magic", () => clientHandshake(), numbers(5), "this is not a Nix daemon: it began with 0x5"],
  ["old server", () => clientHandshake(), numbers(0x6478696f, 0x109), "the server speaks protocol 1.9"],
  ["other major", () => clientHandshake(), numbers(0x6478696f, 0x200), "the server speaks protocol 2.0"],
  ["odd version", () => clientHandshake(), numbers(0x6478696f, 0x10000), "65536 is not a protocol version"],
  [
    "old client",
    () => serverHandshake({ nixVersion: "2", trusted: null }),
    numbers(0x6e697863, 0x105),
    "the client speaks",
  ],
])("handshake refuses: %s", (_, wire, bytes, message) => {
  expect(() => readAll(wire(), bytes)).toThrow(WireError);
  expect(() => readAll(wire(), bytes)).toThrow(message);
});

test("a call and its answer", () => {
  const log: StderrMessage[] = [];
  const client = new WireMachine(
    call(0x122, operations.IsValidPath, "/nix/store/x", { log: (message) => log.push(message) }),
  );
  function* server(): Wire<string> {
    expect(yield* readOperation()).toBe("IsValidPath");
    const path = yield* operations.IsValidPath.request.read(0x122);
    const writer = new WireWriter();
    writeStderr(writer, { type: "next", text: "hello" }, 0x122);
    yield writer.take();
    yield writeAnswer(0x122, operations.IsValidPath, true);
    return path;
  }
  expect(converse(client, new WireMachine(server()))).toEqual([true, "/nix/store/x"]);
  expect(log).toEqual([{ type: "next", text: "hello" }]);
});

test("a call that fails, one that is too new, one that is asked for its data", () => {
  const error: StderrError = { type: "error", level: 0, message: "no", status: 1, traces: ["while"] };
  const writer = new WireWriter();
  writeStderr(writer, error, 0x122);
  const failing = new WireMachine(call(0x122, operations.EnsurePath, "x"));
  expect(() => failing.push(writer.take())).toThrow(new DaemonError(error));
  expect(
    () => new WireMachine(call(0x120, operations.BuildPathsWithResults, { paths: [], mode: "normal" })),
  ).toThrow("BuildPathsWithResults needs protocol 1.34 or newer");
  const info = {
    path: "p",
    deriver: null,
    narHash: "0".repeat(64),
    references: [],
    registrationTime: 0,
    narSize: 0,
    ultimate: false,
    signatures: [],
    ca: null,
  };
  const asked = new WireMachine(
    call(
      0x115,
      operations.AddToStoreNar,
      { info, repair: false, dontCheckSignatures: true },
      { upload: [Uint8Array.of(1, 2, 3)] },
    ),
  );
  asked.output();
  const ask = (length: number): number[] => {
    writeStderr(writer, { type: "read", length }, 0x115);
    asked.push(writer.take());
    return [...readAll(readBytes(), asked.output())];
  };
  expect([ask(2), ask(2), ask(2)]).toEqual([[1, 2], [3], []]);
  writeStderr(writer, { type: "last" }, 0x115);
  asked.push(writer.take());
  expect(asked.done).toBe(true);
});

test("numbers of operations", () => {
  expect(operationName(39)).toBe("AddToStoreNar");
  expect(operationName(2)).toBe(null);
  expect(Object.keys(operations).filter((name) => !(name.replace(/^Old/, "") in operationNumbers))).toEqual(
    [],
  );
  expect(() => readAll(readOperation(), numbers(2))).toThrow("unknown operation 2");
  expect(readAll(readList(readNumber), numbers(2, 5, 6))).toEqual([5, 6]);
});
