/** Answering one evaluator. */
import { SharedAnswers } from "./channel.ts";
import type { PortReply, PortRequest, ReadRequest } from "./read-protocol.ts";
import type { TreeReads } from "./tree-reads.ts";

/** Answers what comes by a port; what evaluation waits for goes to the shared memory. */
export function servePort(
  port: MessagePort,
  memory: SharedArrayBuffer | null,
  reads: Pick<TreeReads, "answer" | "mount" | "noteUsed">,
): void {
  const shared =
    memory === null ? null : new SharedAnswers<ReadRequest>(memory, (request) => reads.answer(request));
  const reply = (message: PortReply, transfer: Transferable[] = []): void =>
    port.postMessage(message, transfer);
  const failed = (id: number) => (error: unknown) =>
    reply({ id, type: "failed", message: error instanceof Error ? error.message : String(error) });
  port.onmessage = ({ data }: MessageEvent<PortRequest>) => {
    switch (data.type) {
      case "read":
      case "more":
        return void shared?.take(data);
      case "mount":
        return void reads
          .mount(data.root)
          .then((parts) =>
            reply({ id: data.id, type: "mounted", parts }, [
              parts.directories.buffer as ArrayBuffer,
              parts.blobs.buffer as ArrayBuffer,
            ]),
          )
          .catch(failed(data.id));
      case "fetch":
        return void reads
          .answer(data.request)
          .then((bytes) => reply({ id: data.id, type: "fetched", bytes }))
          .catch(failed(data.id));
      case "used":
        // It only makes the next visit faster.
        return void reads.noteUsed(data.root, data.used).catch(() => undefined);
    }
  };
}
