import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { CastoreError, importTree, MemoryBlobs, MemoryDirectories, type Node } from "../castore/index.ts";
import { parseNarInfo, writeNarInfo } from "../nix-compat/index.ts";
import { addSource, calculationOver, MemoryPathInfos, narInfoOf, pathInfoOfNarInfo } from "./index.ts";

const text = `StorePath: /nix/store/9pvzc8fy02l8adck4pm0drshlw6liiyp-d
URL: nar/1jgqam5pl59hlsgv87mws6967i8m3hp5hd750a09fx47sw47jrx5.nar.xz
Compression: xz
FileHash: sha256:0kgvaafrxbxw0s8dy65j4vda1vdlspjzdfhw460ynk04vrzv95zi
FileSize: 224
NarHash: sha256:1jgqam5pl59hlsgv87mws6967i8m3hp5hd750a09fx47sw47jrx5
NarSize: 872
References: 2xwlflndja0hi9snmbsxy57p4rmfxar3-n1 9pvzc8fy02l8adck4pm0drshlw6liiyp-d
Deriver: 2xwlflndja0hi9snmbsxy57p4rmfxar3-n1.drv
Sig: my_key-1:+XHFeXO0+klirY5UxAkMBMmK1WWzM5eBQVdbo9eJ5lEyrxzNRLxMNcsuGBVsFmO1rIxaSeuXyke09bmQO9p2Dw==
CA: fixed:r:sha256:1jgqam5pl59hlsgv87mws6967i8m3hp5hd750a09fx47sw47jrx5
`;
const node: Node = { kind: "symlink", target: "x" };

test("a narinfo makes a path info, and that the same narinfo", () => {
  const narInfo = parseNarInfo(text);
  const info = pathInfoOfNarInfo(narInfo, node);
  expect(info).toMatchObject({
    storePath: { hash: "9pvzc8fy02l8adck4pm0drshlw6liiyp", name: "d" },
    node,
    deriver: { hash: "2xwlflndja0hi9snmbsxy57p4rmfxar3", name: "n1" },
    contentAddress: { method: "nar", algorithm: "sha256" },
  });
  const { url, compression, fileHash, fileSize } = narInfo;
  expect(writeNarInfo(narInfoOf(info, { url, compression, fileHash, fileSize }))).toBe(text);
});

test("what path infos can't say is refused", () => {
  const narInfo = parseNarInfo(text);
  const refused = (change: object, message: string) => {
    expect(() => pathInfoOfNarInfo({ ...narInfo, ...change }, node)).toThrow(CastoreError);
    expect(() => pathInfoOfNarInfo({ ...narInfo, ...change }, node)).toThrow(message);
  };
  refused({ narHash: { algorithm: "sha1", digest: new Uint8Array(20) } }, "the NAR's hash is a sha1");
  refused({ storePath: "/gnu/store/x" }, "is not in the store directory");
  refused({ ca: `fixed:blake3:${"0".repeat(64)}` }, "unknown algorithm blake3");
});

describe.skipIf(spawnSync("nix-store", ["--version"]).status !== 0)("like Nix", () => {
  const scratch = mkdtempSync(join(tmpdir(), "store-source-"));
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  test("the path of a source", async () => {
    mkdirSync(join(scratch, "tree"));
    writeFileSync(join(scratch, "tree", "a"), "1\n");
    const env = { ...process.env, NIX_REMOTE: `local?root=${join(scratch, "root")}` };
    const theirs = execFileSync("nix-store", ["--add", join(scratch, "tree")], {
      env,
      encoding: "utf8",
    }).trim();
    const stores = { blobs: new MemoryBlobs(), directories: new MemoryDirectories() };
    const file = { kind: "file", executable: false, read: () => new TextEncoder().encode("1\n") } as const;
    const root = await importTree(stores, { kind: "directory", entries: () => [["a", file]] });
    const pathInfos = new MemoryPathInfos();
    const info = await addSource({ calculation: calculationOver(stores), pathInfos }, "tree", root);
    expect(`/nix/store/${info.storePath.hash}-${info.storePath.name}`).toBe(theirs);
    expect(await pathInfos.get(info.storePath.hash)).toBe(info);
  });
});
