/**
 * The lines that Nix logs with `--log-format internal-json`, and that builders may write themselves:
 * `@nix ` and a JSON object.
 */
import { formatJsonBytes, isJsonObject, type JsonOut, parseJsonBytes } from "../json-bytes.ts";

/** A line that begins like a message but is none. */
export class LogError extends Error {}

/** Levels by their number. */
export const verbosities = [
  "error",
  "warn",
  "notice",
  "info",
  "talkative",
  "chatty",
  "debug",
  "vomit",
] as const;
export type Verbosity = (typeof verbosities)[number];

/** Kinds of activities by their number. */
export const activityTypes = {
  unknown: 0,
  "copy-path": 100,
  "file-transfer": 101,
  realise: 102,
  "copy-paths": 103,
  builds: 104,
  build: 105,
  "optimise-store": 106,
  "verify-paths": 107,
  substitute: 108,
  "query-path-info": 109,
  "post-build-hook": 110,
  "build-waiting": 111,
  "fetch-tree": 112,
} as const;
export type ActivityType = keyof typeof activityTypes;

/** Kinds of results by their number. */
export const resultTypes = {
  "file-linked": 100,
  "build-log-line": 101,
  "untrusted-path": 102,
  "corrupted-path": 103,
  "set-phase": 104,
  progress: 105,
  "set-expected": 106,
  "post-build-log-line": 107,
  "fetch-status": 108,
} as const;
export type ResultType = keyof typeof resultTypes;

/** What goes with an activity or a result: numbers of 64 bits, and byte strings. */
export type LogField = bigint | string;

/** One message. Texts are byte strings; activities are numbered, 0 is none. */
export type LogMessage =
  | {
      action: "start";
      id: bigint;
      level: Verbosity;
      type: ActivityType;
      text: string;
      parent: bigint;
      fields: LogField[];
    }
  | { action: "stop"; id: bigint }
  | { action: "result"; id: bigint; type: ResultType; fields: LogField[] }
  | {
      action: "msg";
      level: Verbosity;
      /** With colours, as for a terminal. */
      msg: string;
      /** Of an error: its message alone. */
      rawMsg?: string;
      /** Of an error: where it was. */
      position?: { file: string; line: number; column: number };
    }
  | { action: "setPhase"; phase: string };

const prefix = "@nix ";

/**
 * Reads a line without its line end.
 * @returns null for a line that is no message: plain output
 * @throws LogError saying what is wrong with one that claims to be a message
 */
export function parseLogLine(line: string): LogMessage | null {
  if (!line.startsWith(prefix)) return null;
  let value: unknown;
  try {
    value = parseJsonBytes(keepIntegers(line.slice(prefix.length)));
  } catch (error) {
    throw new LogError(`log message: ${(error as Error).message}`);
  }
  if (!isJsonObject(value)) throw new LogError("a log message must be a JSON object");
  return readMessage(value);
}

/** Integers that JSON.parse would round, as objects. */
function keepIntegers(text: string): string {
  if (!/\d{16}/.test(text)) return text;
  return text.replace(
    /"[^"\\]*(?:\\[^][^"\\]*)*"|(-?\d{16,})(?![\d.eE])/g,
    (all, digits: string | undefined) => (digits === undefined ? all : `{"integer":"${digits}"}`),
  );
}

type Members = Readonly<Record<string, unknown>>;

function readMessage(members: Members): LogMessage {
  const { action } = members;
  switch (action) {
    case "start":
      return {
        action,
        id: integer(members, "id"),
        level: level(members),
        type: named(activityTypes, members, "activity"),
        text: text(members, "text", ""),
        parent: integer(members, "parent", 0n),
        fields: fields(members),
      };
    case "stop":
      return { action, id: integer(members, "id") };
    case "result":
      return {
        action,
        id: integer(members, "id"),
        type: named(resultTypes, members, "result"),
        fields: fields(members),
      };
    case "msg":
      return readText(members);
    case "setPhase":
      return { action, phase: text(members, "phase") };
    default:
      throw new LogError(`unknown action ${JSON.stringify(action)} in a log message`);
  }
}

function readText(members: Members): LogMessage {
  const message: LogMessage = { action: "msg", level: level(members), msg: text(members, "msg") };
  if (members["raw_msg"] !== undefined) message.rawMsg = text(members, "raw_msg");
  if (typeof members["file"] === "string") {
    const [line, column] = [integer(members, "line", 0n), integer(members, "column", 0n)];
    message.position = { file: members["file"], line: Number(line), column: Number(column) };
  }
  return message;
}

function text(members: Members, name: string, otherwise?: string): string {
  const value = members[name] ?? otherwise;
  if (typeof value !== "string") throw new LogError(`'${name}' of a log message must be a string`);
  return value;
}

function asInteger(value: unknown): bigint | null {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return BigInt(value);
  if (!isJsonObject(value) || typeof value["integer"] !== "string" || value["integer"].length > 20)
    return null;
  const wide = BigInt(value["integer"]);
  return wide >= 0n && wide < 1n << 64n ? wide : null;
}

function integer(members: Members, name: string, otherwise?: bigint): bigint {
  const value = members[name] === undefined && otherwise !== undefined ? otherwise : asInteger(members[name]);
  if (value === null) throw new LogError(`'${name}' of a log message must be a number of 64 bits`);
  return value;
}

function fields(members: Members): LogField[] {
  const list = members["fields"] ?? [];
  if (!Array.isArray(list)) throw new LogError("'fields' of a log message must be a list");
  return list.map((item: unknown) => {
    const value = typeof item === "string" ? item : asInteger(item);
    if (value === null) throw new LogError("'fields' of a log message must be numbers and strings");
    return value;
  });
}

function level(members: Members): Verbosity {
  const found = verbosities[Number(integer(members, "level"))];
  if (found === undefined) throw new LogError(`unknown level ${String(members["level"])} of a log message`);
  return found;
}

function named<T extends string>(numbers: Readonly<Record<T, number>>, members: Members, what: string): T {
  const wanted = Number(integer(members, "type"));
  for (const name in numbers) if (numbers[name] === wanted) return name;
  throw new LogError(`unknown ${what} type ${wanted} of a log message`);
}

/** The line of a message, without a line end. */
export function formatLogLine(message: LogMessage): string {
  const members = new Map<string, JsonOut>();
  // JSON numbers of any size: the digits stand where the text is put together.
  const numbers = (list: readonly LogField[]): string =>
    `[${list.map((item) => (typeof item === "string" ? JSON.stringify(item) : String(item))).join(",")}]`;
  const raw: string[] = [];
  members.set("action", message.action);
  switch (message.action) {
    case "start":
      raw.push(`"fields":${numbers(message.fields)}`, `"id":${message.id}`, `"parent":${message.parent}`);
      members.set("level", verbosities.indexOf(message.level)).set("text", message.text);
      members.set("type", activityTypes[message.type]);
      break;
    case "stop":
      raw.push(`"id":${message.id}`);
      break;
    case "result":
      raw.push(`"fields":${numbers(message.fields)}`, `"id":${message.id}`);
      members.set("type", resultTypes[message.type]);
      break;
    case "msg":
      members.set("level", verbosities.indexOf(message.level)).set("msg", message.msg);
      if (message.rawMsg !== undefined) members.set("raw_msg", message.rawMsg);
      if (message.position !== undefined) {
        for (const [name, value] of Object.entries(message.position)) members.set(name, value);
      }
      break;
    case "setPhase":
      members.set("phase", message.phase);
      break;
  }
  const parts = [formatJsonBytes(members, null).slice(1, -1), ...raw];
  return `${prefix}{${parts.join(",")}}`;
}
