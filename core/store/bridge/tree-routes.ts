/** `/castore/…`: files of stored trees, by node (`/castore/NODE/path`) or store path (`/castore/HASH-NAME/path`). */
import {
  answerTreeRequest,
  CastoreError,
  quoteBytes,
  type Node,
  type TreeAnswer,
} from "../../castore/index.ts";
import { defaultStoreDir, parseStorePathBase, StorePathError } from "../../nix-compat/index.ts";
import { parseNodeName } from "../node-url.ts";
import { immutable, knownTags, textAnswer, type Answer } from "./answers.ts";
import { Refusal } from "./errors.ts";
import type { Asked } from "./request.ts";
import type { Services } from "./services.ts";

/** @param rest - what follows `/castore/` */
export async function getFile(services: Services, rest: string, asked: Asked): Promise<Answer> {
  const slash = rest.indexOf("/");
  const name = slash < 0 ? rest : rest.slice(0, slash);
  const root = await rootOf(services, name, asked.signal);
  if (slash < 0 && root.kind === "directory") {
    return { status: 307, headers: { location: `${name}/`, "content-length": "0" }, body: null };
  }
  const path = slash < 0 ? "/" : rest.slice(slash);
  const ask = (method: string, range: string | null, ifNoneMatch: string | null): Promise<TreeAnswer> =>
    answerTreeRequest(
      services.options.stores,
      root,
      { method, path, range, ifNoneMatch },
      {
        signal: asked.signal,
      },
    );
  let answer: TreeAnswer;
  try {
    const condition = asked.headers.get("if-range");
    const hasChanged =
      condition !== null && (await ask("HEAD", null, null)).headers["etag"] !== condition.trim();
    const range = hasChanged || asked.method === "HEAD" ? null : asked.headers.get("range");
    answer = await ask(asked.method, range, knownTags(asked.headers)?.join() ?? null);
  } catch (error) {
    if (error instanceof CastoreError && error.kind === "missing") throw new Refusal(404, error.message);
    throw error;
  }
  return harmless(services, answer, name);
}

/** The root of a tree that a URL names. @throws Refusal (404) */
async function rootOf(services: Services, name: string, signal: AbortSignal): Promise<Node> {
  if (name[32] === "-") {
    try {
      const base = unescaped(name);
      const { hash } = parseStorePathBase(base);
      const info = await services.lookup.get(hash, signal);
      if (info !== null && info.storePath.name === base.slice(33)) return info.node;
      throw new Refusal(404, `there is no path ${base}`);
    } catch (error) {
      // It may be a node all the same.
      if (!(error instanceof StorePathError)) throw error;
    }
  }
  try {
    return parseNodeName(name);
  } catch (error) {
    if (!(error instanceof CastoreError)) throw error;
    throw new Refusal(404, `${quoteBytes(name)} is neither a store path's name nor a node: ${error.message}`);
  }
}

/** Without percent signs, which names of store paths never have: `?` must be, `+` and `=` may be written with them. */
function unescaped(name: string): string {
  return name.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

/** Scripts are shown, not run; links within the store lead to where it is served. */
function harmless({ options }: Services, answer: TreeAnswer, name: string): Answer {
  const headers: Record<string, string> = { ...answer.headers };
  const type = headers["content-type"] ?? "";
  if (type.startsWith("text/javascript")) headers["content-type"] = "text/plain; charset=utf-8";
  // What a node names never changes; what a store path names hardly does.
  if (answer.status === 200 || answer.status === 206 || answer.status === 304) {
    headers["cache-control"] = name[32] === "-" ? "no-cache" : immutable;
  }
  const { location } = headers;
  if (location?.startsWith("/") === true) {
    if (!location.startsWith(`${defaultStoreDir}/`)) {
      return textAnswer(404, `this link leads out of the store, to ${location}`);
    }
    headers["location"] = `${options.basePath}/castore${location.slice(defaultStoreDir.length)}`;
  } else if (location !== undefined && !location.startsWith("./")) {
    // A name with a colon in it must not make a URL of another scheme.
    headers["location"] = `./${location}`;
  }
  return { ...answer, headers, compressible: /^(text\/|application\/(json|xml)|image\/svg)/.test(type) };
}
