/** nar-bridge over the store of this site: reads go to the database, writes to a store worker. */
import { IdbStore, Metrics, type DatabaseFactory, type Stores } from "../../core/castore/index.ts";
import {
  CachedNarCalculation,
  calculationOver,
  createBridge,
  IdbPathInfos,
  type Bridge,
  type BridgeQuota,
  type BridgeWriter,
  type PathInfoService,
  type UploadedNars,
} from "../../core/store/index.ts";
import { castoreName, storeName } from "../store/store-name.ts";

export interface TabBridgeOptions {
  factory: DatabaseFactory;
  /** As TabStore's. */
  name?: string;
  writer: BridgeWriter & Pick<UploadedNars, "put">;
  quota: BridgeQuota;
  /** See BridgeOptions. */
  basePath: string;
  /** Milliseconds since 1970. */
  clock: () => number;
  /** Milliseconds that only ever grow. */
  stopwatch: () => number;
}

/** Milliseconds for which what is known of the store is taken for true without being told of changes. */
const trusted = 1000;

/** Opens the store when it is first asked, and again when the browser or a newer page has closed it. */
export class TabBridge {
  private opening: Promise<{ store: IdbStore; bridge: Bridge }> | null = null;
  /** When the index was read, on the stopwatch; null where it is old. */
  private read: number | null = null;
  private reading: Promise<void> | null = null;

  constructor(private readonly options: TabBridgeOptions) {}

  /** Something was stored. */
  noteChange(): void {
    this.read = null;
  }

  /** Rejects when the store can't be opened. */
  async answer(request: Request): Promise<Response> {
    const { store, bridge } = await this.open();
    await this.refresh(store);
    return bridge(request);
  }

  private open(): Promise<{ store: IdbStore; bridge: Bridge }> {
    const opening = (this.opening ??= this.openNew());
    opening.catch(() => {
      if (this.opening === opening) this.opening = null;
    });
    return opening;
  }

  private async openNew(): Promise<{ store: IdbStore; bridge: Bridge }> {
    const { factory, name, clock, stopwatch, writer, quota, basePath } = this.options;
    const store = await IdbStore.open({
      factory,
      name: castoreName(name ?? storeName),
      clock,
      cacheBytes,
      onLost: () => void (this.opening = null),
    });
    this.read = stopwatch();
    const stores: Stores = store;
    const known = new IdbPathInfos(store);
    const pathInfos: PathInfoService = {
      get: (hash, call) => known.get(hash, call),
      list: (call) => known.list(call),
      put: (info, call) => writer.putPathInfo(info, call),
    };
    const uploads: UploadedNars = {
      get: (key) => store.uploads.get(key),
      put: (key, nar, call) => writer.put(key, nar, call),
    };
    const bridge = createBridge({
      stores,
      pathInfos,
      calculation: new CachedNarCalculation(calculationOver(stores)),
      uploads,
      writer,
      upstreams: [],
      sign: null,
      token: null,
      quota,
      priority: 50,
      metrics: new Metrics(stopwatch),
      clock,
      compress: null,
      basePath,
    });
    return { store, bridge };
  }

  /** Reads the store's index where it may be old: the store worker, and other tabs, write. */
  private async refresh(store: IdbStore): Promise<void> {
    // What was stored since that reading began may not be in it.
    if (this.read === null && this.reading !== null) await this.reading;
    if (this.reading === null && !this.isFresh()) this.reading = this.readIndex(store);
    await this.reading;
  }

  private isFresh(): boolean {
    return this.read !== null && this.options.stopwatch() - this.read < trusted;
  }

  private async readIndex(store: IdbStore): Promise<void> {
    // What changes from now on may not be in what is read.
    this.read = this.options.stopwatch();
    try {
      await store.packs.refresh();
    } catch (error) {
      this.read = null;
      throw error;
    } finally {
      this.reading = null;
    }
  }
}

/** Bytes of packs kept in memory: service workers have little, and end when nobody asks. */
const cacheBytes = 1 << 25;
