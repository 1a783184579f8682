/** How the service worker finds a store worker: it asks the pages that it serves, one after the other. */
import type { CallOptions } from "../../core/castore/index.ts";
import type { WriterPort } from "./port-writer.ts";
import { NoWriterError } from "./writer-failure.ts";
import type { WriterReply, WriterWanted } from "./writer-protocol.ts";

/** A page, as far as it is asked. */
export interface Page {
  /** Empty where it is not a page of its own. */
  readonly id: string;
  postMessage(message: WriterWanted, transfer: Transferable[]): void;
}

export interface FindWriterOptions {
  /** The pages that are open, those to be asked first at the beginning. */
  pages(): Promise<readonly Page[]>;
  /** Null where there are no locks. */
  locks: Pick<LockManager, "request"> | null;
  /** Milliseconds in which a page must show that it is there. */
  pagePatience?: number;
  /** Milliseconds in which its store worker must be ready: it may have to start, and to open the store. */
  workerPatience?: number;
}

/** @throws NoWriterError when no page answers */
export async function findWriter(options: FindWriterOptions, call?: CallOptions): Promise<WriterPort> {
  const failures: string[] = [];
  for (const page of await options.pages()) {
    call?.signal?.throwIfAborted();
    const found = await ask(page, options);
    if (typeof found !== "string") return found;
    failures.push(found);
  }
  throw new NoWriterError(
    failures.length === 0
      ? "no page of the playground is open that could write: open one, and send it again"
      : `no page of the playground could write: ${failures.at(-1)}`,
  );
}

/** A page's store worker, or why there is none. */
async function ask(page: Page, options: FindWriterOptions): Promise<WriterPort | string> {
  const { port1: port, port2 } = new MessageChannel();
  const found = await new Promise<WriterPort | string>((resolve) => {
    const giveUp = (): void => resolve("it does not answer; reload it");
    let timer = setTimeout(giveUp, options.pagePatience ?? 2000);
    port.onmessage = ({ data }: MessageEvent<WriterReply>) => {
      clearTimeout(timer);
      if (data.type === "coming") timer = setTimeout(giveUp, options.workerPatience ?? 15_000);
      else if (data.type === "ready") resolve({ port, ...watch(data.life, options.locks) });
      else resolve(data.type === "failed" && "message" in data.failure ? data.failure.message : data.type);
    };
    page.postMessage({ type: "nar-bridge.writer" }, [port2]);
  });
  if (typeof found === "string") port.close();
  return found;
}

/** A lock becomes free when its holder has died. */
function watch(life: string | null, locks: FindWriterOptions["locks"]): Omit<WriterPort, "port"> {
  if (life === null || locks === null) return { died: new Promise(() => undefined), release() {} };
  const waiting = new AbortController();
  const died = new Promise<void>((resolve) => {
    // It rejects when nobody waits any more.
    locks.request(life, { signal: waiting.signal }, () => Promise.resolve()).then(resolve, () => undefined);
  });
  return { died, release: () => waiting.abort() };
}
