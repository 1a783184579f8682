/** One attack each: what comes of it must be right, or refused by an error of the right type. */
import {
  DerivationError,
  derivationFaults,
  formatDerivationsJson,
  fromBytes,
  hashBytes,
  NarError,
  NarInfoError,
  NarReader,
  parseDerivation,
  parseNarInfo,
  toNixBase32,
  writeDerivation,
  writeNarInfo,
} from "../../core/nix-compat/index.ts";
import { dumpNar } from "../../core/nix-compat/nar/index.ts";
import { seeded, type RandomSource } from "../../core/nix-compat/nar/testing/random-tree.ts";
import { Collector, TreeBuilder, TreeSource } from "../../core/nix-compat/nar/testing/tree.ts";
import type { Bridge } from "../../core/store/index.ts";
import { isPlanted, maxNar, secret, type Host } from "./host.ts";
import { below, bytesOf, damage, damagePath, damageText, latin1, noise, oneOf } from "./mutate.ts";

export type Kind = "NAR" | "upload" | "narinfo" | "drv" | "request" | "raw";
export type Outcome = "taken" | "refused";

const kinds: readonly Kind[] = ["NAR", "upload", "narinfo", "drv", "request", "request"];

/**
 * Which attack a number stands for: uploads and requests go through the bridge, raw ones through its server, too; the
 * others to readers.
 */
export function kindOf(index: number): Kind {
  return index % 36 === 35 ? "raw" : kinds[index % kinds.length]!;
}

/** @throws Error with what was wrong about the outcome */
export async function attack(host: Host, writing: Bridge, seed: number, index: number): Promise<Outcome> {
  const random = seeded(Math.imul(seed, 0x9e3779b1) ^ index);
  switch (kindOf(index)) {
    case "NAR":
      return readNar(damagedNar(host, random)) === null ? "refused" : "taken";
    case "upload":
      return upload(host, writing, random);
    case "narinfo":
      return narInfo(host, writing, random);
    case "drv":
      return derivation(random);
    case "raw":
      return rawRequest(host, random);
    default:
      return request(host, writing, random);
  }
}

function damagedNar({ good }: Host, random: RandomSource): Uint8Array {
  const nar = oneOf(random, good.nars);
  return random() < 0.1 ? nar : damage(random, nar, oneOf(random, good.nars));
}

/** The NAR again as it is written, which must be the same; null when it was refused. */
function readNar(bytes: Uint8Array): Uint8Array | null {
  const builder = new TreeBuilder();
  try {
    const reader = new NarReader(builder);
    for (let at = 0; at < bytes.length; at += 4096) reader.push(bytes.subarray(at, at + 4096));
    reader.end();
  } catch (error) {
    if (!(error instanceof NarError)) throw error;
    if (!(error.offset >= 0 && error.offset <= bytes.length))
      throw new Error(`a place outside: ${error.offset}`);
    return null;
  }
  const again = new Collector();
  dumpNar(new TreeSource(builder.root!), "/", again.sink);
  if (Buffer.compare(again.bytes, bytes) !== 0) throw new Error("a NAR was taken that is no NAR");
  return bytes;
}

async function upload(host: Host, writing: Bridge, random: RandomSource): Promise<Outcome> {
  const isBomb = random() < 0.002;
  const nar = isBomb ? new Uint8Array(40 << 20) : damagedNar(host, random);
  const how = isBomb ? "gz" : oneOf(random, ["", "", "gz", "zst"] as const);
  let file = host.pack(nar, how);
  const isDamaged = how !== "" && random() < 0.5;
  if (isDamaged) file = damage(random, file, host.pack(oneOf(random, host.good.nars), how));
  const named = random() < 0.05 ? noise(random, 32) : hashBytes("sha256", file);
  const suffix = random() < 0.1 ? oneOf(random, ["xz", "bz2", "br", "gz", "zst"]) : how;
  const path = `nar/${toNixBase32(named)}.nar${suffix === "" ? "" : `.${suffix}`}`;
  const init = { method: "PUT", body: new Uint8Array(file), headers: headersOf(random) };
  const { status } = await ask(writing, `/${path}`, init);
  if (status !== 200) return "refused";
  if (isBomb || nar.length > maxNar) throw new Error("a NAR larger than allowed was taken");
  // What is told by its hash must be had back.
  if (!isDamaged && readNar(nar) === null) throw new Error("an upload was taken that is no NAR");
  const back = await ask(writing, `/nar/${toNixBase32(hashBytes("sha256", nar))}.nar`);
  if (!isDamaged && Buffer.compare(back.body, nar) !== 0) throw new Error("another NAR came back");
  return "taken";
}

