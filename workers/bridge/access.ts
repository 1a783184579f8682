/**
 * Who may ask the service worker's nar-bridge for what, and what goes with its answers: they come from the page's own
 * origin, so nothing in them may ever run there. See docs/hosting.md.
 */

/** Paths of nar-bridge begin so, below the page's folder. */
export const bridgePath = "nar-bridge/";

/** @param base - URL of the page's folder, a slash at its end */
export const isBridgeRequest = (url: string, base: string): boolean => url.startsWith(base + bridgePath);

/** What a browser may load from here: never code or looks of a page, whatever name it has in the store. */
const destinations = new Set(["", "document", "iframe", "frame", "image", "audio", "video", "font"]);

/** What is known of a request. */
export interface Asked {
  method: string;
  destination: string;
  mode: string;
  /** URL of the client that asks; null for navigations, and for clients that are gone. */
  client: string | null;
}

/** Why a request is refused; null for one that is not. @param base - URL of the page's folder, a slash at its end */
export function refusal({ method, destination, mode, client }: Asked, base: string): string | null {
  if (!destinations.has(destination)) return `what is in the store is not loaded as a ${destination}`;
  if (method === "GET" || method === "HEAD") return null;
  if (mode === "navigate") return "a page that is opened can't write";
  const ours = client !== null && client.startsWith(base) && !isBridgeRequest(client, base);
  return ours ? null : "only the playground's own pages may write";
}

/** Nothing runs, nothing is loaded, the document has no origin, and no other site may show it in a frame. */
const policy =
  "sandbox; default-src 'none'; img-src data:; media-src data:; style-src 'unsafe-inline'; frame-ancestors 'self'";

const guards: Record<string, string> = {
  "Content-Security-Policy": policy,
  "X-Content-Type-Options": "nosniff",
  "Cross-Origin-Resource-Policy": "same-origin",
  // Without it an isolated page could not show the answer in a frame.
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
};

/** An answer with what keeps it from running. @param url - what was asked for */
export function guarded(answer: Response, url: string): Response {
  const headers = new Headers(answer.headers);
  for (const [name, value] of Object.entries(guards)) headers.set(name, value);
  // An answer that is made here has no URL that its own could be relative to.
  const location = headers.get("Location");
  if (location !== null) headers.set("Location", new URL(location, url).href);
  const { status, statusText } = answer;
  return new Response(answer.body, { status, statusText, headers });
}

/** An answer in words. */
export function words(status: number, message: string, more: Record<string, string> = {}): Response {
  return new Response(`${message}\n`, {
    status,
    headers: { "Content-Type": "text/plain; charset=utf-8", ...more },
  });
}
