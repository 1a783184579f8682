/** What is attacked: nar-bridge over a store in a folder that has a secret beside it, and links that lead there. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { BridgeServer } from "../../cli/bridge-server.ts";
import { openFolderStore, type FolderStore } from "../../cli/folder-store.ts";
import { zstdCompressor } from "../../cli/zstd.ts";
import {
  MemoryBlobs,
  MemoryDirectories,
  Metrics,
  streamOfBytes,
  type Compress,
  type Stores,
} from "../../core/castore/index.ts";
import { fromBytes, hashBytes, toNixBase32, writeNarInfo } from "../../core/nix-compat/index.ts";
import { dumpNar } from "../../core/nix-compat/nar/index.ts";
import { randomTree, seeded, type RandomSource } from "../../core/nix-compat/nar/testing/random-tree.ts";
import { Collector, TreeSource, type Tree } from "../../core/nix-compat/nar/testing/tree.ts";
import {
  addSource,
  calculationOver,
  createBridge,
  ingestNar,
  MemoryPathInfos,
  MemoryUploads,
  narInfoOf,
  storeWriter,
  type Bridge,
  type BridgeOptions,
} from "../../core/store/index.ts";

/** What must never be told. */
export const secret = "SECRET-OF-THE-FUZZER-1f8b53c0";

/** Most bytes that a NAR may have here. */
export const maxNar = 1 << 20;

/** Inputs that are right. */
export interface Good {
  readonly nars: readonly Uint8Array[];
  readonly narInfos: readonly string[];
  /** Without a slash before them. */
  readonly paths: readonly string[];
}

export class Host {
  private constructor(
    readonly folder: string,
    readonly good: Good,
    /** Over the folder, read-only. */
    readonly reading: Bridge,
    private readonly compress: Compress,
    /** Serves {@link reading}. */
    private readonly server: BridgeServer,
  ) {}

  static async open(seed: number): Promise<Host> {
    const folder = mkdtempSync(join(tmpdir(), "tvix-bridge-fuzz-"));
    writeFileSync(join(folder, "secret"), secret);
    const store = await openFolderStore(join(folder, "store"), "write");
    const compress = await zstdCompressor();
    const reading = createBridge(optionsOver(store, store.pathInfos, store.uploads, compress, false));
    const good = await fill(store, reading, seeded(seed));
    plant(join(folder, "store"));
    const paths = [...good.paths, ...planted.map((hash) => `${hash}.narinfo`), ...plantedObjects];
    const limits = { headers: 150, stall: 150, uploadWindow: 100, keepAlive: 150 };
    const server = await BridgeServer.start({ handler: reading, host: "127.0.0.1", port: 0, limits });
    return new Host(folder, { ...good, paths }, reading, compress, server);
  }

  /** A bridge over memory that takes uploads. */
  writing(): Bridge {
    const stores: Stores = { blobs: new MemoryBlobs(), directories: new MemoryDirectories() };
    return createBridge(optionsOver(stores, new MemoryPathInfos(), new MemoryUploads(), this.compress, true));
  }

  /** Compressed in the ways that uploads come in. */
  pack(bytes: Uint8Array, how: "" | "gz" | "zst"): Uint8Array {
    return how === "" ? bytes : how === "gz" ? new Uint8Array(gzipSync(bytes)) : this.compress(bytes);
  }

  /** Sends bytes to the server; all that it answers until it closes the connection. */
  talk(bytes: string): Promise<string> {
    return new Promise((resolve) => {
      const socket = connect(this.server.port, "127.0.0.1");
      let said = "";
      socket.on("data", (chunk: Buffer) => void (said += chunk.toString("latin1")));
      // What it says before it resets the connection counts.
      socket.on("error", () => undefined);
      socket.once("close", () => resolve(said));
      socket.write(bytes, "latin1");
    });
  }

