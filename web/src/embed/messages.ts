/**
 * What an embedded page and the page around it say to each other, by `postMessage`; docs/embedding.md is for those
 * who write the other side. All of it is plain data; texts are ordinary strings.
 */
import { fromDocument } from "../share/document.ts";
import { LinkError } from "../share/errors.ts";
import type { Shared } from "../share/types.ts";

/** Of this protocol. A message that asks for another is answered with an error. */
export const protocolVersion = 1;

/** What the page around may ask for. `id` comes back in the answer. */
export type HostMessage =
  { type: "tvix:load"; id: MessageId; shared: Shared } | { type: "tvix:run"; id: MessageId };

export type MessageId = string | number | null;

/** Why there is no value, or why a message was not understood. */
export interface MessageError {
  /** `message` for a message that is wrong; else one of the evaluator's kinds, as `throw` or `syntax`. */
  kind: string;
  message: string;
  /** Where, relative to the workspace; null where that is not known. */
  file: string | null;
  /** From 1. */
  line: number | null;
  column: number | null;
  /** As Nix prints it, with the trace. */
  rendered: string;
}

/** What the embedded page says. */
export type FrameMessage =
  /** Once, when it can be talked to. */
  | { type: "tvix:ready"; version: number }
  | { type: "tvix:loaded"; id: MessageId }
  | {
      type: "tvix:result";
      id: MessageId;
      ok: true;
      /** As `nix-instantiate --eval --strict` prints it; null where that is an error or too long. */
      value: string | null;
      /** The same as JSON; null where there is none, as for functions. */
      json: string | null;
      stats: MessageStats;
    }
  | { type: "tvix:result"; id: MessageId; ok: false; error: MessageError; stats: MessageStats | null }
  | { type: "tvix:error"; id: MessageId; error: MessageError };

export interface MessageStats {
  /** Milliseconds. */
  ms: number;
  thunks: number;
  calls: number;
  /** Bytes, approximately. */
  allocated: number;
}

/** UTF-16 units of an id. */
const maxId = 200;

/** UTF-16 units of all texts of a message together. */
const maxText = 16 * 2 ** 20;

/**
 * Reads what came from outside.
 * @returns null for messages that are none of ours
 */
export function readMessage(
  data: unknown,
): HostMessage | { type: "wrong"; id: MessageId; why: string } | null {
  if (!isRecord(data)) return null;
  const type = own(data, "type");
  if (typeof type !== "string" || !type.startsWith("tvix:")) return null;
  const id = readId(own(data, "id"));
  const version = own(data, "version") ?? protocolVersion;
  if (version !== protocolVersion) {
    return { type: "wrong", id, why: `This page speaks version ${protocolVersion} only.` };
  }
  if (type === "tvix:run") return { type, id };
  if (type !== "tvix:load")
    return { type: "wrong", id, why: `There is no message ${JSON.stringify(type.slice(0, 40))}.` };
  try {
    return { type, id, shared: readShared(data) };
  } catch (error) {
    if (!(error instanceof LinkError)) throw error;
    return { type: "wrong", id, why: error.message };
  }
}

/** @throws LinkError when it is nothing that can be loaded */
function readShared(data: Record<string, unknown>): Shared {
  const text = own(data, "text");
  const files = text === undefined ? own(data, "files") : { "main.nix": text };
  if (isRecord(files)) {
    const sum = Object.values(files).reduce(
      (all: number, it) => all + (typeof it === "string" ? it.length : 0),
      0,
    );
    if (sum > maxText) throw new LinkError("This message carries too much text.");
  }
  return fromDocument(
    {
      name: own(data, "name") ?? "Example",
      files,
      active: own(data, "active"),
      settings: own(data, "settings"),
    },
    "message",
  );
}

/** An id as it can be sent back; null for anything else. */
function readId(value: unknown): MessageId {
  if (typeof value === "number") return value;
  return typeof value === "string" ? value.slice(0, maxId) : null;
}

function own(data: Record<string, unknown>, name: string): unknown {
  return Object.hasOwn(data, name) ? data[name] : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
