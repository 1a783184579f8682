/** Sends a `Response` of the web over a connection. */
import type { ServerResponse } from "node:http";
import { letOthersRun } from "./turns.ts";

/** Of a body that fails or has another length than its header says: the client must not take it for complete. */
export class BrokenAnswer extends Error {}

/** Statuses without a body. */
const bodiless = new Set([204, 205, 304]);

/**
 * Sends an answer as fast as the client takes it, and no faster than it is made. When the client vanishes, the
 * body is cancelled.
 * @returns bytes of the body that were sent
 * @throws BrokenAnswer when the body ends early, late or with an error; the connection must be destroyed then
 */
export async function sendAnswer(
  response: Response,
  outgoing: ServerResponse,
  options: {
    readonly head: boolean;
    readonly close: boolean;
    /** Told of each piece. */
    readonly onBytes: (size: number) => void;
  },
): Promise<number> {
  const headers: Record<string, string> = {};
  for (const [name, value] of response.headers) headers[name] = value;
  if (options.close) headers["connection"] = "close";
  const { body } = response;
  if (options.head || bodiless.has(response.status) || body === null) {
    await body?.cancel();
    // Without it Node would announce chunks.
    if (body === null && !options.head && !bodiless.has(response.status)) headers["content-length"] ??= "0";
    outgoing.writeHead(response.status, headers);
    outgoing.end();
    return 0;
  }
  const stated = headers["content-length"];
  outgoing.writeHead(response.status, headers);
  const sent = await pump(body, outgoing, stated === undefined ? null : Number(stated), options.onBytes);
  return sent;
}

async function pump(
  body: ReadableStream<Uint8Array>,
  outgoing: ServerResponse,
  stated: number | null,
  onBytes: (size: number) => void,
): Promise<number> {
  const reader = body.getReader();
  // Also ends a read that waits for an upstream or a disk.
  const vanish = (): void => void reader.cancel(new Error("the client vanished")).catch(() => undefined);
  outgoing.once("close", vanish);
  let sent = 0;
  let complete = false;
  try {
    while (!outgoing.destroyed) {
      const { done, value } = await reader.read();
      if (done) {
        complete = true;
        break;
      }
      if (value.length === 0) continue;
      sent += value.length;
      onBytes(value.length);
      if (stated !== null && sent > stated) throw new BrokenAnswer(`more than ${stated} bytes came`);
      if (!outgoing.write(value)) await drained(outgoing);
      await letOthersRun();
    }
    if (outgoing.destroyed) return sent;
    if (complete && stated !== null && sent < stated) {
      throw new BrokenAnswer(`${sent} bytes came instead of ${stated}`);
    }
    outgoing.end();
    return sent;
  } catch (error) {
    if (outgoing.destroyed) return sent;
    await reader.cancel(error).catch(() => undefined);
    if (error instanceof BrokenAnswer) throw error;
    throw new BrokenAnswer(error instanceof Error ? error.message : String(error), { cause: error });
  } finally {
    outgoing.off("close", vanish);
    reader.releaseLock();
  }
}

/** Waits until the client has taken what was written, or has vanished. */
function drained(outgoing: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    if (outgoing.destroyed) {
      resolve();
      return;
    }
    const done = (): void => {
      outgoing.off("drain", done);
      outgoing.off("close", done);
      resolve();
    };
    outgoing.on("drain", done);
    outgoing.on("close", done);
  });
}
