/** NARs as answers. */
import { CastoreError, digestOf, emptyDigest, encodeNode, type Node } from "../../castore/index.ts";
import { cacheMediaTypes } from "../../nix-compat/index.ts";
import { renderNar } from "../nar-render.ts";
import { hasCurrent, immutable, notModified, rangeAsked, textAnswer, type Answer } from "./answers.ts";
import { Refusal } from "./errors.ts";
import type { Asked } from "./request.ts";
import type { Services } from "./services.ts";
import type { UploadedNar } from "./types.ts";

/** The entity tag of a NAR whose URL names its node. */
export function tagOfNode(node: Node): string {
  return `"nar-${digestOf(encodeNode(node)).slice(0, 32)}"`;
}

/** The entity tag of a NAR whose URL names its hash: the same before and after it was brought. @param narSha256 - 64 hex digits */
export function tagOfNar(narSha256: string): string {
  return `"nar-sha256-${narSha256.slice(0, 32)}"`;
}

/** What is said of every NAR. */
export function narHeaders(etag: string): Record<string, string> {
  return {
    "content-type": cacheMediaTypes.nar,
    "cache-control": immutable,
    "accept-ranges": "bytes",
    etag,
  };
}

/** A NAR in the store, or the range of it that is asked for. @throws Refusal (400, 404) */
export async function narAnswer(
  services: Services,
  { node, narSize: stated }: UploadedNar,
  etag: string,
  asked: Asked,
): Promise<Answer> {
  const { sizes, options } = services;
  const { signal, headers } = asked;
  const size = await narSizeOf(services, node, signal);
  if (size !== stated) throw new Refusal(400, `the NAR has ${size} bytes, not ${stated}`);
  const common = narHeaders(etag);
  if (hasCurrent(headers, etag)) return notModified(common);
  const range = rangeAsked(asked, size, etag);
  if (range === "bad") {
    return textAnswer(416, `the NAR has ${size} bytes`, { "content-range": `bytes */${size}` });
  }
  if (range === null) {
    const body = renderNar(options.stores, node, { signal });
    return { status: 200, headers: { ...common, "content-length": String(size) }, body, compressible: true };
  }
  const { start, end } = range;
  return {
    status: 206,
    headers: {
      ...common,
      "content-length": String(end - start),
      "content-range": `bytes ${start}-${end - 1}/${size}`,
    },
    body: renderNar(options.stores, node, { signal, part: { start, end, sizes } }),
    compressible: true,
  };
}

/** The NAR's size. @throws Refusal (404) where the tree is not here */
export async function narSizeOf(
  { sizes, options }: Services,
  node: Node,
  signal: AbortSignal,
): Promise<number> {
  try {
    if (node.kind === "file" && node.digest !== emptyDigest) {
      if (!(await options.stores.blobs.has(node.digest, { signal })))
        throw new Refusal(404, "this file is not here");
    }
    return await sizes.ofNar(node, { signal });
  } catch (error) {
    if (!(error instanceof CastoreError)) throw error;
    if (error.kind === "missing") throw new Refusal(404, `this tree is not here: ${error.message}`);
    if (error.kind === "invalid") throw new Refusal(400, error.message);
    throw error;
  }
}
