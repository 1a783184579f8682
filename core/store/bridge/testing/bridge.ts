/** A bridge over stores in memory, for tests. */
import {
  importTree,
  MemoryBlobs,
  MemoryDirectories,
  Metrics,
  treeItem,
  type MemoryTree,
  type Stores,
} from "../../../castore/index.ts";
import {
  addSource,
  calculationOver,
  createBridge,
  MemoryPathInfos,
  MemoryUploads,
  storeWriter,
  type BridgeOptions,
  type PathInfo,
} from "../../index.ts";

export interface TestBridge {
  readonly options: BridgeOptions;
  readonly stores: Stores;
  /** Asks for a path, with or without a body. */
  ask(path: string, init?: RequestInit): Promise<Response>;
  put(path: string, body: BodyInit, headers?: Record<string, string>): Promise<Response>;
  /** Stores a tree as a source. */
  add(name: string, tree: MemoryTree): Promise<PathInfo>;
}

export const origin = "http://127.0.0.1:9000";

/** @param change - options other than the usual ones */
export function testBridge(change: Partial<BridgeOptions> = {}): TestBridge {
  const stores: Stores = change.stores ?? { blobs: new MemoryBlobs(), directories: new MemoryDirectories() };
  const pathInfos = change.pathInfos ?? new MemoryPathInfos();
  const uploads = change.uploads ?? new MemoryUploads();
  const calculation = calculationOver(stores);
  const options: BridgeOptions = {
    stores,
    pathInfos,
    calculation,
    uploads,
    writer: storeWriter({ stores, pathInfos, uploads }),
    upstreams: [],
    sign: null,
    token: null,
    quota: { narSize: 2 ** 40, storeSize: Infinity },
    priority: 39,
    metrics: new Metrics(() => 0),
    clock: () => 0,
    compress: null,
    basePath: "",
    ...change,
  };
  const bridge = createBridge(options);
  const ask: TestBridge["ask"] = (path, init) =>
    bridge(new Request(`${origin}${path}`, init) as never) as never;
  return {
    options,
    stores,
    ask,
    put: (path, body, headers = {}) =>
      ask(path, { method: "PUT", body, headers, duplex: "half" } as RequestInit),
    add: async (name, tree) =>
      addSource({ calculation, pathInfos }, name, await importTree(stores, treeItem(tree))),
  };
}

/** The bytes of an answer. */
export async function bytesOf(response: Response): Promise<Uint8Array> {
  return new Uint8Array(await response.arrayBuffer());
}
