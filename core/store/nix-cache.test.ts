import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  CastoreError,
  MemoryBlobs,
  MemoryDirectories,
  readTree,
  type Digest,
  type Fetch,
  type Stores,
} from "../castore/index.ts";
import { parsePublicKey, type PublicKey } from "../nix-compat/index.ts";
import { hasNix, NixSandbox } from "../nix-compat/testing/nix.ts";
import { NixCache } from "./index.ts";

const fetcher = fetch as unknown as Fetch;
const newStores = (): Stores => ({ blobs: new MemoryBlobs(), directories: new MemoryDirectories() });

describe.skipIf(!hasNix)("a binary cache of the real Nix, on localhost", () => {
  let nix: NixSandbox;
  let server: Server;
  let url: string;
  let key: PublicKey;
  let path: string;
  /** Changes what the server sends. */
  let change: (name: string, bytes: Buffer) => Buffer | null = (_, bytes) => bytes;

  beforeAll(async () => {
    nix = new NixSandbox();
    const tree = `${nix.folder}/source`;
    mkdirSync(`${tree}/sub`, { recursive: true });
    writeFileSync(`${tree}/run`, "#!/bin/sh\n", { mode: 0o755 });
    writeFileSync(`${tree}/sub/text`, "text\n".repeat(5000));
    path = nix.run("nix-store", ["--add", tree]).trim();
    nix.run("nix-store", [
      "--generate-binary-cache-key",
      "k-1",
      `${nix.folder}/secret`,
      `${nix.folder}/public`,
    ]);
    nix.nix("store", "sign", "-k", `${nix.folder}/secret`, path);
    key = parsePublicKey(readFileSync(`${nix.folder}/public`, "latin1").trim());
    for (const compression of ["xz", "zstd", "bzip2", "gzip", "none"]) {
      nix.nix("copy", "--to", `file://${nix.folder}/cache-${compression}?compression=${compression}`, path);
    }
    server = createServer((request, response) => {
      const name = request.url!.slice(1);
      let bytes: Buffer | null = null;
      try {
        bytes = change(name, readFileSync(`${nix.folder}/${name}`));
      } catch {
        // There is no such file.
      }
      response.writeHead(bytes === null ? 404 : 200).end(bytes ?? "");
    });
    await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.close();
    nix.remove();
  });

  const hash = (): string => path.slice(11, 43);
  const cache = (
    compression: string,
    trustedKeys: readonly PublicKey[] | null = [key],
    stores: Stores = newStores(),
  ): NixCache => new NixCache({ url: `${url}/cache-${compression}`, fetch: fetcher, stores, trustedKeys });

  test.each(["xz", "zstd", "bzip2", "gzip", "none"])("path info and content, %s", async (compression) => {
    const stores = newStores();
    const info = (await cache(compression, [key], stores).get(hash()))!;
    expect(info.storePath).toEqual({ hash: hash(), name: "source" });
    expect(info.signatures.map(({ name }) => name)).toEqual(["k-1"]);
    const tree = await readTree(stores, info.node);
    expect(tree.kind === "directory" && [...tree.entries.keys()]).toEqual(["run", "sub"]);
    expect(tree.kind === "directory" && tree.entries.get("run")).toMatchObject({ executable: true });
  });

  test("what it does not know", async () => {
    expect(await cache("xz").get("0".repeat(32))).toBeNull();
    await expect(cache("xz").put()).rejects.toMatchObject({ kind: "read-only" });
    expect(() => cache("xz").list()).toThrow(/can't be listed/);
  });

  test("who signed", async () => {
    const other: PublicKey = { name: "k-1", key: new Uint8Array(32).fill(7) };
    await expect(cache("xz", [other]).get(hash())).rejects.toThrow(/the signature by k-1 is wrong/);
    await expect(cache("xz", [{ ...key, name: "x" }]).get(hash())).rejects.toThrow(
      /signed by k-1, whom nobody trusts/,
    );
    await expect(cache("xz", []).get(hash())).rejects.toThrow(CastoreError);
    expect(await cache("xz", null).get(hash())).not.toBeNull();
  });

  const isNar = (name: string): boolean => name.includes("/nar/");
  test.each<[string, typeof change, RegExp]>([
    [
      "a narinfo that was changed",
      (name, bytes) => (isNar(name) ? bytes : edit(bytes, /NarSize: \d+/, "NarSize: 1")),
      /signature by k-1 is wrong/,
    ],
    [
      "another NAR",
      (name, bytes) =>
        isNar(name)
          ? Buffer.from(bytes.toString("latin1").replace("text\ntext", "TEXT\ntext"), "latin1")
          : bytes,
      /SHA-256 .* instead of/,
    ],
    [
      "a NAR that is cut off",
      (name, bytes) => (isNar(name) ? bytes.subarray(0, bytes.length - 100) : bytes),
      /unexpected end/,
    ],
    ["no NAR", (name, bytes) => (isNar(name) ? null : bytes), /the NAR of .* is missing/],
    [
      "another path",
      (name, bytes) =>
        isNar(name) ? bytes : edit(bytes, /StorePath: .*/, `StorePath: /nix/store/${"0".repeat(32)}-x`),
      /about another path/,
    ],
    ["no narinfo", (name, bytes) => (isNar(name) ? bytes : Buffer.from("<html>")), /bad narinfo/],
  ])("refused: %s", async (_, changing, message) => {
    change = changing;
    const stored = new Set<Digest>();
    const stores = newStores();
    const watched: Stores = {
      blobs: stores.blobs,
      directories: Object.assign(Object.create(stores.directories) as MemoryDirectories, {
        putMultiple: () => {
          const upload = stores.directories.putMultiple();
          return { ...upload, close: async () => upload.close().then((root) => (stored.add(root), root)) };
        },
      }),
    };
    try {
      await expect(cache("none", [key], watched).get(hash())).rejects.toThrow(message);
      expect(stored.size).toBe(0);
    } finally {
      change = (__, bytes) => bytes;
    }
  });

  test("a compressed NAR that is cut off, or of another kind", async () => {
    try {
      change = (name, bytes) => (isNar(name) ? bytes.subarray(0, bytes.length >> 1) : bytes);
      for (const compression of ["xz", "zstd", "bzip2", "gzip"]) {
        await expect(cache(compression).get(hash())).rejects.toMatchObject({ kind: "corrupt" });
      }
      change = (name, bytes) => (isNar(name) ? Buffer.from("this is no xz at all") : bytes);
      await expect(cache("xz").get(hash())).rejects.toThrow(/not compressed by xz/);
    } finally {
      change = (_, bytes) => bytes;
    }
  });
});

function edit(bytes: Buffer, pattern: RegExp, text: string): Buffer {
  return Buffer.from(bytes.toString("latin1").replace(pattern, text), "latin1");
}

test("a host that does not answer is told with the URL", async () => {
  const silent: Fetch = () => Promise.reject(new TypeError("Failed to fetch"));
  const cache = new NixCache({
    url: "https://host/x",
    fetch: silent,
    stores: newStores(),
    trustedKeys: null,
  });
  await expect(cache.get("0".repeat(32))).rejects.toThrow(
    /'https:\/\/host\/x\/0+.narinfo' can't be read: Failed to fetch.*other origins/,
  );
});
