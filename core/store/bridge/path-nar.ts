/** `/nar/SHA256.nar?path=HASH`: the NAR of a path that may have to be brought from upstream first. */
import { piecesOf } from "../../castore/index.ts";
import { toBase16 } from "../../nix-compat/index.ts";
import { renderNar } from "../nar-render.ts";
import { hasCurrent, notModified, type Answer } from "./answers.ts";
import { Refusal } from "./errors.ts";
import type { ComingNar } from "./lookup.ts";
import { narAnswer, narHeaders, tagOfNar } from "./nar-answer.ts";
import type { Asked } from "./request.ts";
import type { Services } from "./services.ts";

/** GET and HEAD of a path's NAR, which may have to be brought first: the narinfo's URL says of which path it is. */
export async function getNarOfPath(
  services: Services,
  path: string,
  narSha256: string,
  asked: Asked,
): Promise<Answer> {
  if (!/^[0-9a-df-np-sv-z]{32}$/.test(path))
    throw new Refusal(400, "'?path=' needs the hash part of a store path");
  const { lookup } = services;
  const { headers, signal } = asked;
  const missing = (): Refusal => new Refusal(404, `there is no path with the hash ${path} and this NAR`);
  const isIt = (digest: Uint8Array): boolean => toBase16(digest) === narSha256;
  const etag = tagOfNar(narSha256);
  if (asked.method === "HEAD" || hasCurrent(headers, etag)) {
    const found = await lookup.find(path, signal);
    if (found === null) throw missing();
    if (found.where === "here" && isIt(found.info.narSha256)) {
      return narAnswer(services, found.info, etag, asked);
    }
    if (found.where === "here" || !isIt(found.narInfo.narHash.digest)) throw missing();
    const common = comingHeaders(etag);
    if (hasCurrent(headers, etag)) return notModified(common);
    return {
      status: 200,
      headers: { ...common, "content-length": String(found.narInfo.narSize) },
      body: null,
    };
  }
  // A part may be near the end: all of it is brought first.
  if (headers.has("range")) {
    const info = await lookup.get(path, signal);
    if (info === null || !isIt(info.narSha256)) throw missing();
    return narAnswer(services, info, etag, asked);
  }
  const left = new AbortController();
  const leave = (): void => left.abort(signal.reason);
  if (signal.aborted) leave();
  else signal.addEventListener("abort", leave, { once: true });
  const found = await lookup.nar(path, narSha256, left.signal);
  if (found === null) throw missing();
  if (found.where === "here") return narAnswer(services, found.info, etag, asked);
  const { coming } = found;
  return {
    status: 200,
    headers: { ...comingHeaders(etag), "content-length": String(coming.narSize) },
    body: comingBody(services, coming, left),
  };
}

/**
 * Not compressed on the way, as that would gather bytes and hold them back: who waits for a slow upstream must see that
 * something comes.
 */
function comingHeaders(etag: string): Record<string, string> {
  return { ...narHeaders(etag), vary: "accept-encoding" };
}

/**
 * What comes, as it comes; the last piece when all of it has been checked and stored. It fails when something is wrong,
 * so that what was sent can't be taken for the whole.
 */
function comingBody(
  { options, sizes }: Services,
  { narSize, reading, stored }: ComingNar,
  left: AbortController,
): ReadableStream<Uint8Array> {
  async function* pieces(): AsyncGenerator<Uint8Array, void> {
    try {
      for (let piece; (piece = await reading.read(left.signal)) !== null;) yield piece;
    } finally {
      reading.leave();
    }
    const { node } = await stored;
    const part = { start: reading.position, end: narSize, sizes };
    yield* piecesOf(renderNar(options.stores, node, { signal: left.signal, part }), left.signal);
  }
  const body = pieces();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const step = await body.next();
        if (step.done === true) controller.close();
        else controller.enqueue(step.value);
      },
      async cancel(reason) {
        // First ends what the generator waits for.
        left.abort(reason);
        reading.leave();
        await body.return();
      },
    },
    { highWaterMark: 0 },
  );
}
