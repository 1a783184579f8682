/**
 * Downloads one file and waits for it: in a process of its own, because a promise can't be waited for. That is
 * Node again, or curl where there is a proxy, of which Node's `fetch` knows nothing.
 */
import { readFileSync } from "node:fs";
import { FetchFailure, type FetchReason } from "../core/glue/index.ts";

/** What a download may cost. */
export interface DownloadLimits {
  /** Bytes of a file. */
  bytes: number;
  /** Milliseconds for a file. */
  milliseconds: number;
  /** Milliseconds without a single byte. */
  stall: number;
}

export interface DownloadTask extends DownloadLimits {
  url: string;
  /** Where the bytes go. */
  file: string;
  /** What the host called the version that is there already; null: none is. */
  etag: string | null;
}

/** What the host answered. */
export interface DownloadAnswer {
  status: number;
  /** Where redirects led. */
  url: string;
  etag: string | null;
  /** The header `Link`. */
  link: string | null;
  /** Words that came with the status. */
  words: string;
}

/** What Node runs: it gets its task as JSON and prints a {@link DownloadAnswer}, or why there is none, as JSON. */
const downloadProgram = `
const { openSync, writeSync, closeSync } = require("node:fs");
const task = JSON.parse(process.argv[1]);
const done = (result) => { process.stdout.write(JSON.stringify(result)); };
const stop = new AbortController();
let why = null;
const abort = (reason, message) => { why ??= { reason, message }; stop.abort(); };
setTimeout(() => abort("limit", "it took longer than " + task.milliseconds / 1000 + " s"), task.milliseconds).unref();
let timer;
const alive = () => {
  clearTimeout(timer);
  timer = setTimeout(() => abort("network", "nothing came for " + task.stall / 1000 + " s"), task.stall);
};
(async () => {
  alive();
  const headers = { "user-agent": "tvix-playground", ...(task.etag ? { "if-none-match": task.etag } : {}) };
  const response = await fetch(task.url, { headers, redirect: "follow", signal: stop.signal });
  const told = { status: response.status, url: response.url, etag: response.headers.get("etag"), link: response.headers.get("link"), words: response.statusText };
  if (!response.ok || response.body === null) { stop.abort(); return done(told); }
  const file = openSync(task.file, "w");
  let size = 0;
  for await (const chunk of response.body) {
    alive();
    size += chunk.length;
    if (size > task.bytes) { abort("limit", "the file is larger than " + task.bytes + " bytes"); throw new Error(); }
    for (let at = 0; at < chunk.length; ) at += writeSync(file, chunk, at);
  }
  closeSync(file);
  done(told);
})().catch((error) => {
  done(why ?? { reason: "network", message: error.cause?.message || error.cause?.code || error.message });
}).finally(() => clearTimeout(timer));
`;

// Loading it takes milliseconds, and most evaluations fetch nothing.
const childProcess = () => process.getBuiltinModule("node:child_process");

/** Downloads a file. @throws FetchFailure when there was no answer */
export function download(task: DownloadTask): DownloadAnswer {
  return (hasProxy() ? byCurl(task) : null) ?? byNode(task);
}

function hasProxy(): boolean {
  const names = ["http_proxy", "https_proxy", "all_proxy"];
  return names.some((name) => process.env[name] || process.env[name.toUpperCase()]);
}

function byNode(task: DownloadTask): DownloadAnswer {
  const run = childProcess().spawnSync(process.execPath, ["-e", downloadProgram, JSON.stringify(task)], {
    encoding: "utf8",
    maxBuffer: 1 << 20,
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (run.error !== undefined) throw new FetchFailure("network", run.error.message);
  let answer: DownloadAnswer | { reason: FetchReason; message: string };
  try {
    answer = JSON.parse(run.stdout) as typeof answer;
  } catch {
    throw new FetchFailure("network", `the download failed: ${run.stderr.trim().split("\n").pop() ?? ""}`);
  }
  if ("reason" in answer) throw new FetchFailure(answer.reason, answer.message);
  return answer;
}

/** Exit codes of curl that tell of a limit. */
const curlLimits: Readonly<Record<number, string>> = {
  28: "it took too long",
  63: "the file is too large",
};

/** Downloads by curl; null where there is none. */
function byCurl({ url, file, etag, bytes, milliseconds, stall }: DownloadTask): DownloadAnswer | null {
  const seconds = (time: number): string => String(Math.ceil(time / 1000));
  const headers = `${file}.headers`;
  const settings: [name: string, value: string][] = [
    ["max-redirs", "20"],
    ["proto", "=http,https"],
    ["user-agent", "tvix-playground"],
    ["max-filesize", String(bytes)],
    ["max-time", seconds(milliseconds)],
    ["speed-limit", "1"],
    ["speed-time", seconds(stall)],
    ["output", file],
    ["dump-header", headers],
    ["write-out", "%{http_code} %{url_effective}"],
  ];
  if (etag !== null) settings.push(["header", `If-None-Match: ${etag}`]);
  const args = settings.flatMap(([name, value]) => [`--${name}`, value]);
  args.unshift("--silent", "--show-error", "--location");
  args.push("--", url);
  const run = childProcess().spawnSync("curl", args, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  if ((run.error as NodeJS.ErrnoException | undefined)?.code === "ENOENT") return null;
  if (run.error !== undefined) throw new FetchFailure("network", run.error.message);
  if (run.status !== 0) {
    const limit = curlLimits[run.status ?? -1];
    if (limit !== undefined) throw new FetchFailure("limit", limit);
    throw new FetchFailure("network", run.stderr.trim().replace(/^curl: \(\d+\) /, ""));
  }
  const space = run.stdout.indexOf(" ");
  // Each redirect has headers of its own; the last ones are the file's.
  const last = readFileSync(headers, "latin1").trimEnd().split("\r\n\r\n").pop()!;
  const header = (name: string): string | null =>
    new RegExp(`^${name}:[ \t]*(.*?)\r?$`, "im").exec(last)?.[1] ?? null;
  return {
    status: Number(run.stdout.slice(0, space)),
    url: run.stdout.slice(space + 1),
    etag: header("etag"),
    link: header("link"),
    words: /^HTTP\/\S+ \d+ (.*?)\r?$/m.exec(last)?.[1] ?? "",
  };
}
