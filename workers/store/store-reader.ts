/** An evaluator's way to the store worker. */
import { SharedReader } from "./channel.ts";
import type {
  MountedParts,
  PortReply,
  PortRequest,
  ReadRequest,
  StoreConnection,
  UsedObjects,
} from "./read-protocol.ts";

/** Sends a request and waits for its answer's body; needed where memory can't be shared. */
export type Post = (url: string, body: string) => { status: number; body: ArrayBuffer };

/** Milliseconds to wait for what is not waited for synchronously. */
const patience = 60_000;

/** One connection; after a failure it is of no use any more. */
export class StoreReader {
  /** Whether an answer failed to come: what was evaluated since may be wrong for that reason alone. */
  failed = false;
  /** Questions that evaluation waited for. */
  reads = 0;
  private readonly shared: SharedReader<ReadRequest> | null;
  private readonly waiting = new Map<number, (reply: PortReply) => void>();
  private nextId = 0;

  constructor(
    private readonly connection: StoreConnection,
    private readonly post: Post = postByXhr,
  ) {
    const { port, memory } = connection;
    this.shared = memory === null ? null : new SharedReader<ReadRequest>(memory, (ask) => this.send(ask));
    port.onmessage = ({ data }: MessageEvent<PortReply>) => {
      this.waiting.get(data.id)?.(data);
      this.waiting.delete(data.id);
    };
  }

  /** Waits, without letting anything else happen. @throws Error why there is no answer */
  read(request: ReadRequest): Uint8Array {
    this.reads++;
    try {
      if (this.shared !== null) return this.shared.read(request);
      const { status, body } = this.post(this.connection.url, JSON.stringify(request));
      if (status === 200) return new Uint8Array(body);
      const text = new TextDecoder().decode(body);
      // Where no service worker stands in between, the page's host says that there is no such file.
      throw new Error(
        status === 500 && text !== ""
          ? text
          : "files of the store can't be read here: the page has neither shared memory nor a service worker yet. " +
              "Reload the page",
      );
    } catch (error) {
      this.failed = true;
      throw error;
    }
  }

  /** Brings a tree. Rejects when it can't be had. */
  async mount(root: string): Promise<MountedParts> {
    const reply = await this.ask((id) => ({ type: "mount", id, root }));
    if (reply.type === "mounted") return reply.parts;
    throw new Error(reply.type === "failed" ? reply.message : "the store answered something else");
  }

  /** Asks without blocking. Rejects why there is no answer. */
  async fetch(request: ReadRequest): Promise<Uint8Array> {
    const reply = await this.ask((id) => ({ type: "fetch", id, request }));
    if (reply.type === "fetched") return reply.bytes;
    throw new Error(reply.type === "failed" ? reply.message : "the store answered something else");
  }

  /** Notes what was read. */
  used(root: string, used: UsedObjects): void {
    this.send({ type: "used", root, used });
  }

  close(): void {
    this.connection.port.close();
    for (const [id, answer] of this.waiting) answer({ id, type: "failed", message: ended });
    this.waiting.clear();
  }

  private send(message: PortRequest): void {
    this.connection.port.postMessage(message);
  }

  private ask(request: (id: number) => PortRequest): Promise<PortReply> {
    const id = this.nextId++;
    return new Promise((resolve) => {
      const message = `the store worker has not answered for ${patience / 1000} s`;
      const timer = setTimeout(() => resolve({ id, type: "failed", message }), patience);
      this.waiting.set(id, (reply) => {
        clearTimeout(timer);
        resolve(reply);
      });
      this.send(request(id));
    });
  }
}

const ended = "the store worker has ended; evaluate again";

function postByXhr(url: string, body: string): ReturnType<Post> {
  const xhr = new XMLHttpRequest();
  xhr.open("POST", url, false);
  xhr.responseType = "arraybuffer";
  xhr.send(body);
  return { status: xhr.status, body: xhr.response as ArrayBuffer };
}
