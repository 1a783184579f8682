/** One request and its answer, as either side sees it. */
import type { Codec } from "./codec.ts";
import { formatProtocolVersion } from "./handshake.ts";
import { writeFrames } from "./frames.ts";
import { type Operation, operationName, operationNumbers, type OperationName } from "./operations.ts";
import { readStderr, type StderrError, type StderrMessage, writeStderr } from "./stderr.ts";
import { readNumber, type Wire, WireError, WireWriter } from "./wire.ts";

/** The daemon says that a request has failed. */
export class DaemonError extends Error {
  constructor(readonly details: StderrError) {
    super(details.message);
  }
}

/** What goes with a request. */
export interface CallOptions {
  /** What follows the request: a framed stream's content, or a NAR's bytes. */
  upload?: Iterable<Uint8Array>;
  /** Gets what the daemon says meanwhile. */
  log?: (message: StderrMessage) => void;
}

/**
 * The client's side of one operation. What follows the answer (`NarFromPath`) is left in the stream.
 * @throws DaemonError when the daemon says that it failed; WireError
 */
export function* call<Request, Answer>(
  version: number,
  operation: Operation<Request, Answer>,
  request: Request,
  { upload = [], log = () => {} }: CallOptions = {},
): Wire<Answer> {
  if (version < operation.first) {
    throw new WireError(
      `${operation.name} needs protocol ${formatProtocolVersion(operation.first)} or newer`,
    );
  }
  const writer = new WireWriter().number(operationNumbers[operation.name]);
  operation.request.write(writer, request, version);
  yield writer.take();
  const payload = operation.upload(version);
  if (payload === "framed") yield* sendAll(writeFrames(upload));
  else if (payload === "nar") yield* sendAll(upload);
  const source = new Source(payload === "asked" ? upload : []);
  for (;;) {
    const message = yield* readStderr(version);
    if (message.type === "last") break;
    if (message.type === "error") throw new DaemonError(message);
    if (message.type === "read") yield writer.bytes(source.next(message.length)).take();
    else log(message);
  }
  return yield* operation.answer.read(version);
}

function* sendAll(chunks: Iterable<Uint8Array>): Wire<void> {
  for (const chunk of chunks) if (chunk.length > 0) yield chunk;
}

/** Hands out chunks in the sizes that are asked for. */
class Source {
  private readonly chunks: Iterator<Uint8Array>;
  private rest: Uint8Array = new Uint8Array(0);

  constructor(chunks: Iterable<Uint8Array>) {
    this.chunks = chunks[Symbol.iterator]();
  }

  /** At most so many bytes; none at the end only. */
  next(length: number): Uint8Array {
    while (this.rest.length === 0) {
      const next = this.chunks.next();
      if (next.done === true) return this.rest;
      this.rest = next.value;
    }
    const piece = this.rest.subarray(0, length);
    this.rest = this.rest.subarray(piece.length);
    return piece;
  }
}

/** The server's side: which operation is asked for. Its request follows. @throws WireError (at the driver) */
export function* readOperation(): Wire<OperationName> {
  const operation = yield* readNumber();
  const name = operationName(operation);
  if (name === null) throw new WireError(`unknown operation ${operation}`);
  return name;
}

/** The server's side: the answer, with the message before it that says that the work is done. */
export function writeAnswer<Answer>(
  version: number,
  operation: { answer: Codec<Answer> },
  answer: Answer,
): Uint8Array {
  const writer = new WireWriter();
  writeStderr(writer, { type: "last" }, version);
  operation.answer.write(writer, answer, version);
  return writer.take();
}