async function narInfo(host: Host, writing: Bridge, random: RandomSource): Promise<Outcome> {
  const i = below(random, host.good.narInfos.length);
  const text = damageText(random, host.good.narInfos[i]!, oneOf(random, host.good.narInfos));
  let outcome: Outcome = "refused";
  try {
    const read = parseNarInfo(text);
    const again = writeNarInfo(parseNarInfo(writeNarInfo(read)));
    if (again !== writeNarInfo(read)) throw new Error(`it changes when written: ${again}`);
    outcome = "taken";
  } catch (error) {
    if (!(error instanceof NarInfoError)) throw error;
  }
  // Half of the time what it speaks of is there.
  const nar = host.good.nars[i]!;
  if (random() < 0.5) {
    const name = `/nar/${toNixBase32(hashBytes("sha256", nar))}.nar`;
    await ask(writing, name, { method: "PUT", body: new Uint8Array(nar) });
  }
  const hash = /([0-9a-z]{32})-/.exec(text)?.[1] ?? "0".repeat(32);
  const { status } = await ask(writing, `/${hash}.narinfo`, {
    method: "PUT",
    body: new Uint8Array(bytesOf(text)),
  });
  if (status === 200 && outcome === "refused") throw new Error("a narinfo was taken that can't be read");
  return outcome;
}

const drvs = [
  'Derive([("out","/nix/store/w0h4mhnhzqhyqfhqlq1rhpv1nsyw1dhb-x","","")],[],[],"x86_64-linux","/bin/sh",["-c","echo"],[("name","x"),("out","/nix/store/w0h4mhnhzqhyqfhqlq1rhpv1nsyw1dhb-x")])',
  'Derive([("dev","/nix/store/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-y-dev","",""),("out","/nix/store/bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb-y","","")],[("/nix/store/cccccccccccccccccccccccccccccccc-x.drv",["out","dev"])],["/nix/store/dddddddddddddddddddddddddddddddd-s"],"i686-linux","/nix/store/dddddddddddddddddddddddddddddddd-s",[],[("a","\\n\\t\\"\\\\"),("b","")])',
  'Derive([("out","/nix/store/ffffffffffffffffffffffffffffffff-f","r:sha256","e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")],[],[],"builtin","builtin:fetchurl",[],[("url","http://x")])',
];

function derivation(random: RandomSource): Outcome {
  const text = fromBytes(damage(random, bytesOf(oneOf(random, drvs)), bytesOf(oneOf(random, drvs))));
  try {
    const read = parseDerivation(text);
    const again = writeDerivation(read);
    if (writeDerivation(parseDerivation(again)) !== again) throw new Error("it changes when written again");
    derivationFaults(read);
    formatDerivationsJson(new Map([["/nix/store/cccccccccccccccccccccccccccccccc-x.drv", read]]));
    return "taken";
  } catch (error) {
    if (!(error instanceof DerivationError)) throw error;
    return "refused";
  }
}

const methods = ["GET", "GET", "GET", "GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS", "PATCH", "PROPFIND"];
const ranges = [
  "bytes=0-0",
  "bytes=-1",
  "bytes=5-",
  "bytes=9-3",
  "bytes=0-99999999999999999999",
  "bytes=-0",
  "bytes=0-1,3-4",
  "bytes=",
  "lines=1-2",
  "bytes=a-b",
];
const authorizations = [
  "Bearer x",
  "Basic !!!",
  "Basic Og==",
  "Basic AAAA",
  "Negotiate",
  `Bearer ${"y".repeat(3000)}`,
];

function headersOf(random: RandomSource): Record<string, string> {
  const headers: Record<string, string> = {};
  if (random() < 0.3) headers["range"] = oneOf(random, ranges);
  if (random() < 0.1) headers["if-none-match"] = oneOf(random, ["*", '"x"', 'W/"x", "y"', "", ","]);
  if (random() < 0.1) headers["if-range"] = oneOf(random, ['"x"', "Wed, 21 Oct 2015 07:28:00 GMT"]);
  if (random() < 0.2)
    headers["accept-encoding"] = oneOf(random, ["zstd", "gzip", "*;q=0", "zstd;q=x, gzip;q=0.1", ",,;"]);
  if (random() < 0.1) headers["authorization"] = oneOf(random, authorizations);
  if (random() < 0.02) headers["origin"] = oneOf(random, ["null", "http://evil", "http://h"]);
  return headers;
}

