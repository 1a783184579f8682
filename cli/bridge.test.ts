/** `tvix bridge` as a process. */
import { createServer } from "node:net";
import { request, type IncomingMessage } from "node:http";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { hashBytes, toNixBase32 } from "../core/nix-compat/index.ts";
import { tvix } from "./testing/run-cli.ts";
import { BridgeProcess } from "./testing/run-bridge.ts";

let folder = "";
const running: BridgeProcess[] = [];
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "tvix-bridge-"))));
afterEach(async () => {
  await Promise.all(running.splice(0).map((bridge) => bridge.stop("SIGKILL")));
  rmSync(folder, { recursive: true, force: true });
});

async function start(...args: string[]): Promise<BridgeProcess> {
  const bridge = await BridgeProcess.start({ args: ["--store", join(folder, "store"), ...args] });
  running.push(bridge);
  return bridge;
}

/** A tree of two files, stored under its source path: that, and its NAR. */
function storeTree(size: number): { path: string; hash: string; nar: Buffer } {
  const tree = join(folder, "tree");
  mkdirSync(tree);
  writeFileSync(join(tree, "a"), Buffer.alloc(size, "0123456789abcdefg"));
  writeFileSync(join(tree, "b"), "#!/bin/sh\n");
  chmodSync(join(tree, "b"), 0o755);
  const path = tvix(["store", "import", "--store", join(folder, "store"), tree]).out.trim();
  const nar = Buffer.from(tvix(["nar", "dump", tree]).out, "latin1");
  return { path, hash: path.slice("/nix/store/".length).slice(0, 32), nar };
}

async function narInfo(bridge: BridgeProcess, hash: string): Promise<string> {
  const answer = await fetch(`${bridge.url}/${hash}.narinfo`);
  return answer.ok ? answer.text() : `${answer.status}`;
}

const urlIn = (text: string): string => /^URL: (.*)$/m.exec(text)![1]!;

function get(url: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => void request(url, resolve).once("error", reject).end());
}

const put = (url: string, body: string | Uint8Array<ArrayBuffer>): Promise<Response> =>
  fetch(url, { method: "PUT", body });

test("tells its URL and what goes into nix.conf, serves, and logs", async () => {
  const { hash, nar } = storeTree(100_000);
  const bridge = await start("--verbose", "--priority", "7");
  expect(bridge.said).toContain(`extra-substituters = ${bridge.url}?trusted=1\n`);
  expect(await (await fetch(`${bridge.url}/nix-cache-info`)).text()).toContain("Priority: 7\n");
  const info = await narInfo(bridge, hash);
  const answer = await fetch(`${bridge.url}/${urlIn(info)}`);
  expect(Buffer.compare(Buffer.from(await answer.arrayBuffer()), nar)).toBe(0);
  const part = await fetch(`${bridge.url}/${urlIn(info)}`, { headers: { range: "bytes=99000-100999" } });
  expect(part.status).toBe(206);
  expect(Buffer.compare(Buffer.from(await part.arrayBuffer()), nar.subarray(99_000, 101_000))).toBe(0);
  expect(await narInfo(bridge, "0".repeat(32))).toBe("404");
  expect(await bridge.stop("SIGINT")).toBe(0);
  expect(bridge.said).toMatch(/^\S+Z GET \/nix-cache-info 200 \d+ \d+ms$/m);
  expect(bridge.said).toMatch(/^\S+Z GET \/0{32}\.narinfo 404 \d+ \d+ms$/m);
});

test("what was uploaded is there after a restart, also what waits for its narinfo", async () => {
  const { path, hash, nar } = storeTree(1000);
  const told = tvix(["store", "info", "--store", join(folder, "store"), path]).out;
  rmSync(join(folder, "store"), { recursive: true });
  const name = `nar/${toNixBase32(hashBytes("sha256", nar))}.nar`;
  const narinfo = told
    .replace(/^Castore: .*\n/m, "")
    .replace(/^StorePath: .*\n/, `$&URL: ${name}\nCompression: none\n`);
  const first = await start();
  expect((await put(`${first.url}/${hash}.narinfo`, narinfo)).status).toBe(400);
  expect((await put(`${first.url}/${name}`, new Uint8Array(nar))).status).toBe(200);
  expect(await first.stop()).toBe(0);
  const second = await start(
    "--token-file",
    ((): string => {
      writeFileSync(join(folder, "token"), "a-good-token");
      return join(folder, "token");
    })(),
  );
  expect(second.said).toContain("machine 127.0.0.1 password TOKEN");
  expect((await put(`${second.url}/${hash}.narinfo`, narinfo)).status).toBe(401);
  const authorization = `Basic ${Buffer.from(":a-good-token").toString("base64")}`;
  const taken = await fetch(`${second.url}/${hash}.narinfo`, {
    method: "PUT",
    body: narinfo,
    headers: { authorization },
  });
  expect(taken.status).toBe(200);
  expect(await narInfo(second, hash)).toContain(`StorePath: ${path}\n`);
});

test("what is being answered when it is told to end is answered to its end", async () => {
  const { hash, nar } = storeTree(20_000_000);
  const bridge = await start();
  const answer = await get(`${bridge.url}/${urlIn(await narInfo(bridge, hash))}`);
  const stopped = bridge.stop();
  await expect(
    (async () => {
      while (true) await fetch(bridge.url);
    })(),
  ).rejects.toThrow();
  const pieces: Buffer[] = [];
  for await (const piece of answer) pieces.push(piece as Buffer);
  expect(Buffer.compare(Buffer.concat(pieces), nar)).toBe(0);
  expect(await stopped).toBe(0);
  expect(bridge.said).toMatch(/^SIGTERM: finishing \d+ requests/m);
});

test("one that is killed during an upload leaves nothing half", async () => {
  const { nar } = storeTree(5_000_000);
  rmSync(join(folder, "store"), { recursive: true });
  const bridge = await start();
  const name = `nar/${toNixBase32(hashBytes("sha256", nar))}.nar`;
  const upload = request(`${bridge.url}/${name}`, {
    method: "PUT",
    headers: { "content-length": nar.length },
  });
  upload.once("error", () => undefined);
  upload.write(nar.subarray(0, 4_000_000));
  const chunks = join(folder, "store/chunks");
  while (!readdirSync(join(folder, "store")).includes("chunks") || readdirSync(chunks).length === 0) {
    await new Promise((resolve) => void setTimeout(resolve, 10));
  }
  await bridge.stop("SIGKILL");
  expect(readdirSync(join(folder, "store"))).not.toContain("uploads");
  expect(tvix(["store", "verify", "--store", join(folder, "store")]).out).toMatch(/ 0 damaged\n$/);
  const again = await start();
  expect((await put(`${again.url}/${name}`, new Uint8Array(nar))).status).toBe(200);
});

test("says what is wrong with where it shall listen, and with the store", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => void taken.once("listening", resolve));
  const { port } = taken.address() as { port: number };
  const store = ["--store", join(folder, "store")];
  const busy = tvix(["bridge", ...store, "--port", String(port)]);
  taken.close();
  expect([busy.code, busy.err]).toEqual([1, expect.stringContaining("address already in use")]);
  const missing = tvix(["bridge", "--store", join(folder, "none"), "--read-only"]);
  expect([missing.code, missing.err]).toEqual([1, expect.stringContaining("there is no store at")]);
  const open = tvix(["bridge", ...store, "--host", "0.0.0.0"]);
  expect([open.code, open.err]).toEqual([1, expect.stringContaining("name a token by '--token-file'")]);
});
