/**
 * The service worker's part where memory can't be shared: an evaluator sends a synchronous request to a path of the
 * page, the service worker passes it on to the store worker, and answers with what comes back.
 */
import type { ReadRequest } from "./read-protocol.ts";

/** Requests have this path below the page's folder, and the store worker's name. */
export const storePath = "__store/";

/** Milliseconds without a sign of life from the store worker after which it is given up. */
const patience = 10_000;

export type ServiceAsk = { id: string; type: "ask"; request: ReadRequest };

export type ServiceReply =
  | { id: string; type: "alive" }
  | { id: string; type: "answer"; bytes: Uint8Array }
  | { id: string; type: "failed"; message: string };

/** The channel on which a store worker is reached. */
export function serviceChannel(name: string): string {
  return `${name}.service`;
}

/**
 * Answers what evaluators ask; null for requests that are none of theirs.
 * @param base - URL of the page's folder, with a slash at its end
 */
export function handleStoreRequest(request: Request, base: string): Promise<Response> | null {
  const prefix = base + storePath;
  if (request.method !== "POST" || !request.url.startsWith(prefix)) return null;
  const name = decodeURIComponent(request.url.slice(prefix.length));
  return answer(name, request).catch((error: unknown) =>
    failure(error instanceof Error ? error.message : String(error)),
  );
}

async function answer(name: string, request: Request): Promise<Response> {
  const ask: ServiceAsk = {
    id: crypto.randomUUID(),
    type: "ask",
    request: (await request.json()) as ReadRequest,
  };
  const channel = new BroadcastChannel(serviceChannel(name));
  try {
    return await new Promise<Response>((resolve) => {
      const giveUp = (): void => resolve(failure("the store worker does not answer; reload the page"));
      let timer = setTimeout(giveUp, patience);
      channel.onmessage = ({ data }: MessageEvent<ServiceAsk | ServiceReply>) => {
        if (data.id !== ask.id || data.type === "ask") return;
        clearTimeout(timer);
        if (data.type === "alive") timer = setTimeout(giveUp, patience);
        else if (data.type === "failed") resolve(failure(data.message));
        else resolve(new Response(data.bytes as Uint8Array<ArrayBuffer>));
      };
      channel.postMessage(ask);
    });
  } finally {
    channel.close();
  }
}

/** Not 200, with the reason as the body. */
function failure(message: string): Response {
  return new Response(message, { status: 500, headers: { "Content-Type": "text/plain; charset=utf-8" } });
}
