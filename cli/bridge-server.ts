/** Serves a `(Request) => Promise<Response>` over HTTP/1.1, for clients that are slow, vanish, or mean harm. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { BrokenAnswer, sendAnswer } from "./bridge-answer.ts";
import { MalformedRequest, requestOf, type IncomingRequest } from "./bridge-request.ts";

/** Limits in milliseconds, bytes and numbers. */
export interface ServerLimits {
  /** Until a request's headers are complete. */
  readonly headers: number;
  /** For which an idle connection is kept. */
  readonly keepAlive: number;
  /** For which a client may neither send nor take anything that is waited for. */
  readonly stall: number;
  /** For each of these milliseconds an upload must bring {@link slowestUpload} bytes. */
  readonly uploadWindow: number;
  readonly slowestUpload: number;
  /** Connections at once; more are closed at once. */
  readonly connections: number;
  /** Of a body that nobody reads, taken before the connection is closed. */
  readonly unreadBody: number;
}

export const defaultLimits: ServerLimits = {
  headers: 20_000,
  keepAlive: 65_000,
  stall: 120_000,
  uploadWindow: 60_000,
  slowestUpload: 16 << 10,
  connections: 1024,
  unreadBody: 1 << 20,
};

/** What is told of each request that has ended. */
export interface AccessLine {
  readonly method: string;
  /** As the client wrote it. */
  readonly target: string;
  /** 0: the client vanished before there was an answer. */
  readonly status: number;
  /** Of the answer's body. */
  readonly bytes: number;
  readonly milliseconds: number;
  /** What went wrong, if something did. */
  readonly fault: string | null;
}

export interface BridgeServerOptions {
  readonly handler: (request: Request) => Promise<Response>;
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly limits?: Partial<ServerLimits>;
  readonly onRequest?: (line: AccessLine) => void;
  /** Told of bytes of bodies that were received or sent. */
  readonly onBytes?: (size: number) => void;
}

/** A server that listens. */
export class BridgeServer {
  /** Requests being answered. */
  private readonly running = new Set<Running>();
  private readonly sockets = new Set<Socket>();
  private stopping = false;
  private listeningAt = 0;

  private constructor(
    private readonly server: Server,
    private readonly options: BridgeServerOptions,
    private readonly limits: ServerLimits,
  ) {}

