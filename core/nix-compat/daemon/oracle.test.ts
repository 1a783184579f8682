/** Our side of the daemon protocol against real Nix: as client of its daemon, and as daemon for its client. */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { toBase16 } from "../encodings.ts";
import { hashBytes } from "../hash.ts";
import {
  call,
  clientHandshake,
  DaemonError,
  newestProtocol,
  operations,
  protocolVersion,
  readOperation,
  serverHandshake,
  type ValidPathInfo,
  type Wire,
  WireError,
  WireMachine,
  writeAnswer,
} from "./index.ts";

const hasNix = spawnSync("nix-daemon", ["--version"]).status === 0;
const folder = hasNix ? mkdtempSync(join(tmpdir(), "daemon-")) : "";
const env = {
  PATH: process.env["PATH"] ?? "",
  HOME: folder,
  NIX_CONF_DIR: folder,
  NIX_STATE_DIR: join(folder, "state"),
  NIX_LOG_DIR: join(folder, "log"),
};
const store = `local?root=${folder}/root`;
const nix = (command: string, ...args: string[]): string => {
  const run = spawnSync(command, args, {
    cwd: folder,
    env: { ...env, NIX_REMOTE: store },
    encoding: "latin1",
  });
  if (run.status !== 0) throw new Error(run.stderr);
  return run.stdout.trim();
};

afterAll(() => {
  if (hasNix) rmSync(folder, { recursive: true, force: true });
});

/** Has a conversation with `nix-daemon --stdio`. */
function withDaemon<T>(conversation: Wire<T>): Promise<T> {
  const daemon = spawn("nix-daemon", ["--stdio", "--option", "store", store], {
    env,
    stdio: ["pipe", "pipe", "inherit"],
  });
  return new Promise<T>((resolve, reject) => {
    const machine = new WireMachine(conversation);
    daemon.stdin.write(machine.output());
    daemon.stdout.on("data", (chunk: Buffer) => {
      try {
        machine.push(chunk);
      } catch (error) {
        reject(error as Error);
        return;
      }
      daemon.stdin.write(machine.output());
      if (machine.done) resolve(machine.result);
    });
    daemon.on("error", reject);
    daemon.on("close", () => reject(new Error("nix-daemon has ended")));
  }).finally(() => daemon.stdin.end());
}

/** A plain file as a NAR. */
function narOf(content: string): Uint8Array {
  const string = (text: string): Buffer => {
    const bytes = Buffer.alloc(8 + Math.ceil(text.length / 8) * 8);
    bytes.writeBigUInt64LE(BigInt(text.length));
    bytes.write(text, 8, "latin1");
    return bytes;
  };
  return Buffer.concat(["nix-archive-1", "(", "type", "regular", "contents", content, ")"].map(string));
}

const options = {
  keepFailed: false,
  keepGoing: false,
  tryFallback: false,
  verbosity: 0,
  maxBuildJobs: 1,
  maxSilentTime: 0,
  buildVerbosity: 0,
  buildCores: 1,
  useSubstitutes: false,
  overrides: new Map([["keep-outputs", "true"]]),
};

