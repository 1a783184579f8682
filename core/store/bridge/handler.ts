/** nar-bridge: a store as a binary cache of Nix over HTTP, read and written. */
import { CastoreError } from "../../castore/index.ts";
import { cacheMediaTypes, defaultStoreDir, toBytes } from "../../nix-compat/index.ts";
import { NarSizes } from "../nar-sizes.ts";
import { checkOrigin, checkToken } from "./access.ts";
import { bytesAnswer, guards, textAnswer, type Answer } from "./answers.ts";
import { encodeAnswer } from "./coding.ts";
import { Counters } from "./counters.ts";
import { clientGone, Refusal } from "./errors.ts";
import { PathLookup } from "./lookup.ts";
import { countedStream, watchedBody } from "./bodies.ts";
import { getListing, getNarInfo, putNarInfo } from "./narinfo-routes.ts";
import { getNarOfNode, getUploadedNar } from "./nar-routes.ts";
import { getObject } from "./object-routes.ts";
import { takeApart, type Asked } from "./request.ts";
import { methodsOf, routeOf, type Route } from "./routes.ts";
import { Semaphore } from "./semaphore.ts";
import type { Services } from "./services.ts";
import { StoreSpace } from "./space.ts";
import { getFile } from "./tree-routes.ts";
import type { Bridge, BridgeOptions } from "./types.ts";
import { putNar } from "./upload.ts";

/** Uploads that are unpacked at once: each may need a large window. */
const uploadsAtOnce = 8;

/** Makes the handler. It keeps no files and no timers: it may be dropped at any time. */
export function createBridge(options: BridgeOptions): Bridge {
  const counters = new Counters();
  const space = new StoreSpace(options);
  const services: Services = {
    options,
    writer: options.writer,
    counters,
    space,
    lookup: new PathLookup(options, counters, space),
    sizes: new NarSizes(options.stores.directories),
    uploading: new Semaphore(uploadsAtOnce),
  };
  return (request) => answer(services, request);
}

async function answer(services: Services, request: Request): Promise<Response> {
  const { counters, options } = services;
  const { method } = request;
  let route: Route = { kind: "none" };
  let found: Answer;
  counters.active++;
  try {
    const asked = takeApart(request, options.basePath);
    route = routeOf(asked.path);
    const body = asked.body && countedStream(asked.body, (size) => (counters.bytesIn += size));
    found = await dispatch(services, route, { ...asked, body }, request.url);
    found = encodeAnswer(found, request.headers, options.compress);
  } catch (error) {
    found = failure(error, request.signal);
  }
  // A body that nobody read would keep the connection waiting.
  if (request.body !== null && !request.body.locked) await request.body.cancel().catch(() => {});
  counters.answered(route.kind, method, found.status);
  return response(found, request, counters);
}

async function dispatch(services: Services, route: Route, asked: Asked, url: string): Promise<Answer> {
  const { options, writer } = services;
  const { method } = asked;
  const methods = methodsOf(route, writer !== null);
  const allow = [...methods, "OPTIONS"].join(", ");
  if (method === "OPTIONS") return preflight(allow);
  if (!methods.includes(method)) {
    const message =
      route.kind === "extra" && method === "PUT"
        ? `${route.what} are not kept here`
        : method === "PUT" && writer === null
          ? "this bridge is read-only"
          : `${method.slice(0, 32)} is not answered here`;
    throw new Refusal(405, message, { allow });
  }
  if (method !== "PUT") return read(services, route, asked);
  checkOrigin(asked, url);
  checkToken(asked, options.token);
  return write(services, route, asked);
}

async function read(services: Services, route: Route, asked: Asked): Promise<Answer> {
  const { options, counters } = services;
  switch (route.kind) {
    case "index":
      return textAnswer(
        200,
        "A binary cache for Nix, by nar-bridge of Tvix Playground: its URL is this page's.",
      );
    case "info":
      return bytesAnswer(
        200,
        toBytes(`StoreDir: ${defaultStoreDir}\nWantMassQuery: 1\nPriority: ${options.priority}\n`),
        { "content-type": cacheMediaTypes.info },
      );
    case "metrics":
      return bytesAnswer(200, new TextEncoder().encode(counters.text(options.metrics)), {
        "content-type": "text/plain; version=0.0.4; charset=utf-8",
        "cache-control": "no-store",
      });
    case "narinfo":
      return getNarInfo(services, route.hashPart, asked);
    case "listing":
      return getListing(services, route.hashPart, asked);
    case "node":
      return getNarOfNode(services, route.name, asked);
    case "nar":
      return getUploadedNar(services, route.digest, route.compression, asked);
    case "files":
      return getFile(services, route.rest, asked);
    case "objects":
      return getObject(services, route.rest, asked);
    case "extra":
      throw new Refusal(404, `${route.what} are not kept here`);
    case "none":
      throw new Refusal(404, "there is nothing here");
  }
}

async function write(services: Services, route: Route, asked: Asked): Promise<Answer> {
  switch (route.kind) {
    case "narinfo":
      return putNarInfo(services, route.hashPart, asked);
    case "nar":
      return putNar(services, route.digest, route.compression, asked);
    default:
      // Listings and facts about the cache are made here; clients send theirs all the same.
      return { status: 200, headers: { "content-length": "0" }, body: null };
  }
}

/** Pages anywhere may read, none may write. */
function preflight(allow: string): Answer {
  const headers = {
    allow,
    "access-control-allow-methods": "GET, HEAD",
    "access-control-allow-headers": "range, if-none-match, if-range",
    "access-control-max-age": "86400",
  };
  return { status: 204, headers, body: null };
}

const statusOf: Readonly<Record<CastoreError["kind"], number>> = {
  invalid: 400,
  missing: 500,
  corrupt: 500,
  range: 416,
  quota: 507,
  "read-only": 405,
};

function failure(error: unknown, signal: AbortSignal): Answer {
  if (error instanceof Refusal) return textAnswer(error.status, error.message, error.headers);
  if (signal.aborted) return textAnswer(clientGone, "the request was given up");
  if (error instanceof CastoreError) return textAnswer(statusOf[error.kind], error.message);
  return textAnswer(
    500,
    `something went wrong here: ${error instanceof Error ? error.message : String(error)}`,
  );
}

function response(found: Answer, request: Request, counters: Counters): Response {
  const headers: Record<string, string> = {
    ...guards,
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "accept-ranges, content-length, content-range, content-encoding, etag",
    ...found.headers,
  };
  const isEmpty = request.method === "HEAD" || found.status === 204 || found.status === 304;
  const { body } = found;
  if (body === null || isEmpty) {
    counters.active--;
    // Nothing of it has been read yet: this only tells it that nothing will be.
    if (body instanceof ReadableStream) void body.cancel().catch(() => {});
    return new Response(null, { status: found.status, headers });
  }
  const watched = watchedBody(body, request.signal, {
    sent: (size) => (counters.bytesOut += size),
    ended: () => void counters.active--,
  });
  // The DOM's types don't want memory that is shared, of which there is none here.
  const bodyInit = watched as Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array<ArrayBuffer>>;
  return new Response(bodyInit, { status: found.status, headers });
}