  /** Begins to listen. @throws Node's errors of sockets, e.g. EADDRINUSE */
  static async start(options: BridgeServerOptions): Promise<BridgeServer> {
    const limits = { ...defaultLimits, ...options.limits };
    const server = createServer({
      headersTimeout: limits.headers,
      // An upload may take long; what stalls is found below.
      requestTimeout: 0,
      keepAliveTimeout: limits.keepAlive,
      connectionsCheckingInterval: Math.min(5000, limits.headers),
      noDelay: true,
    });
    server.maxConnections = limits.connections;
    const made = new BridgeServer(server, options, limits);
    server.on("request", (incoming, outgoing) => void made.answer(incoming, outgoing));
    // Who waits for leave to send gets it when the body is wanted, or never.
    server.on("checkContinue", (incoming, outgoing) => void made.answer(incoming, outgoing));
    server.on("checkExpectation", (_, outgoing: ServerResponse) => {
      outgoing.writeHead(417, { "content-length": "0" }).end();
    });
    server.on("clientError", (error: NodeJS.ErrnoException, socket: Socket) => refuse(error, socket));
    server.on("connection", (socket) => {
      made.sockets.add(socket);
      socket.once("close", () => made.sockets.delete(socket));
    });
    server.setTimeout(limits.stall, (socket: Socket) => made.stalled(socket));
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(options.port, options.host, () => {
        server.off("error", reject);
        made.listeningAt = (server.address() as AddressInfo).port;
        resolve();
      });
    });
    return made;
  }

  private readonly onBytes = (size: number): void => this.options.onBytes?.(size);

  get port(): number {
    return this.listeningAt;
  }

  /** With a slash at its end. */
  get url(): string {
    const { host } = this.options;
    return `http://${host.includes(":") ? `[${host}]` : host}:${this.port}/`;
  }

  /** Requests being answered at this moment. */
  get active(): number {
    return this.running.size;
  }

  /**
   * Takes no more connections and waits for the requests being answered.
   * @param grace - milliseconds after which those that are left are cut off
   * @returns how many were
   */
  async stop(grace: number): Promise<number> {
    this.stopping = true;
    const closed = new Promise<void>((resolve) => void this.server.close(() => resolve()));
    // Node's own notion of idle leaves out connections that have not asked for anything yet.
    const closeIdle = (): void => {
      const busy = new Set([...this.running].map(({ incoming }) => incoming.socket));
      for (const socket of this.sockets) if (!busy.has(socket)) socket.destroySoon();
    };
    closeIdle();
    const idle = setInterval(closeIdle, 50);
    let cut = 0;
    const timer = setTimeout(() => {
      cut = this.running.size;
      this.server.closeAllConnections();
    }, grace);
    await closed;
    clearTimeout(timer);
    clearInterval(idle);
    // What the cut-off ones had begun ends in its own time, but before this does.
    await Promise.all([...this.running].map(({ ended }) => ended));
    return cut;
  }

  private answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const vanished = new AbortController();
    const running: Running = { incoming, outgoing, ended: Promise.resolve() };
    running.ended = this.run(running, vanished).finally(() => this.running.delete(running));
    this.running.add(running);
    return running.ended;
  }

  private async run(running: Running, vanished: AbortController): Promise<void> {
    const { incoming, outgoing } = running;
    const started = performance.now();
    const { method = "GET", url: target = "/" } = incoming;
    let asked: IncomingRequest | null = null;
    let status = 0;
    let bytes = 0;
    let fault: string | null = null;
    const abort = (): void => vanished.abort(new Error("the client vanished"));
    // After a whole answer it comes too, and does no harm.
    outgoing.once("close", abort);
    // Writing to a connection that is gone; `close` follows.
    outgoing.on("error", () => undefined);
    const pace = this.watchPace(incoming);
    try {
      const response = await this.respond(incoming, outgoing, vanished.signal, (it) => void (asked = it));
      if (outgoing.destroyed) {
        await response.body?.cancel();
      } else {
        status = response.status;
        const unsent = (asked as IncomingRequest | null)?.awaitsContinue() === true;
        const close = this.stopping || unsent;
        bytes = await sendAnswer(response, outgoing, {
          head: method === "HEAD",
          close,
          onBytes: this.onBytes,
        });
        this.takeRest(incoming);
        await finished(outgoing);
      }
      if (vanished.signal.aborted && !outgoing.writableFinished) fault = "the client vanished";
    } catch (error) {
      fault = error instanceof Error ? error.message : String(error);
      outgoing.destroy();
    } finally {
      clearInterval(pace);
    }
    const milliseconds = performance.now() - started;
    this.options.onRequest?.({ method, target, status, bytes, milliseconds, fault });
  }

  private async respond(
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    signal: AbortSignal,
    asked: (request: IncomingRequest) => void,
  ): Promise<Response> {
    try {
      const made = requestOf(incoming, outgoing, signal, this.onBytes);
      asked(made);
      return await this.options.handler(made.request);
    } catch (error) {
      if (error instanceof MalformedRequest) {
        return new Response(`malformed request: ${error.message}\n`, { status: 400 });
      }
      throw new BrokenAnswer(
        `the handler failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
        { cause: error },
      );
    }
  }

  /** Closes connections of uploads that trickle. */
  private watchPace(incoming: IncomingMessage): NodeJS.Timeout | undefined {
    if (incoming.method === "GET" || incoming.method === "HEAD") return undefined;
    const { socket } = incoming;
    let before = socket.bytesRead;
    return setInterval(() => {
      const brought = socket.bytesRead - before;
      before = socket.bytesRead;
      // One that is paused waits for us.
      if (awaitsBody(incoming) && brought < this.limits.slowestUpload) socket.destroy();
    }, this.limits.uploadWindow);
  }

  /** After an answer that came before the body was read: a little more of that is taken, so that the answer arrives. */
  private takeRest(incoming: IncomingMessage): void {
    if (incoming.complete) return;
    let left = this.limits.unreadBody;
    incoming.removeAllListeners("data");
    const take = (chunk: Buffer): void => {
      left -= chunk.length;
      if (left >= 0) return;
      incoming.off("data", take);
      incoming.socket.destroySoon();
    };
    incoming.on("data", take);
    incoming.resume();
  }

  /** Nothing has moved on a connection for a while: whose fault is it? */
  private stalled(socket: Socket): void {
    const running = [...this.running].filter(({ incoming }) => incoming.socket === socket);
    const ours = running.some(
      ({ incoming, outgoing }) =>
        !awaitsBody(incoming) && !outgoing.finished && outgoing.writableLength === 0,
    );
    // The handler may take its time, unless it waits for what the client does not send.
    if (!ours) socket.destroy();
  }
}

/** Whether somebody reads the body and the client has not sent it all. */
function awaitsBody(incoming: IncomingMessage): boolean {
  return !incoming.complete && incoming.readableFlowing === true;
}

interface Running {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  ended: Promise<void>;
}

/** Until the connection has taken the whole answer, or is gone. */
function finished(outgoing: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    if (outgoing.writableFinished || outgoing.destroyed) resolve();
    else outgoing.once("finish", resolve).once("close", resolve);
  });
}

/** Answers what is no HTTP. */
function refuse(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  const status =
    error.code === "HPE_HEADER_OVERFLOW"
      ? "431 Request Header Fields Too Large"
      : error.code === "ERR_HTTP_REQUEST_TIMEOUT"
        ? "408 Request Timeout"
        : "400 Bad Request";
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
