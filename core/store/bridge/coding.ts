/** Content coding: answers compressed for those who accept it (RFC 9110, 8.4 and 12.5.3). */
import { piecesOf, streamOfBytes, streamOfGenerator, xzPieces, type Compress } from "../../castore/index.ts";
import { PieceGatherer } from "../nar-pieces.ts";
import { codedTag, confirmedTag, type Answer, type Coding } from "./answers.ts";

/** Bodies at hand that are smaller are sent as they are. */
const leastSize = 512;

/**
 * The coding to answer with: zstd before gzip, as it is faster and smaller, and xz, which is slow, only for who takes
 * neither; null for none.
 * @param accepted - the header `Accept-Encoding`
 * @param hasZstd - whether there is an encoder
 */
export function chooseCoding(accepted: string | null, hasZstd: boolean): Coding | null {
  const refused = new Set<string>();
  const welcome = new Set<string>();
  for (const part of (accepted ?? "").toLowerCase().split(",")) {
    const [name = "", ...parameters] = part.split(";").map((text) => text.trim());
    const quality = parameters.find((one) => one.startsWith("q="));
    (quality !== undefined && !(Number(quality.slice(2)) > 0) ? refused : welcome).add(name);
  }
  const takes = (name: Coding): boolean =>
    welcome.has(name) || (welcome.has("*") && !refused.has(name) && !refused.has("*"));
  if (hasZstd && takes("zstd")) return "zstd";
  if (typeof CompressionStream !== "undefined" && takes("gzip")) return "gzip";
  return welcome.has("xz") ? "xz" : null;
}

/**
 * The answer with its body compressed, where it may be and the client accepts that. Only whole answers are; the others
 * say, too, of what they depend (RFC 9110, 15.4.5).
 * @param asked - the headers of the request
 */
export function encodeAnswer(answer: Answer, asked: Headers, compress: Compress | null): Answer {
  const { body, headers, status } = answer;
  if (answer.compressible !== true || (status !== 200 && status !== 206 && status !== 304)) return answer;
  const varied: Record<string, string> = { ...headers, vary: "accept-encoding" };
  const tag = varied["etag"];
  if (status === 304 && tag !== undefined) varied["etag"] = confirmedTag(asked, tag);
  if (status !== 200) return { ...answer, headers: varied };
  const coding = chooseCoding(asked.get("accept-encoding"), compress !== null);
  if (coding === null || (body instanceof Uint8Array && body.length < leastSize)) {
    return { ...answer, headers: varied };
  }
  const { "content-length": _, "accept-ranges": __, etag, ...others } = varied;
  const coded = body && encoded(body, coding, compress);
  return {
    status,
    headers: {
      ...others,
      "content-encoding": coding,
      ...(coded instanceof Uint8Array ? { "content-length": String(coded.length) } : {}),
      ...(etag === undefined ? {} : { etag: codedTag(etag, coding) }),
    },
    body: coded,
  };
}

function encoded(
  body: Uint8Array | ReadableStream<Uint8Array>,
  coding: Coding,
  compress: Compress | null,
): Uint8Array | ReadableStream<Uint8Array> {
  if (coding === "zstd" && compress !== null) {
    return body instanceof Uint8Array ? compress(body) : streamOfGenerator(zstdFrames(body, compress), body);
  }
  const stream = body instanceof Uint8Array ? streamOfBytes(body) : body;
  return streamOfGenerator(coding === "gzip" ? gzipped(stream) : xzPieces(stream), stream);
}

/** One frame after the other, which together are a file in zstd. */
async function* zstdFrames(
  stream: ReadableStream<Uint8Array>,
  compress: Compress,
): AsyncGenerator<Uint8Array, void> {
  const pieces = new PieceGatherer();
  for await (const piece of piecesOf(stream)) {
    pieces.add(piece, true);
    for (const one of pieces.take()) yield compress(one);
  }
  pieces.finish();
  for (const one of pieces.take()) yield compress(one);
}

/** As `pipeThrough` does it, which in Node does not tell the source when nobody wants more. */
async function* gzipped(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  const { readable, writable } = new CompressionStream("gzip");
  const writer = writable.getWriter();
  const left = new AbortController();
  const feeding = (async () => {
    // The DOM's types don't want memory that is shared, of which there is none here.
    for await (const piece of piecesOf(stream, left.signal))
      await writer.write(piece as Uint8Array<ArrayBuffer>);
    await writer.close();
  })();
  // What breaks the source breaks what comes out.
  feeding.catch((error: unknown) => writer.abort(error).catch(() => {}));
  try {
    yield* piecesOf(readable);
    await feeding;
  } finally {
    left.abort(new Error("nobody wants more"));
    await writer.abort().catch(() => {});
  }
}
