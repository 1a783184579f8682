/** nar-bridge as real Nix sees it. The same at full size: `npm run check:bridge`. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { hasNix } from "../core/nix-compat/testing/nix.ts";
import { writeMadePaths } from "./testing/made-paths.ts";
import { NixClient } from "./testing/nix-client.ts";
import { BridgeProcess } from "./testing/run-bridge.ts";

const compressions = ["xz", "zstd", "bzip2", "gzip", "none"] as const;
const token = "a-token-of-the-tests";

describe.skipIf(!hasNix)("real Nix", () => {
  let folder = "";
  let source: NixClient;
  let paths: string[] = [];
  let root = "";
  let publicKey = "";
  const running: BridgeProcess[] = [];
  const clients: NixClient[] = [];

  const start = async (...args: string[]): Promise<BridgeProcess> => {
    const bridge = await BridgeProcess.start({ args });
    running.push(bridge);
    return bridge;
  };
  const client = (settings: Record<string, string> = {}): NixClient => {
    const made = new NixClient();
    made.configure(settings);
    clients.push(made);
    return made;
  };
  /** Everything arrived as it was. */
  const same = async (other: NixClient): Promise<void> => {
    await other.verify();
    expect(await other.closure(root)).toEqual(await source.closure(root));
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "tvix-bridge-nix-"));
    paths = writeMadePaths(join(folder, "closure"), { count: 40, seed: 7, large: [0, 3_000_000] });
    root = paths.at(-1)!;
    execFileSync("nix-store", [
      "--generate-binary-cache-key",
      "made-1",
      join(folder, "secret"),
      join(folder, "public"),
    ]);
    publicKey = readFileSync(join(folder, "public"), "latin1").trim();
    source = new NixClient();
    await source.importStream(join(folder, "closure"));
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((bridge) => bridge.stop()));
    await Promise.all(clients.splice(0).map((one) => one.remove()));
  });
  afterAll(async () => {
    await source.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  test("copies to it with a token, in every compression, and from it, signed, after a restart", async () => {
    const args = ["--store", join(folder, "store"), "--sign", join(folder, "secret")];
    writeFileSync(join(folder, "token"), `${token}\n`);
    const first = await start(...args, "--token-file", join(folder, "token"));
    const refused = await source.attempt("nix", ["copy", "--to", first.url, paths[0]!]);
    expect(refused.err).toContain("401");

    source.configure({ "netrc-file": join(folder, "netrc") });
    writeFileSync(join(folder, "netrc"), `machine 127.0.0.1 password ${token}\n`);
    for (const [i, compression] of compressions.entries()) {
      const some = paths.slice(8 * i, 8 * (i + 1));
      await source.run("nix", ["copy", "--to", `${first.url}?compression=${compression}`, ...some]);
    }
    expect(await first.stop()).toBe(0);
    expect(readdirSync(join(folder, "store/infos"))).toHaveLength(paths.length);

    const second = await start(...args, "--read-only");
    const target = client({ "trusted-public-keys": publicKey });
    await target.run("nix", ["copy", "--from", second.url, root]);
    await same(target);
  });

  test("substitutes through it, also what it must bring from another", async () => {
    const upstream = await start(
      "--store",
      join(folder, "store"),
      "--sign",
      join(folder, "secret"),
      "--read-only",
    );
    const near = join(folder, "near");
    const bridge = await start(
      "--store",
      near,
      "--upstream",
      upstream.url,
      "--trusted-key",
      publicKey,
      "--read-only",
    );
    const target = client({ substituters: bridge.url, "trusted-public-keys": publicKey });
    expect((await target.run("nix-store", ["--realise", root])).trim()).toBe(root);
    await same(target);
    await upstream.stop();
    const later = client({ substituters: bridge.url, "trusted-public-keys": publicKey });
    await later.run("nix-store", ["--realise", root]);
    expect(readdirSync(join(near, "infos"))).toHaveLength(paths.length);
  });

  test("brings only what is missing from a store of castore objects", async () => {
    const upstream = await start(
      "--store",
      join(folder, "store"),
      "--sign",
      join(folder, "secret"),
      "--verbose",
    );
    const castore = ["--castore-from", `${upstream.url}/castore-objects`];
    const keys = ["--trusted-key", publicKey];
    const bridge = await start(
      "--store",
      join(folder, "parts"),
      "--upstream",
      upstream.url,
      ...keys,
      ...castore,
    );
    const target = client({ substituters: bridge.url, "trusted-public-keys": publicKey });
    await target.run("nix-store", ["--realise", root]);
    await same(target);
    expect(upstream.said).toMatch(/ GET \/castore-objects\/chunks\/b3\/\S+ 200 /);
    expect(upstream.said).not.toMatch(/ GET \/nar\//);
    expect(bridge.said).not.toContain("brought as a whole NAR");
  });

  test("does not take what is not signed by whom it trusts", async () => {
    const bridge = await start("--store", join(folder, "store"), "--read-only");
    const target = client({ "trusted-public-keys": publicKey });
    const { code, err } = await target.attempt("nix", ["copy", "--from", bridge.url, paths[0]!]);
    expect([code, err]).toEqual([1, expect.stringContaining("lacks a valid signature")]);
    target.configure({ substituters: `${bridge.url}?trusted=1` });
    await target.run("nix-store", ["--realise", paths[0]!]);
  });
});
