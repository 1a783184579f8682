/** What a connection asks, as a `Request` of the web. */
import type { IncomingMessage, ServerResponse } from "node:http";

/** A request that no `Request` can be made of; answered with 400. */
export class MalformedRequest extends Error {}

/** A request and what its connection still owes. */
export interface IncomingRequest {
  readonly request: Request;
  /** Whether bytes of the body may still come in: nobody has read it to its end. */
  bodyPending(): boolean;
  /** Whether the client waits for `100 Continue`, which it has not been given. */
  awaitsContinue(): boolean;
}

/** Stands for whatever host was asked: handlers look at the path only. */
const origin = "http://bridge.invalid";

/**
 * The request; its body is read from the connection only as somebody reads it, and a client that waits for
 * `100 Continue` is told so when that begins.
 * @param signal - aborted when the client has vanished
 * @param onBytes - told of each piece of the body
 * @throws MalformedRequest
 */
export function requestOf(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  signal: AbortSignal,
  onBytes: (size: number) => void,
): IncomingRequest {
  const { method = "GET" } = incoming;
  const body = new RequestBody(incoming, outgoing, onBytes);
  const init: RequestInit & { duplex?: "half" } = { method, headers: headersOf(incoming), signal };
  if (method !== "GET" && method !== "HEAD" && body.exists) {
    init.body = body.stream();
    init.duplex = "half";
  }
  let request: Request;
  try {
    request = new Request(urlOf(incoming), init);
  } catch (error) {
    throw new MalformedRequest(error instanceof Error ? error.message : String(error), { cause: error });
  }
  return { request, bodyPending: () => body.pending, awaitsContinue: () => body.awaitsContinue };
}

/** The URL; a target like `//host/x` stays a path. */
function urlOf({ url = "/" }: IncomingMessage): string {
  if (url.startsWith("/")) return origin + url;
  // What proxies are asked for.
  if (/^https?:\/\//i.test(url)) return url;
  throw new MalformedRequest(`'${url}' is no path`);
}

function headersOf({ rawHeaders }: IncomingMessage): [string, string][] {
  const headers: [string, string][] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) headers.push([rawHeaders[i]!, rawHeaders[i + 1]!]);
  return headers;
}

/** The body of a request, with backpressure down to the client. */
class RequestBody {
  readonly exists: boolean;
  awaitsContinue: boolean;
  private taken = false;

  constructor(
    private readonly incoming: IncomingMessage,
    private readonly outgoing: ServerResponse,
    private readonly onBytes: (size: number) => void,
  ) {
    const { headers } = incoming;
    this.exists = headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? "0") > 0;
    this.awaitsContinue = this.exists && /^100-continue$/i.test(headers.expect ?? "");
  }

  get pending(): boolean {
    return this.exists && !this.taken && !this.incoming.complete;
  }

  stream(): ReadableStream<Uint8Array> {
    const { incoming } = this;
    let ended = false;
    return new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          incoming.pause();
          incoming.on("data", (chunk: Buffer) => {
            if (ended) return;
            incoming.pause();
            this.onBytes(chunk.length);
            // No Buffer: its `slice` does not copy.
            controller.enqueue(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length));
          });
          incoming.once("end", () => {
            this.taken = true;
            if (ended) return;
            ended = true;
            controller.close();
          });
          const vanished = (): void => {
            if (ended || this.taken) return;
            ended = true;
            controller.error(new Error("the client vanished before it had sent everything"));
          };
          incoming.once("error", vanished);
          incoming.once("close", vanished);
        },
        pull: () => {
          if (this.awaitsContinue) {
            this.awaitsContinue = false;
            this.outgoing.writeContinue();
          }
          incoming.resume();
        },
        cancel: () => {
          ended = true;
          incoming.pause();
        },
      },
      { highWaterMark: 0 },
    );
  }
}
