// A static file server for the built page.
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { gzipSync } from "node:zlib";

const types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".wasm": "application/wasm",
  ".woff2": "font/woff2",
  ".webmanifest": "application/manifest+json",
};

/** What gives a page shared memory, and with it a Stop that need not kill the worker. */
export const isolationHeaders = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

/** Pages that are isolated themselves may frame a document that says it; all else is for the page alone. */
const resourcePolicy = (ending) => (ending === ".html" ? "cross-origin" : "same-origin");

/**
 * Serves a folder.
 * @param {string} folder
 * @param {{ port?: number, host?: string, isolated?: boolean, base?: string, gzip?: boolean, cors?: boolean, onAnswer?: (path: string, bytes: number) => void }} [options]
 *   port 0: any free one; base: path prefix the folder appears under, with slashes at both ends; gzip: whether texts
 *   are compressed, as hosts do; cors: whether pages of other origins may read; onAnswer: told of each file and the bytes of its body
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function serve(
  folder,
  { port = 0, host = "127.0.0.1", isolated = true, base = "/", gzip = false, cors = false, onAnswer } = {},
) {
  const options = { base, isolated, gzip, cors, onAnswer };
  const server = createServer((request, response) => {
    answer(folder, options, request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  const taken = await listen(server, port, host);
  return {
    url: `http://${host === "127.0.0.1" ? "localhost" : host}:${taken}${base}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** What gains nothing from compression. */
const packed = new Set([".woff2", ".png"]);

async function answer(folder, { base, isolated, gzip, cors, onAnswer }, request, response) {
  const refuse = (status) => response.writeHead(status, { "Content-Type": "text/plain" }).end(`${status}\n`);
  if (request.method !== "GET" && request.method !== "HEAD") return refuse(405);
  const pathname = decode(new URL(request.url ?? "/", "http://x").pathname);
  if (pathname === undefined || !pathname.startsWith(base)) return refuse(404);
  let file = join(folder, normalize("/" + pathname.slice(base.length)));
  let info = await stat(file).catch(() => undefined);
  if (info?.isDirectory()) {
    file = join(file, "index.html");
    info = await stat(file).catch(() => undefined);
  }
  if (!info?.isFile()) return refuse(404);
  const range = rangeOf(request.headers.range, info.size);
  if (range === null) {
    response.writeHead(416, { "Content-Range": `bytes */${info.size}` }).end();
    return;
  }
  const compressed = gzip && range === undefined && !packed.has(extname(file));
  const body = compressed ? gzipSync(await readFile(file)) : undefined;
  const length = body?.length ?? (range === undefined ? info.size : range.end - range.start + 1);
  onAnswer?.(pathname.slice(base.length), length);
  response.writeHead(range === undefined ? 200 : 206, {
    ...(isolated && {
      ...isolationHeaders,
      "Cross-Origin-Resource-Policy": resourcePolicy(extname(file)),
    }),
    "Content-Type": types[extname(file)] ?? "application/octet-stream",
    "Content-Length": length,
    "Accept-Ranges": "bytes",
    ...(range !== undefined && { "Content-Range": `bytes ${range.start}-${range.end}/${info.size}` }),
    ...(cors && { "Access-Control-Allow-Origin": "*" }),
    ...(body !== undefined && { "Content-Encoding": "gzip" }),
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
  });
  if (request.method === "HEAD") response.end();
  else if (body !== undefined) response.end(body);
  else createReadStream(file, range).pipe(response);
}

/** The first and last byte of what is asked for; undefined for all, null for what is not there. */
function rangeOf(header, size) {
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(header ?? "") ?? [];
  if (from === undefined) return undefined;
  const start = Number(from);
  const end = to === "" ? size - 1 : Math.min(Number(to), size - 1);
  return start > end ? null : { start, end };
}

function decode(text) {
  try {
    const decoded = decodeURIComponent(text);
    return decoded.includes("\0") ? undefined : decoded;
  } catch {
    return undefined;
  }
}

/** Listens on the port, or on the next free one of the ten after it. */
function listen(server, port, host, tries = 10) {
  return new Promise((resolve, reject) => {
    const failed = (error) => {
      if (error.code !== "EADDRINUSE" || port === 0 || tries === 0) reject(error);
      else listen(server, port + 1, host, tries - 1).then(resolve, reject);
    };
    server.once("error", failed);
    server.listen(port, host, () => {
      server.off("error", failed);
      resolve(server.address().port);
    });
  });
}
