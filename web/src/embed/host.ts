/** The connection to the page around this one. */
import { protocolVersion, readMessage, type FrameMessage, type HostMessage } from "./messages.ts";

/** What came, and how it is answered: to the window that asked, and to nobody else. */
export interface Asked {
  message: HostMessage;
  answer: (message: FrameMessage) => void;
}

/**
 * Listens to the page around this one, if there is one, and tells it that this page is ready.
 *
 * Only that window is listened to, whatever its origin: it decides what it shows in its frame anyway. Answers go to
 * the window and the origin that asked; where the origin has no name (a sandboxed frame, a local file), to the window.
 * @returns stops listening
 */
export function listenToHost(self: Window, onAsked: (asked: Asked) => void): () => void {
  const { parent } = self;
  if (parent === self) return () => undefined;
  const onMessage = (event: MessageEvent): void => {
    if (event.source !== parent) return;
    const message = readMessage(event.data);
    if (message === null) return;
    const origin = event.origin === "null" || event.origin === "" ? "*" : event.origin;
    const answer = (reply: FrameMessage): void => parent.postMessage(reply, origin);
    if (message.type !== "wrong") return onAsked({ message, answer });
    const { id, why } = message;
    answer({
      type: "tvix:error",
      id,
      error: {
        kind: "message",
        message: why,
        file: null,
        line: null,
        column: null,
        rendered: `error: ${why}`,
      },
    });
  };
  self.addEventListener("message", onMessage);
  // It says nothing about the visitor, so whoever is around may hear it.
  parent.postMessage({ type: "tvix:ready", version: protocolVersion } satisfies FrameMessage, "*");
  return () => self.removeEventListener("message", onMessage);
}