describe.skipIf(!hasNix)("with real Nix", () => {
  let path = "";
  let referrer = "";
  beforeAll(() => {
    writeFileSync(join(folder, "nix.conf"), "substituters =\nsandbox = false\nbuild-users-group =\n");
    writeFileSync(join(folder, "hello.txt"), "hello");
    writeFileSync(join(folder, "a.nix"), 'builtins.toFile "ref" "${builtins.toFile "base" "hello"}"');
    path = nix("nix-store", "--add", "hello.txt");
    referrer = nix("nix-instantiate", "--eval", "--read-write-mode", "a.nix").replaceAll('"', "");
  });

  test.each([newestProtocol, protocolVersion(1, 25), protocolVersion(1, 21), protocolVersion(1, 18)])(
    "client, protocol %i at most",
    async (newest) => {
      const info = await withDaemon(
        (function* () {
          const { version, nixVersion } = yield* clientHandshake(newest);
          expect(version).toBeLessThanOrEqual(newest);
          expect(nixVersion === null).toBe(version < protocolVersion(1, 33));
          yield* call(version, operations.SetOptions, options);
          expect(yield* call(version, operations.IsValidPath, path)).toBe(true);
          const missing = path.replace("hello", "other");
          expect(yield* call(version, operations.IsValidPath, missing)).toBe(false);
          expect(yield* call(version, operations.QueryPathInfo, missing)).toBe(null);
          const hashPart = path.slice("/nix/store/".length).slice(0, 32);
          expect(yield* call(version, operations.QueryPathFromHashPart, hashPart)).toBe(path);
          expect(yield* call(version, operations.QueryPathFromHashPart, "0".repeat(32))).toBe(null);
          const query = { paths: [path, missing], substitute: false };
          expect(yield* call(version, operations.QueryValidPaths, query)).toEqual([path]);
          expect(yield* call(version, operations.QuerySubstitutablePaths, [path])).toEqual([]);
          expect((yield* call(version, operations.QueryAllValidPaths, null)).length).toBeGreaterThanOrEqual(
            3,
          );
          yield* call(version, operations.AddTempRoot, path);
          yield* call(version, operations.EnsurePath, path);
          yield* call(version, operations.BuildPaths, { paths: [path], mode: "normal" as const });
          const refInfo = (yield* call(version, operations.QueryPathInfo, referrer))!;
          expect(refInfo.references.length).toBe(1);
          expect(yield* call(version, operations.QueryReferrers, refInfo.references[0]!)).toEqual([referrer]);
          if (version >= operations.QueryMissing.first) {
            expect(yield* call(version, operations.QueryMissing, [missing])).toEqual({
              willBuild: [],
              willSubstitute: [],
              unknown: [missing],
              downloadSize: 0,
              narSize: 0,
            });
          }
          return (yield* call(version, operations.QueryPathInfo, path))!;
        })(),
      );
      const nar = narOf("hello");
      expect(info.narHash).toBe(toBase16(hashBytes("sha256", nar)));
      expect(info.narSize).toBe(nar.length);
      expect(info.references).toEqual([]);
      expect(info.deriver).toBe(null);
      expect(info.ca).toMatch(/^fixed:r:sha256:[0-9a-z]{52}$/);
    },
  );

  test.each([newestProtocol, protocolVersion(1, 24)])(
    "adds to the store, protocol %i at most",
    async (newest) => {
      const nar = narOf(`hello ${newest}`);
      const added = await withDaemon(
        (function* () {
          const { version } = yield* clientHandshake(newest);
          yield* call(version, operations.SetOptions, options);
          if (version < operations.AddToStore.first) {
            const request = { name: "added", recursive: true, algorithm: "sha256" };
            return yield* call(version, operations.OldAddToStore, request, { upload: [nar] });
          }
          const request = { name: "added", method: "fixed:r:sha256", references: [], repair: false };
          const info = yield* call(version, operations.AddToStore, request, { upload: [nar] });
          expect(info.narSize).toBe(nar.length);
          return info.path;
        })(),
      );
      writeFileSync(join(folder, "added"), `hello ${newest}`);
      expect(added).toBe(nix("nix-store", "--add", "added"));
      const reader = await withDaemon(
        (function* () {
          const { version } = yield* clientHandshake(newest);
          yield* call(version, operations.NarFromPath, added);
          return yield nar.length;
        })(),
      );
      expect(Buffer.from(reader)).toEqual(Buffer.from(nar));
    },
  );

  test.each([newestProtocol, protocolVersion(1, 22), protocolVersion(1, 20)])(
    "adds NARs with their info, protocol %i at most",
    async (newest) => {
      const nar = narOf(`with info ${newest}`);
      const name = `${newest}`.padStart(32, "0");
      const info: ValidPathInfo = {
        path: `/nix/store/${name}-x`,
        deriver: null,
        narHash: toBase16(hashBytes("sha256", nar)),
        references: [path],
        registrationTime: 7,
        narSize: nar.length,
        ultimate: true,
        signatures: ["k:AA=="],
        ca: null,
      };
      const found = await withDaemon(
        (function* () {
          const { version } = yield* clientHandshake(newest);
          const request = { info, repair: false, dontCheckSignatures: true };
          const upload = [nar.subarray(0, 50), nar.subarray(50)];
          yield* call(version, operations.AddToStoreNar, request, { upload });
          return yield* call(version, operations.QueryPathInfo, info.path);
        })(),
      );
      const { path: _, ...expected } = info;
      expect({ ...found, registrationTime: 7, ultimate: true }).toEqual(expected);
    },
  );

  test("builds with results, errors", async () => {
    const failing = withDaemon(
      (function* () {
        const { version } = yield* clientHandshake();
        return yield* call(version, operations.EnsurePath, path.replace("hello", "other"));
      })(),
    );
    await expect(failing).rejects.toThrow(DaemonError);
    writeFileSync(
      join(folder, "d.nix"),
      'derivation { name = "d"; system = "x86_64-linux"; builder = "/none"; outputs = [ "out" "dev" ]; }',
    );
    const drv = nix("nix-instantiate", "d.nix");
    const [result] = await withDaemon(
      (function* () {
        const { version } = yield* clientHandshake();
        yield* call(version, operations.SetOptions, options);
        const request = { paths: [`${drv}!out`], mode: "normal" as const };
        return yield* call(version, operations.BuildPathsWithResults, request);
      })(),
    );
    expect(result!.path).toBe(`${drv}!out`);
    expect(result!.result.status).not.toBe("built");
    expect(result!.result.errorMessage).not.toBe("");
  });

  test("daemon for a real client", async () => {
    const info = {
      deriver: null,
      narHash: toBase16(hashBytes("sha256", narOf("x"))),
      references: ["/nix/store/11111111111111111111111111111111-y"],
      registrationTime: 5,
      narSize: 120,
      ultimate: false,
      signatures: ["k:AA=="],
      ca: null,
    };
    const asked: string[] = [];
    function* serve(): Wire<void> {
      const { version } = yield* serverHandshake({ nixVersion: "2.18.2", trusted: true });
      for (;;) {
        const name = yield* readOperation();
        asked.push(name);
        switch (name) {
          case "SetOptions":
            yield* operations.SetOptions.request.read(version);
            yield writeAnswer(version, operations.SetOptions, null);
            break;
          case "IsValidPath":
            yield* operations.IsValidPath.request.read(version);
            yield writeAnswer(version, operations.IsValidPath, true);
            break;
          case "QueryPathInfo":
            yield* operations.QueryPathInfo.request.read(version);
            yield writeAnswer(version, operations.QueryPathInfo, info);
            break;
          case "QueryMissing": {
            yield* operations.QueryMissing.request.read(version);
            const none = { willBuild: [], willSubstitute: [], unknown: [], downloadSize: 0, narSize: 0 };
            yield writeAnswer(version, operations.QueryMissing, none);
            break;
          }
          case "AddTempRoot":
            yield* operations.AddTempRoot.request.read(version);
            yield writeAnswer(version, operations.AddTempRoot, null);
            break;
          default:
            throw new WireError(`not served: ${name}`);
        }
      }
    }
    const socket = join(folder, "socket");
    const server = createServer((connection) => {
      const machine = new WireMachine(serve());
      connection.on("data", (chunk) => {
        try {
          machine.push(chunk);
          connection.write(machine.output());
        } catch {
          connection.destroy();
        }
      });
      connection.on("error", () => {});
    });
    await new Promise<void>((resolve) => server.listen(socket, resolve));
    const client = spawn(
      "nix",
      [
        "--extra-experimental-features",
        "nix-command",
        "path-info",
        "--json",
        "/nix/store/00000000000000000000000000000000-x",
      ],
      { env: { ...env, NIX_REMOTE: `unix://${socket}` }, stdio: ["ignore", "pipe", "inherit"] },
    );
    let out = "";
    client.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
    const code = await new Promise((resolve) => client.on("close", resolve));
    server.close();
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject([
      { narSize: 120, references: info.references, registrationTime: 5, signatures: ["k:AA=="] },
    ]);
    expect(asked).toContain("SetOptions");
    expect(asked).toContain("QueryPathInfo");
  });
});
