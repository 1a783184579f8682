/** What the daemon says while it works on a request, before its answer: the messages `STDERR_*`. */
import {
  readBytes,
  readList,
  readNumber,
  readString,
  readU64,
  type Wire,
  WireError,
  type WireWriter,
} from "./wire.ts";

/** The numbers messages begin with. */
export const stderrTags = {
  next: 0x6f6c6d67,
  read: 0x64617461,
  write: 0x64617416,
  last: 0x616c7473,
  error: 0x63787470,
  "start-activity": 0x53545254,
  "stop-activity": 0x53544f50,
  result: 0x52534c54,
} as const;

/** A value that goes with an activity or its result; texts are byte strings. */
export type ActivityField = bigint | string;

export type StderrMessage =
  /** A line of the log. */
  | { type: "next"; text: string }
  /** The daemon wants up to so many bytes: answer with a string. */
  | { type: "read"; length: number }
  /** The daemon hands over bytes. */
  | { type: "write"; data: Uint8Array }
  /** The daemon is done: the answer follows. */
  | { type: "last" }
  | StderrError
  | {
      type: "start-activity";
      id: bigint;
      level: number;
      activity: number;
      text: string;
      fields: ActivityField[];
      parent: bigint;
    }
  | { type: "stop-activity"; id: bigint }
  | { type: "result"; id: bigint; result: number; fields: ActivityField[] };

/** The request has failed; no answer follows. */
export interface StderrError {
  type: "error";
  /** How grave it is, 0 to 7; always 0 before protocol 1.26. */
  level: number;
  message: string;
  /** The exit status for the client; always 1 from protocol 1.26 on. */
  status: number;
  /** What was going on, from protocol 1.26 on. */
  traces: string[];
}

const structuredErrors = 0x11a;

/** One message. @throws WireError (at the driver) for one that is unknown */
export function* readStderr(version: number): Wire<StderrMessage> {
  const tag = yield* readNumber();
  switch (tag) {
    case stderrTags.next:
      return { type: "next", text: yield* readString() };
    case stderrTags.read:
      return { type: "read", length: yield* readNumber() };
    case stderrTags.write:
      return { type: "write", data: yield* readBytes() };
    case stderrTags.last:
      return { type: "last" };
    case stderrTags.error:
      return yield* readError(version);
    case stderrTags["start-activity"]: {
      const id = yield* readU64();
      const level = yield* readNumber();
      const activity = yield* readNumber();
      const text = yield* readString();
      const fields = yield* readList(readField);
      return { type: "start-activity", id, level, activity, text, fields, parent: yield* readU64() };
    }
    case stderrTags["stop-activity"]:
      return { type: "stop-activity", id: yield* readU64() };
    case stderrTags.result: {
      const id = yield* readU64();
      const result = yield* readNumber();
      return { type: "result", id, result, fields: yield* readList(readField) };
    }
    default:
      throw new WireError(`unknown message 0x${tag.toString(16)} from the daemon`);
  }
}

function* readField(): Wire<ActivityField> {
  const kind = yield* readNumber();
  if (kind === 0) return yield* readU64();
  if (kind === 1) return yield* readString();
  throw new WireError(`unknown kind ${kind} of a field`);
}

function* readError(version: number): Wire<StderrError> {
  if (version < structuredErrors) {
    const message = yield* readString();
    return { type: "error", level: 0, message, status: yield* readNumber(), traces: [] };
  }
  const type = yield* readString();
  if (type !== "Error") throw new WireError(`unknown kind '${type}' of an error`);
  const level = yield* readNumber();
  // The name: nothing since Nix 2.4.
  yield* readString();
  const message = yield* readString();
  yield* readNoPosition();
  const traces = yield* readList(function* (): Wire<string> {
    yield* readNoPosition();
    return yield* readString();
  });
  return { type: "error", level, message, status: 1, traces };
}

/** Errors have room for a position, which nobody has ever sent. */
function* readNoPosition(): Wire<void> {
  if ((yield* readNumber()) !== 0) throw new WireError("an error with a position can't be read");
}

/** Writes one message. */
export function writeStderr(writer: WireWriter, message: StderrMessage, version: number): void {
  writer.number(stderrTags[message.type]);
  const fields = (list: readonly ActivityField[]): void => {
    writer.list(list, (field) => {
      if (typeof field === "string") writer.number(1).string(field);
      else writer.number(0).number(field);
    });
  };
  switch (message.type) {
    case "next":
      writer.string(message.text);
      break;
    case "read":
      writer.number(message.length);
      break;
    case "write":
      writer.bytes(message.data);
      break;
    case "last":
      break;
    case "error":
      writeError(writer, message, version);
      break;
    case "start-activity":
      writer.number(message.id).number(message.level).number(message.activity).string(message.text);
      fields(message.fields);
      writer.number(message.parent);
      break;
    case "stop-activity":
      writer.number(message.id);
      break;
    case "result":
      writer.number(message.id).number(message.result);
      fields(message.fields);
      break;
  }
}

function writeError(writer: WireWriter, error: StderrError, version: number): void {
  if (version < structuredErrors) {
    writer.string(error.message).number(error.status);
    return;
  }
  writer.string("Error").number(error.level).string("Error").string(error.message).number(0);
  writer.list(error.traces, (trace) => writer.number(0).string(trace));
}
