/** A tree over HTTP, read-only: what is answered, without knowing a server. */
import type { ByteRange, CallOptions } from "./blob-service.ts";
import { formatDigest } from "./digest.ts";
import { CastoreError } from "./errors.ts";
import type { Directory } from "./directory.ts";
import type { Node } from "./node.ts";
import { parsePath, type Path } from "./path.ts";
import type { Stores } from "./tree-writer.ts";
import { descendTo } from "./walk.ts";

/** A request. */
export interface TreeRequest {
  readonly method: string;
  /** The URL's path, as it was sent: begins with `/`, percent signs and all. */
  readonly path: string;
  /** The header `Range`; null when there is none. */
  readonly range: string | null;
  /** The header `If-None-Match`. */
  readonly ifNoneMatch: string | null;
}

/** An answer. */
export interface TreeAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | ReadableStream<Uint8Array> | null;
}

const types: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  gif: "image/gif",
  html: "text/html; charset=utf-8",
  jpg: "image/jpeg",
  js: "text/javascript; charset=utf-8",
  json: "application/json",
  md: "text/plain; charset=utf-8",
  nix: "text/plain; charset=utf-8",
  png: "image/png",
  svg: "image/svg+xml",
  txt: "text/plain; charset=utf-8",
  wasm: "application/wasm",
  xml: "application/xml",
};

const encoder = new TextEncoder();

/**
 * Answers GET and HEAD: files (with ranges, types by their suffix), `index.html` or a list of names for directories,
 * 307 for links. What stands under a digest never changes, so the digest is the entity tag.
 */
export async function answerTreeRequest(
  stores: Stores,
  root: Node,
  request: TreeRequest,
  options?: CallOptions,
): Promise<TreeAnswer> {
  if (request.method !== "GET" && request.method !== "HEAD") {
    return text(405, "only GET and HEAD are answered", { allow: "GET, HEAD" });
  }
  const path = pathOf(request.path);
  if (path === null) return text(400, "this is no path");
  const node = await descendTo(stores.directories, root, path, options);
  if (node === null) return text(404, "there is no such file");
  const answer = await answerNode(stores, node, path, request, options);
  return request.method === "HEAD" ? { ...answer, body: null } : answer;
}

function pathOf(url: string): Path | null {
  try {
    const bytes = url
      .replace(/\?.*$/s, "")
      .replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
    return parsePath(bytes.replace(/^\/+|\/+$/g, ""));
  } catch (error) {
    if (error instanceof CastoreError) return null;
    throw error;
  }
}

async function answerNode(
  stores: Stores,
  node: Node,
  path: Path,
  request: TreeRequest,
  options: CallOptions | undefined,
): Promise<TreeAnswer> {
  switch (node.kind) {
    case "symlink":
      return { status: 307, headers: { location: linkUrl(node.target) }, body: null };
    case "file":
      return answerFile(stores, node, path, request, options);
    case "directory": {
      if (!request.path.replace(/\?.*$/s, "").endsWith("/")) {
        return { status: 307, headers: { location: `${request.path.split("/").at(-1)!}/` }, body: null };
      }
      const directory = await stores.directories.get(node.digest, options);
      if (directory === null) return text(500, `directory ${formatDigest(node.digest)} is missing`);
      const index = directory.get("index.html");
      if (index?.kind === "file") return answerFile(stores, index, `${path}/index.html`, request, options);
      return text(200, listing(directory), { "content-type": "text/html; charset=utf-8" });
    }
  }
}

async function answerFile(
  stores: Stores,
  node: Node & { kind: "file" },
  path: string,
  request: TreeRequest,
  options: CallOptions | undefined,
): Promise<TreeAnswer> {
  const tag = `"${node.digest}"`;
  const suffix = /\.([A-Za-z0-9]+)$/.exec(path)?.[1]?.toLowerCase() ?? "";
  const headers: Record<string, string> = {
    "content-type": types[suffix] ?? "application/octet-stream",
    "accept-ranges": "bytes",
    etag: tag,
  };
  if (request.ifNoneMatch?.split(/\s*,\s*/).includes(tag) === true)
    return { status: 304, headers, body: null };
  const range = requestedRange(request.range, node.size);
  if (range === "bad") {
    return text(416, "the range is outside of the file", { "content-range": `bytes */${node.size}` });
  }
  const { start, end } = range ?? { start: 0, end: node.size };
  headers["content-length"] = String(end - start);
  if (range !== null) headers["content-range"] = `bytes ${start}-${end - 1}/${node.size}`;
  const body =
    request.method === "HEAD"
      ? null
      : await stores.blobs.openRead(node.digest, { ...options, range: { start, end } });
  if (body === null && request.method !== "HEAD")
    return text(500, `blob ${formatDigest(node.digest)} is missing`);
  return { status: range === null ? 200 : 206, headers, body };
}

/**
 * One range of bytes of a header `Range`; null for none, or several, which may be ignored; `bad` for one outside of
 * what there is.
 */
export function requestedRange(header: string | null, size: number): ByteRange | null | "bad" {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? "");
  if (match === null || (match[1] === "" && match[2] === "")) return null;
  const [first, last] = [match[1]!, match[2]!];
  const start = first === "" ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === "" || last === "" ? size : Math.min(size, Number(last) + 1);
  return start < end ? { start, end } : "bad";
}

/** A byte string as part of a URL. */
function urlText(bytes: string): string {
  return bytes.replace(
    /[^A-Za-z0-9._~/-]/g,
    (char) => `%${char.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
}

/** Where a link leads; a colon must not make a URL of another scheme of it, nor two slashes another host. */
function linkUrl(target: string): string {
  return target.startsWith("/") ? `/${urlText(target.replace(/^\/+/, ""))}` : `./${urlText(target)}`;
}

function listing(directory: Directory): string {
  const lines = directory.entries.map(({ name, node }) => {
    const shown = node.kind === "directory" ? `${name}/` : name;
    const safe = shown.replace(/[^ -%'-;=?-~]/g, (char) => `&#${char.charCodeAt(0)};`);
    return `<li><a href="./${urlText(shown)}">${safe}</a></li>`;
  });
  return `<!doctype html>\n<title>Files</title>\n<ul>\n${lines.join("\n")}\n</ul>\n`;
}

function text(status: number, message: string, headers: Record<string, string> = {}): TreeAnswer {
  const body = encoder.encode(status === 200 ? message : `${message}\n`);
  return {
    status,
    headers: {
      "content-type": "text/plain; charset=utf-8",
      "content-length": String(body.length),
      ...headers,
    },
    body,
  };
}
