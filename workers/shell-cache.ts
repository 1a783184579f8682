/** The page's own files, kept for working without a network, each with the headers that let memory be shared. */

/** What the build tells: every file of the page, relative to the service worker, and the digest of its content. */
export interface Shell {
  /** Changes with any file. */
  version: string;
  files: readonly { path: string; digest: string }[];
}

/** What the browser offers; handed in so that it can be tested. */
export interface ShellHost {
  caches: CacheStorage;
  fetch(request: Request): Promise<Response>;
  /** URL of the folder that the service worker is in, with a slash at its end. */
  base: string;
}

const prefix = "tvix-shell-";

const isolation = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
} as const;

/** Pages that are isolated themselves may frame a document that says it; all else is for the page alone. */
const resourcePolicy = (path: string): string => (path.endsWith(".html") ? "cross-origin" : "same-origin");

/** Keeps every file of the shell; takes from older caches what has not changed. Rejects when a file can't be had. */
export async function keepShell(shell: Shell, host: ShellHost): Promise<void> {
  const cache = await host.caches.open(cacheName(shell, host));
  const older = await digestsKept(host);
  await Promise.all(
    shell.files.map(async ({ path, digest }) => {
      const url = new URL(path, host.base).href;
      const kept = older.get(digest);
      if (kept !== undefined) return cache.put(url, await withHeaders(kept.clone(), path, digest));
      const response = await host.fetch(new Request(url, { cache: "no-cache" }));
      if (!response.ok) throw new Error(`${url}: ${response.status}`);
      await cache.put(url, await withHeaders(response, path, digest));
    }),
  );
}

/** Forgets the shells of other versions. */
export async function forgetOlder(shell: Shell, host: ShellHost): Promise<void> {
  for (const name of await shellNames(host)) {
    if (name !== cacheName(shell, host)) await host.caches.delete(name);
  }
}

/**
 * What the shell answers; null for what is not its own, which then goes to the network. Pages of its folder are all
 * `index.html`, whatever follows `?`.
 */
export function pathInShell(
  shell: Shell,
  host: ShellHost,
  request: Pick<Request, "method" | "url">,
): string | null {
  if (request.method !== "GET" || !request.url.startsWith(host.base)) return null;
  const url = new URL(request.url);
  const path = url.pathname.slice(new URL(host.base).pathname.length);
  const name = path === "" ? "index.html" : decodeURI(path);
  return shell.files.some((file) => file.path === name) ? name : null;
}

/** Answers from the cache; from the network when the browser has thrown the cache away. */
export async function answerFromShell(shell: Shell, host: ShellHost, path: string): Promise<Response> {
  const url = new URL(path, host.base).href;
  const cache = await host.caches.open(cacheName(shell, host));
  const kept = await cache.match(url);
  if (kept !== undefined) return kept;
  const response = await host.fetch(new Request(url));
  return response.ok ? withHeaders(response, path, "") : response;
}

async function withHeaders(response: Response, path: string, digest: string): Promise<Response> {
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(isolation)) headers.set(name, value);
  headers.set("Cross-Origin-Resource-Policy", resourcePolicy(path));
  if (digest !== "") headers.set(digestHeader, digest);
  // Unpacked already, and a response that was redirected may not answer a navigation.
  headers.delete("Content-Encoding");
  headers.delete("Content-Length");
  return new Response(await response.blob(), { status: 200, headers });
}

const digestHeader = "X-Shell-Digest";

async function digestsKept(host: ShellHost): Promise<Map<string, Response>> {
  const kept = new Map<string, Response>();
  for (const name of await shellNames(host)) {
    const cache = await host.caches.open(name);
    for (const request of await cache.keys()) {
      const response = await cache.match(request);
      const digest = response?.headers.get(digestHeader) ?? null;
      if (response !== undefined && digest !== null) kept.set(digest, response);
    }
  }
  return kept;
}

function cacheName(shell: Shell, host: ShellHost): string {
  return `${prefix}${host.base}-${shell.version}`;
}

/** Caches of this page: another one on the same host, under another path, has its own. */
async function shellNames(host: ShellHost): Promise<string[]> {
  return (await host.caches.keys()).filter((name) => name.startsWith(`${prefix}${host.base}-`));
}