async function request(host: Host, writing: Bridge, random: RandomSource): Promise<Outcome> {
  const path = random() < 0.2 ? `/${oneOf(random, host.good.paths)}` : damagePath(random, host.good.paths);
  const method = oneOf(random, methods);
  const body =
    method === "PUT" || method === "POST" ? new Uint8Array(noise(random, below(random, 300))) : null;
  const bridge = body === null ? host.reading : oneOf(random, [host.reading, writing]);
  const { status } = await ask(bridge, path, { method, body, headers: headersOf(random) });
  return status < 400 ? "taken" : "refused";
}

/** Over a socket, as no client of the web would send it. */
async function rawRequest(host: Host, random: RandomSource): Promise<Outcome> {
  const path =
    random() < 0.3 ? latin1(noise(random, below(random, 60))) : damagePath(random, host.good.paths);
  const target = oneOf(random, [
    path,
    path,
    path,
    `http://h${path}`,
    `//${path}`,
    "*",
    `/${"../".repeat(9)}etc/passwd`,
  ]);
  const version = random() < 0.8 ? "HTTP/1.1" : oneOf(random, ["HTTP/1.0", "HTTP/9.9", "x"]);
  const lines = [
    `${oneOf(random, [...methods, "TRACE", "x y"])} ${target} ${version}`,
    random() < 0.8 ? "host: h" : oneOf(random, ["host:", "x", "host: h\r\nhost: i"]),
    ...Object.entries(headersOf(random)).map(([name, value]) => `${name}: ${value}`),
    oneOf(random, [
      "x: y",
      "x: y",
      "x: y",
      "x: y",
      "content-length: 5",
      "content-length: -1",
      "transfer-encoding: chunked",
      "expect: 100-continue",
      "upgrade: x",
    ]),
    "connection: close",
  ];
  const text = await host.talk(
    `${lines.join("\r\n")}\r\n\r\n${random() < 0.2 ? latin1(noise(random, below(random, 20))) : ""}`,
  );
  const status = Number(
    /^HTTP\/1\.1 (\d{3}) /.exec(text.replace("HTTP/1.1 100 Continue\r\n\r\n", ""))?.[1] ?? 400,
  );
  if (text.includes(secret)) throw new Error(`${lines.join("|")}: it tells the secret`);
  if (
    !statuses.has(status) &&
    status !== 408 &&
    status !== 417 &&
    status !== 431 &&
    !(status === 500 && isPlanted(target))
  ) {
    throw new Error(`${lines.join("|").slice(0, 500)}: ${text.slice(0, 500)}`);
  }
  return status < 400 ? "taken" : "refused";
}

/** What may be answered; 500 only for what is damaged in the store. */
const statuses = new Set([
  200, 204, 206, 304, 307, 400, 401, 403, 404, 405, 409, 411, 413, 414, 415, 416, 507,
]);

/** Asks, reads all of the answer, and checks what holds of every answer. */
async function ask(
  bridge: Bridge,
  path: string,
  init: RequestInit = {},
): Promise<{ status: number; body: Uint8Array }> {
  const answer = await bridge(new Request(`http://h${path}`, init));
  const { status, headers } = answer;
  const planted = isPlanted(path);
  const told = (): string => `${init.method ?? "GET"} ${path.slice(0, 300)}: ${status}`;
  if (!statuses.has(status) && !(status === 500 && planted)) {
    throw new Error(`${told()} ${(await answer.text()).slice(0, 500)}`);
  }
  let body: Uint8Array;
  try {
    body = new Uint8Array(await answer.arrayBuffer());
  } catch (error) {
    if (planted) return { status, body: new Uint8Array(0) };
    throw new Error(`${told()}, and the body breaks off: ${String(error)}`, { cause: error });
  }
  const length = headers.get("content-length");
  const isSent = init.method !== "HEAD" && status !== 304;
  if (isSent && length !== null && Number(length) !== body.length) {
    throw new Error(`${told()}: ${body.length} bytes instead of ${length}`);
  }
  const all = fromBytes(body) + [...headers].join("\n");
  if (all.includes(secret)) throw new Error(`${told()}: it tells the secret`);
  if (status >= 400 && status !== 416 && init.method !== "HEAD" && body.length === 0) {
    throw new Error(`${told()}: no word about what is wrong`);
  }
  return { status, body };
}
