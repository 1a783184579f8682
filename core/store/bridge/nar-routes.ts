/** `/nar/…`: NARs by the node they are of, and by their hash. */
import {
  bzip2Pieces,
  CastoreError,
  piecesOf,
  storedFrame,
  storedGzipPieces,
  streamOfGenerator,
  xzPieces,
  type Node,
} from "../../castore/index.ts";
import { cacheMediaTypes, toBase16 } from "../../nix-compat/index.ts";
import { renderNar } from "../nar-render.ts";
import { parseNodeName } from "../node-url.ts";
import type { Answer } from "./answers.ts";
import { Refusal } from "./errors.ts";
import { narAnswer, narSizeOf, tagOfNar, tagOfNode } from "./nar-answer.ts";
import { getNarOfPath } from "./path-nar.ts";
import { parameter, type Asked } from "./request.ts";
import type { Services } from "./services.ts";
import type { UploadedNar } from "./types.ts";
import { uploadedFileKey } from "./uploaded-nars.ts";

/** GET and HEAD of the NAR of a node: `/nar/tvix-castore/NODE?narsize=N`. */
export async function getNarOfNode(services: Services, name: string, asked: Asked): Promise<Answer> {
  const stated = parameter(asked.query, "narsize");
  if (stated === null || !/^\d{1,16}$/.test(stated)) {
    throw new Refusal(400, "the URL needs '?narsize=' and the NAR's size in bytes");
  }
  let node: Node;
  try {
    node = parseNodeName(name);
  } catch (error) {
    if (!(error instanceof CastoreError)) throw error;
    throw new Refusal(error.kind === "range" ? 400 : 404, `this is no node: ${error.message}`);
  }
  return narAnswer(services, { node, narSize: Number(stated) }, tagOfNode(node), asked);
}

/** GET and HEAD of a NAR that was uploaded, by the name it was uploaded under. */
export async function getUploadedNar(
  services: Services,
  digest: Uint8Array,
  compression: string,
  asked: Asked,
): Promise<Answer> {
  const { uploads } = services.options;
  const options = { signal: asked.signal };
  const hash = toBase16(digest);
  const nar = compression === "" ? await uploads.get(hash, options) : null;
  if (nar !== null) return narAnswer(services, nar, tagOfNar(hash), asked);
  const path = compression === "" ? parameter(asked.query, "path") : null;
  if (path !== null) return getNarOfPath(services, path, hash, asked);
  const file = await uploads.get(uploadedFileKey(hash), options);
  if (file === null) throw new Refusal(404, "no such NAR was uploaded");
  return packedAnswer(services, file, compression, asked);
}

type Packer = (nar: ReadableStream<Uint8Array>) => AsyncGenerator<Uint8Array, void>;

/** By the ends of names; Nix gives gzip none. All but bzip2 can hold something as it is, which takes no time. */
const packers: Readonly<Record<string, Packer>> = {
  "": storedGzipPieces,
  gz: storedGzipPieces,
  gzip: storedGzipPieces,
  bz2: bzip2Pieces,
  bzip2: bzip2Pieces,
  xz: (nar) => xzPieces(nar, "stored"),
  zst: storedFrames,
  zstd: storedFrames,
};

async function* storedFrames(nar: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  for await (const piece of piecesOf(nar)) yield storedFrame(piece);
}

/**
 * A file that was uploaded compressed: not the same bytes, but the same NAR, in a file of that kind. Nix asks for it by
 * the name that it gave it, as it remembers the narinfo that it uploaded; it does not mind that nothing was won by
 * compressing.
 */
async function packedAnswer(
  services: Services,
  { node }: UploadedNar,
  suffix: string,
  asked: Asked,
): Promise<Answer> {
  const packer = packers[suffix];
  if (packer === undefined) throw new Refusal(404, `there is no such file: '.${suffix}' is not known here`);
  await narSizeOf(services, node, asked.signal);
  const headers = { "content-type": cacheMediaTypes.nar, "accept-ranges": "none" };
  if (asked.method === "HEAD") return { status: 200, headers, body: null };
  const nar = renderNar(services.options.stores, node, { signal: asked.signal });
  return { status: 200, headers, body: streamOfGenerator(packer(nar), nar) };
}
