/** The service worker's side of writing: everything goes to a store worker, over a channel for each upload. */
import {
  CastoreError,
  decodeNode,
  encodeNode,
  piecesOf,
  type CallOptions,
} from "../../core/castore/index.ts";
import {
  decodePathInfo,
  encodePathInfo,
  type BridgeWriter,
  type NarSummary,
  type PathInfo,
  type UploadedNar,
  type UploadedNars,
} from "../../core/store/index.ts";
import { errorOfFailure, NoWriterError } from "./writer-failure.ts";
import type { WriterReply, WriterRequest } from "./writer-protocol.ts";

/** A store worker that waits for what to write. */
export interface WriterPort {
  port: MessagePort;
  /** Resolves when it has died; never, where that can't be known. */
  died: Promise<void>;
  /** Ends the wait for its death. */
  release(): void;
}

export interface PortWriterOptions {
  /** Finds a store worker. @throws NoWriterError */
  find(options?: CallOptions): Promise<WriterPort>;
  /** Something was stored: what was read of the store before is old. */
  onStored(): void;
  /** The lock that tells that this program lives; null where there are no locks. */
  life?: Promise<string | null>;
}

export class PortWriter implements BridgeWriter, Pick<UploadedNars, "put"> {
  constructor(private readonly options: PortWriterOptions) {}

  /**
   * Hands a NAR on, piece by piece as the store worker asks for them.
   * @throws NarError, CastoreError, NoWriterError
   */
  async putNar(
    nar: ReadableStream<Uint8Array>,
    expected: string | null,
    options?: CallOptions,
  ): Promise<NarSummary & UploadedNar> {
    const pieces = piecesOf(nar, options?.signal);
    try {
      const reply = await this.talk({ type: "nar", expected }, pieces, options);
      if (reply.type !== "nar-stored") throw unexpected(reply);
      const { narSize, narSha256 } = reply;
      return { node: decodeNode(reply.node, "anonymous").node, narSize, narSha256 };
    } finally {
      // Where nobody took the NAR to its end, its sender is told.
      await pieces.return();
    }
  }

  /** @throws CastoreError, NoWriterError */
  async putPathInfo(info: PathInfo, options?: CallOptions): Promise<PathInfo> {
    const reply = await this.talk({ type: "info", info: encodePathInfo(info) }, null, options);
    if (reply.type !== "info-stored") throw unexpected(reply);
    return decodePathInfo(reply.info);
  }

  /** Notes a NAR that is stored under one more name. @throws CastoreError, NoWriterError */
  async put(key: string, { node, narSize }: UploadedNar, options?: CallOptions): Promise<void> {
    const upload = { type: "upload", key, node: encodeNode(node), narSize } as const;
    const reply = await this.talk(upload, null, options);
    if (reply.type !== "upload-noted") throw unexpected(reply);
  }

  private async talk(
    request: WriterRequest,
    pieces: AsyncGenerator<Uint8Array, void> | null,
    options?: CallOptions,
  ): Promise<WriterReply> {
    const life = (await this.options.life) ?? null;
    const writer = await this.options.find(options);
    const { port } = writer;
    if (life !== null) send(port, { type: "alive", life });
    const abandon = (reason: string): void => send(port, { type: "abort", reason });
    const aborted = (): void => abandon("whoever sent the NAR has gone");
    options?.signal?.addEventListener("abort", aborted, { once: true });
    try {
      const talk = converse(port, request, pieces);
      const died = writer.died.then((): never => {
        throw new NoWriterError("the page that was writing was closed: send it again");
      });
      const reply = await Promise.race([talk, died, ...whenAborted(options?.signal)]);
      if (reply.type === "failed") throw errorOfFailure(reply.failure);
      this.options.onStored();
      return reply;
    } catch (error) {
      abandon(error instanceof Error ? error.message : String(error));
      throw error;
    } finally {
      options?.signal?.removeEventListener("abort", aborted);
      writer.release();
      port.close();
    }
  }
}

/** Sends a request, and bytes as they are asked for; resolves to what came of it. */
function converse(
  port: MessagePort,
  request: WriterRequest,
  pieces: AsyncGenerator<Uint8Array, void> | null,
): Promise<WriterReply> {
  return new Promise((resolve, reject) => {
    const next = async (): Promise<void> => {
      const step = await pieces?.next();
      if (step === undefined || step.done === true) return send(port, { type: "end" });
      // Of its own: a piece may be part of something larger, or be written over.
      const bytes = step.value.slice();
      send(port, { type: "bytes", bytes }, [bytes.buffer]);
    };
    port.onmessage = ({ data }: MessageEvent<WriterReply>) => {
      if (data.type === "pull") next().catch(reject);
      else if (data.type !== "coming" && data.type !== "ready") resolve(data);
    };
    send(port, request);
  });
}

function send(port: MessagePort, request: WriterRequest, transfer: Transferable[] = []): void {
  port.postMessage(request, transfer);
}

/** Rejects with a signal's reason; nothing without a signal. */
function whenAborted(signal: AbortSignal | undefined): Promise<never>[] {
  if (signal === undefined) return [];
  return [
    new Promise<never>((_, reject) => {
      const abort = (): void =>
        reject(signal.reason instanceof Error ? signal.reason : new Error("cancelled"));
      if (signal.aborted) abort();
      else signal.addEventListener("abort", abort, { once: true });
    }),
  ];
}

const unexpected = (reply: WriterReply): Error =>
  new CastoreError("invalid", `the store worker answered '${reply.type}': reload the page`);
