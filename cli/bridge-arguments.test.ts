import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { formatPublicKey, formatSecretKey, secretKeyOfSeed } from "../core/nix-compat/index.ts";
import { bridgeArguments, isLoopback } from "./bridge-arguments.ts";

const folder = mkdtempSync(join(tmpdir(), "tvix-bridge-arguments-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const key = secretKeyOfSeed("here-1", new Uint8Array(32));
const publicText = formatPublicKey({ name: key.name, key: key.publicKey });

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

test("defaults", () => {
  expect(bridgeArguments([], { TVIX_STORE: "" })).toMatchObject({
    port: 9000,
    host: "127.0.0.1",
    upstreams: [],
    sign: null,
    token: null,
    readOnly: false,
    maxNar: Infinity,
    priority: 39,
  });
});

test("keys belong to the upstream before them", () => {
  const others = [
    "--upstream",
    "http://b/x",
    "--trusted-key",
    publicText,
    "--upstream",
    "http://c",
    "--trusted-key",
    "*",
  ];
  const { upstreams } = bridgeArguments(["--upstream", "https://cache.nixos.org", ...others], {});
  expect(
    upstreams.map(({ url, trustedKeys }) => [url, trustedKeys?.map(({ name }) => name) ?? null]),
  ).toEqual([
    ["https://cache.nixos.org", ["cache.nixos.org-1"]],
    ["http://b/x", ["here-1"]],
    ["http://c", null],
  ]);
});

test("key and token come from files, the token from the environment too", () => {
  const sign = file("key", `${formatSecretKey(key)}\n`);
  const token = file("token", "from-a-file\nsecond line\n");
  const read = bridgeArguments(["--sign", sign, "--token-file", token], {
    TVIX_BRIDGE_TOKEN: "from-environment",
  });
  expect([read.sign, read.token]).toEqual([key, "from-a-file"]);
  expect(bridgeArguments([], { TVIX_BRIDGE_TOKEN: "from-environment" }).token).toBe("from-environment");
});

test("what can be reached by others is not writable without a token", () => {
  expect(() => bridgeArguments(["--host", "0.0.0.0"], {})).toThrow(
    "whoever reaches 0.0.0.0 could write to the store",
  );
  expect(bridgeArguments(["--host", "0.0.0.0", "--read-only"], {}).readOnly).toBe(true);
  expect(bridgeArguments(["--host", "::"], { TVIX_BRIDGE_TOKEN: "long enough".replace(" ", "") }).host).toBe(
    "::",
  );
  const local = ["localhost", "127.0.0.1", "127.1.2.3", "::1"];
  const not = ["0.0.0.0", "::", "127.0.0.1.example.org", "10.0.0.1", ""];
  expect([local.every(isLoopback), not.some(isLoopback)]).toEqual([true, false]);
});

test.each([
  [["x"], "unexpected argument 'x'"],
  [["--port", "65536"], "takes a number up to 65535"],
  [["--upstream", "file:///x"], "takes an http: or https: URL"],
  [["--upstream", "http://b"], "'http://b' needs a '--trusted-key' after it"],
  [["--trusted-key", publicText], "which must come before it"],
  [["--upstream", "http://b", "--trusted-key", "nonsense"], "must be written NAME:BASE64"],
  [["--castore-from", "http://b"], "needs an '--upstream'"],
  [["--sign", file("bad-key", "x:y")], "secret key"],
  [["--token-file", file("empty", "\n")], "at least 8 characters"],
])("refused: %j", (args, message) => {
  expect(() => bridgeArguments(args, {})).toThrow(message);
});
