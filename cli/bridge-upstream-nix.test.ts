/** Real Nix behind a bridge whose upstream is slow, broken or lies. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { hasNix } from "../core/nix-compat/testing/nix.ts";
import { writeMadePaths } from "./testing/made-paths.ts";
import { NixClient } from "./testing/nix-client.ts";
import { BridgeProcess } from "./testing/run-bridge.ts";

/** How a NAR is sent: in so many steps, with pauses of so many milliseconds. */
interface Sending {
  readonly steps: number;
  readonly pause: number;
  /** The step with which the connection is cut. */
  readonly cutAt?: number;
  /** How many connections are cut; all unless given. */
  readonly cuts?: number;
  /** The step in which a bit is changed. */
  readonly lieAt?: number;
  /** Whether it knows ranges. */
  readonly ranges?: boolean;
}

describe.skipIf(!hasNix)("real Nix, behind a bridge whose upstream", () => {
  let folder = "";
  let path = "";
  let publicKey = "";
  let source: NixClient;
  let origin: BridgeProcess;
  let line: Server;
  let lineUrl = "";
  let sending: Sending = { steps: 1, pause: 0 };
  let narRequests = 0;
  let near: BridgeProcess;
  let target: NixClient;
  /** Where the near bridge keeps what it knows of paths. */
  let infos = "";

  /** Passes on what the origin says, and NARs as they are to be sent. */
  const startLine = async (): Promise<void> => {
    line = createServer((incoming, outgoing) => {
      void (async () => {
        const answer = await fetch(`${origin.url}${incoming.url!}`, {
          headers: { "accept-encoding": "identity" },
        });
        let bytes = Buffer.from(await answer.arrayBuffer());
        const { steps, pause, cutAt, cuts = Infinity, lieAt, ranges } = sending;
        if (!incoming.url!.startsWith("/nar/")) {
          outgoing.writeHead(answer.status, { "content-length": bytes.length });
          return void outgoing.end(bytes);
        }
        const isCut = narRequests++ < cuts;
        const start = Number(/^bytes=(\d+)-$/.exec(incoming.headers.range ?? "")?.[1] ?? -1);
        const head: Record<string, string> = ranges === true ? { "accept-ranges": "bytes" } : {};
        if (ranges === true && start >= 0) {
          head["content-range"] = `bytes ${start}-${bytes.length - 1}/${bytes.length}`;
          bytes = bytes.subarray(start);
        }
        const status = head["content-range"] === undefined ? 200 : 206;
        outgoing.writeHead(status, { ...head, "content-length": bytes.length });
        for (let step = 0; step < steps; step++) {
          if (isCut && step === cutAt) return void outgoing.destroy();
          const part = bytes.subarray((bytes.length * step) / steps, (bytes.length * (step + 1)) / steps);
          if (step === lieAt) part[part.length >> 1]! ^= 1;
          outgoing.write(part);
          if (pause > 0) await new Promise((done) => setTimeout(done, pause));
        }
        outgoing.end();
      })();
    });
    await new Promise<void>((resolve) => line.listen(0, "127.0.0.1", resolve));
    lineUrl = `http://127.0.0.1:${(line.address() as AddressInfo).port}`;
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "tvix-bridge-line-"));
    path = writeMadePaths(join(folder, "closure"), { count: 1, seed: 3, large: [3_000_000] }).at(-1)!;
    const [secret, pub] = ["secret", "public"].map((name) => join(folder, name)) as [string, string];
    execFileSync("nix-store", ["--generate-binary-cache-key", "made-1", secret, pub]);
    publicKey = readFileSync(pub, "latin1").trim();
    source = new NixClient();
    await source.importStream(join(folder, "closure"));
    origin = await BridgeProcess.start({ args: ["--store", join(folder, "origin"), "--sign", secret] });
    await source.run("nix", ["copy", "--to", `${origin.url}?compression=none`, path]);
    await startLine();
  });
  afterAll(async () => {
    line.closeAllConnections();
    line.close();
    await origin.stop();
    await source.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const begin = async (how: Sending, settings: Record<string, string> = {}): Promise<void> => {
    sending = how;
    narRequests = 0;
    const store = mkdtempSync(join(folder, "near-"));
    near = await BridgeProcess.start({
      args: ["--store", store, "--upstream", lineUrl, "--trusted-key", publicKey, "--read-only", "--verbose"],
    });
    infos = join(store, "infos");
    target = new NixClient();
    target.configure({ substituters: near.url, "trusted-public-keys": publicKey, ...settings });
  };
  const kept = (): number => (existsSync(infos) ? readdirSync(infos).length : 0);
  afterEach(async () => {
    await near.stop();
    await target.remove();
  });

  test("is slow: it does not stall, and asks once", async () => {
    await begin({ steps: 12, pause: 500 }, { "stalled-download-timeout": "4" });
    expect((await target.run("nix-store", ["--realise", path])).trim()).toBe(path);
    await target.verify();
    expect(await target.closure(path)).toEqual(await source.closure(path));
    expect([narRequests, kept()]).toEqual([1, 1]);
    expect(near.said.match(/ GET \/nar\/\S+ 200 /g)).toHaveLength(1);
  });

  test.each<[string, Partial<Sending>]>([
    ["breaks off", { cutAt: 6 }],
    ["lies", { lieAt: 6 }],
    ["lies at the end", { lieAt: 11 }],
  ])("%s: nothing comes of it, here or there, until it mends", async (_, fault) => {
    await begin({ steps: 12, pause: 10, ...fault }, { "download-attempts": "1" });
    expect((await target.attempt("nix-store", ["--realise", path])).code).not.toBe(0);
    expect(kept()).toBe(0);
    expect((await target.attempt("nix", ["path-info", path])).code).not.toBe(0);
    sending = { steps: 12, pause: 10 };
    await target.run("nix-store", ["--realise", path]);
    await target.verify();
    expect(kept()).toBe(1);
  });

  test("breaks off again and again, but knows ranges: the bridge goes on, and Nix notices nothing", async () => {
    await begin({ steps: 6, pause: 10, cutAt: 3, cuts: 3, ranges: true });
    await target.run("nix-store", ["--realise", path]);
    await target.verify();
    expect([narRequests, kept()]).toEqual([4, 1]);
    expect(near.said.match(/ GET \/nar\//g)).toHaveLength(1);
  });

  test("breaks off once: Nix goes on from there by itself", async () => {
    await begin({ steps: 12, pause: 10, cutAt: 6, cuts: 1 });
    await target.run("nix-store", ["--realise", path]);
    await target.verify();
    expect([narRequests, kept()]).toEqual([2, 1]);
    expect(near.said).toMatch(/ GET \/nar\/\S+ 206 /);
  });
});
