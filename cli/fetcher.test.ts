import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, utimesSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { FetchFailure } from "../core/glue/index.ts";
import { makeNodeFetcher } from "./fetcher.ts";

/** Requests are waited for synchronously, so the server can't be in this process. */
const server = `
const http = require("node:http");
http.createServer((request, response) => {
  const { url, headers } = request;
  if (url.startsWith("/moved")) { response.writeHead(302, { location: "/file" }); return response.end(); }
  if (url === "/circle") { response.writeHead(302, { location: "/circle" }); return response.end(); }
  if (url === "/file") {
    if (headers["if-none-match"] === '"e1"') { response.writeHead(304); return response.end(); }
    response.writeHead(200, { etag: '"e1"', link: '<http://x/immutable>; rel="immutable"' });
    return response.end(Buffer.from([0, 255, 1]));
  }
  if (url === "/large") { response.writeHead(200); for (let i = 0; i < 100; i++) response.write(Buffer.alloc(1000)); return response.end(); }
  if (url === "/slow") { response.writeHead(200); return void response.write("x"); }
  if (url === "/broken") { response.writeHead(200, { "content-length": "100" }); response.write("x"); return setTimeout(() => request.socket.destroy(), 50); }
  if (url === "/forbidden") { response.writeHead(403); return response.end(); }
  response.writeHead(404);
  response.end();
}).listen(0, "127.0.0.1", function () { console.log(this.address().port); });
`;

let child: ChildProcess;
let base: string;
let folder: string;
const before = process.env["XDG_CACHE_HOME"];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "fetcher-"));
  process.env["XDG_CACHE_HOME"] = folder;
  child = spawn(process.execPath, ["-e", server], { stdio: ["ignore", "pipe", "inherit"] });
  const port = await new Promise<string>((resolve) =>
    child.stdout!.once("data", (data) => resolve(String(data))),
  );
  base = `http://127.0.0.1:${port.trim()}`;
});

afterAll(() => {
  child.kill();
  rmSync(folder, { recursive: true, force: true });
  if (before === undefined) delete process.env["XDG_CACHE_HOME"];
  else process.env["XDG_CACHE_HOME"] = before;
});

const options = { cancelled: () => false };
const fetcher = makeNodeFetcher({ bytes: 50_000, milliseconds: 5_000, stall: 500 });

function failure(url: string): string {
  try {
    fetcher.get(url, options);
  } catch (error) {
    if (error instanceof FetchFailure) return `${error.reason}: ${error.message}`;
    throw error;
  }
  return "none";
}

test("a file, redirects, the cache", () => {
  const file = fetcher.get(`${base}/moved`, options);
  expect([...file.bytes]).toEqual([0, 255, 1]);
  expect(file).toMatchObject({ url: `${base}/file`, etag: '"e1"', immutableUrl: "http://x/immutable" });
  expect([...fetcher.get(`${base}/moved`, options).bytes]).toEqual([0, 255, 1]);
  const kept = join(folder, "tvix-playground/downloads");
  for (const name of readdirSync(kept)) utimesSync(join(kept, name), 0, 0);
  expect(fetcher.get(`${base}/moved`, options)).toMatchObject({ url: `${base}/file`, etag: '"e1"' });
});

test.skipIf(spawnSync("curl", ["--version"]).status !== 0)("by curl where there is a proxy", () => {
  process.env["http_proxy"] = base;
  process.env["no_proxy"] = "127.0.0.1";
  try {
    const url = `${base}/moved?curl`;
    const file = fetcher.get(url, options);
    expect([...file.bytes]).toEqual([0, 255, 1]);
    expect(file).toMatchObject({ url: `${base}/file`, etag: '"e1"', immutableUrl: "http://x/immutable" });
    const kept = join(folder, "tvix-playground/downloads");
    for (const name of readdirSync(kept)) utimesSync(join(kept, name), 0, 0);
    expect(fetcher.get(url, options)).toMatchObject({ url: `${base}/file`, etag: '"e1"' });
    expect(failure(`${base}/none`)).toBe("not-found: HTTP error 404");
    expect(failure(`${base}/forbidden`)).toBe("refused: HTTP error 403 (Forbidden)");
    expect(failure(`${base}/circle`)).toMatch(/^network: .*redirect/);
    expect(failure(`${base}/broken`)).toMatch(/^network: /);
  } finally {
    delete process.env["http_proxy"];
    delete process.env["no_proxy"];
  }
});

test("failures", () => {
  expect(failure(`${base}/none`)).toBe("not-found: HTTP error 404");
  expect(failure(`${base}/forbidden`)).toBe("refused: HTTP error 403 (Forbidden)");
  expect(failure(`${base}/large`)).toBe("limit: the file is larger than 50000 bytes");
  expect(failure(`${base}/slow`)).toBe("network: nothing came for 0.5 s");
  expect(failure(`${base}/broken`)).toMatch(/^network: /);
  expect(failure(`${base}/circle`)).toMatch(/^network: .*redirect/);
  expect(failure("http://127.0.0.1:1/")).toMatch(/^network: /);
  expect(failure("http://name.invalid/")).toMatch(/^network: /);
  expect(failure("ftp://x/")).toMatch(/^unsupported: /);
});

test.skipIf(spawnSync("git", ["--version"]).status !== 0)("git runs, and says why it fails", () => {
  const git = fetcher.git!;
  const directory = git.repositoryFor("https://x/y");
  expect(git.repositoryFor("https://x/y")).toBe(directory);
  const made = git.run(directory, ["rev-parse", "--is-bare-repository"]);
  expect([made.status, Buffer.from(made.stdout).toString()]).toEqual([0, "true\n"]);
  const id = git.run(directory, ["hash-object", "-w", "--stdin"], Buffer.from("text"));
  expect(Buffer.from(id.stdout).toString().trim()).toMatch(/^[0-9a-f]{40}$/);
  expect(git.run(directory, ["cat-file", "-e", "0".repeat(40)]).status).not.toBe(0);
});
