/** The store worker's side of answers by way of the service worker. */
import type { ReadRequest } from "./read-protocol.ts";
import type { ServiceAsk, ServiceReply } from "./service.ts";
import { serviceChannel } from "./service.ts";
import type { TreeReads } from "./tree-reads.ts";

/** Milliseconds between two signs of life while a question is being answered. */
const beatEvery = 500;

/** Answers the service worker under a name. */
export function serveServiceWorker(name: string, reads: Pick<TreeReads, "answer">): BroadcastChannel {
  const channel = new BroadcastChannel(serviceChannel(name));
  const send = (message: ServiceReply): void => channel.postMessage(message);
  const answer = async (id: string, request: ReadRequest): Promise<void> => {
    send({ id, type: "alive" });
    const beats = setInterval(() => send({ id, type: "alive" }), beatEvery);
    try {
      send({ id, type: "answer", bytes: await reads.answer(request) });
    } catch (error) {
      send({ id, type: "failed", message: error instanceof Error ? error.message : String(error) });
    } finally {
      clearInterval(beats);
    }
  };
  channel.onmessage = ({ data }: MessageEvent<ServiceAsk | ServiceReply>) => {
    if (data.type === "ask") void answer(data.id, data.request);
  };
  return channel;
}