  async remove(): Promise<void> {
    await this.server.stop(0);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function optionsOver(
  stores: Stores,
  pathInfos: BridgeOptions["pathInfos"],
  uploads: BridgeOptions["uploads"],
  compress: Compress,
  writable: boolean,
): BridgeOptions {
  return {
    stores,
    pathInfos,
    calculation: calculationOver(stores),
    uploads,
    writer: writable ? storeWriter({ stores, pathInfos, uploads }) : null,
    upstreams: [],
    sign: null,
    token: null,
    quota: { narSize: maxNar, storeSize: 64 * maxNar },
    priority: 39,
    metrics: new Metrics(() => performance.now()),
    clock: () => Date.now(),
    compress,
    basePath: "",
  };
}

/** Stores some trees. */
async function fill(store: FolderStore, bridge: Bridge, random: RandomSource): Promise<Good> {
  const nars: Uint8Array[] = [];
  const narInfos: string[] = [];
  const paths = ["nix-cache-info", "metrics", "", "log/x.drv", "realisations/sha256:x!out.doi"];
  for (let i = 0; i < 24; i++) {
    const collector = new Collector();
    dumpNar(new TreeSource(i === 0 ? leadingOut : randomTree(random)), "/", collector.sink);
    const nar = collector.bytes;
    nars.push(nar);
    const { node, narSize, narSha256 } = await ingestNar(store, streamOfBytes(nar));
    const info = await addSource(
      { calculation: calculationOver(store), pathInfos: store.pathInfos },
      `made-${i}`,
      node,
    );
    await store.uploads.put(Buffer.from(narSha256).toString("hex"), { node, narSize });
    const base = `${info.storePath.hash}-${info.storePath.name}`;
    const asked = await narUrl(bridge, info.storePath.hash);
    const upload = `nar/${toNixBase32(narSha256)}.nar`;
    const file = {
      url: upload,
      compression: null,
      fileHash: { algorithm: "sha256", digest: hashBytes("sha256", nar) } as const,
      fileSize: nar.length,
    };
    narInfos.push(writeNarInfo(narInfoOf(info, file)));
    paths.push(`${info.storePath.hash}.narinfo`, `${info.storePath.hash}.ls`, asked, upload, `${upload}.xz`);
    if (i === 0) for (const name of leadingOut.entries.keys()) paths.push(`castore/${base}/${name}`);
    paths.push(`castore/${base}/`, `castore/${base}/a/b`, `castore/${asked.slice(17, asked.indexOf("?"))}/`);
    if (node.kind !== "symlink") {
      const kind = node.kind === "directory" ? "dirs" : "chunks";
      paths.push(`castore-objects/${kind}/b3/${node.digest.slice(0, 4)}/${node.digest}`);
    }
  }
  return { nars, narInfos, paths };
}

/** Where the bridge says that a path's NAR is. */
async function narUrl(bridge: Bridge, hash: string): Promise<string> {
  const answer = await bridge(new Request(`http://h/${hash}.narinfo`));
  return /^URL: (.*)$/m.exec(fromBytes(new Uint8Array(await answer.arrayBuffer())))![1]!;
}

/** Links that lead out of the tree. */
const leadingOut: Tree & { type: "directory" } = {
  type: "directory",
  entries: new Map<string, Tree>(
    ["../secret", "../../../../secret", "/etc/passwd", "."].map((target, i) => [
      `link-${i}`,
      { type: "symlink", target },
    ]),
  ),
};

const planted = ["0", "1"].map((digit) => digit.repeat(32));
const plantedDigest = "ab".repeat(32);
const plantedObjects = ["blobs", "chunks", "dirs"].map(
  (kind) => `castore-objects/${kind}/b3/abab/${plantedDigest}`,
);

/** Links and folders in the place of files: what somebody with access to the folder may have left there. */
function plant(store: string): void {
  symlinkSync("../../secret", join(store, "infos", planted[0]!));
  mkdirSync(join(store, "infos", planted[1]!));
  for (const kind of ["blobs", "chunks", "dirs"]) {
    mkdirSync(join(store, kind, "b3/abab"), { recursive: true });
    symlinkSync("../../../../secret", join(store, kind, "b3/abab", plantedDigest));
  }
}

/** Whether an answer of 500 is right: what was asked for is damaged in the store. */
export function isPlanted(path: string): boolean {
  return planted.some((hash) => path.includes(hash)) || path.includes(plantedDigest);
}
