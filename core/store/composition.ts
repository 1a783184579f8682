/**
 * Stores by configuration: named services that refer to each other, as TOML or JSON.
 *
 *     [blobservices.root]
 *     type = "combined"
 *     near = "here"
 *     far = "there"
 *
 * Tables: `blobservices`, `directoryservices`, `pathinfoservices`; each needs a `root` (or, as Tvix has it, a
 * `default`). Services are made when they are needed, once, under the metrics of their name.
 */
import { parse as parseToml, TomlError } from "smol-toml";
import {
  CachedDirectories,
  CastoreError,
  CombinedBlobs,
  HttpSource,
  measuredBlobs,
  measuredDirectories,
  MemoryBlobs,
  MemoryDirectories,
  ObjectBlobs,
  ObjectDirectories,
  type BlobService,
  type DirectoryService,
  type Fetch,
  type IdbStore,
  type Metrics,
} from "../castore/index.ts";
import { parsePublicKey, parseSecretKey, SigningKeyError } from "../nix-compat/index.ts";
import { IdbPathInfos } from "./idb-path-infos.ts";
import { MemoryPathInfos } from "./memory-path-infos.ts";
import { NixCache } from "./nix-cache.ts";
import type { PathInfoService } from "./path-info-service.ts";
import {
  CachedPathInfos,
  LruPathInfos,
  measuredPathInfos,
  PriorityPathInfos,
  SigningPathInfos,
} from "./path-info-services.ts";
import { ConfigTable } from "./config-table.ts";

/** What a host hands in. */
export interface CompositionHost {
  readonly fetch: Fetch;
  readonly metrics: Metrics;
  /** The store in the browser; null where there is none. */
  readonly indexedDb?: IdbStore | null | undefined;
  /** The text of a file that the configuration names. @throws Error */
  readonly readFile?: ((path: string) => string) | undefined;
  /** Stores in folders, where there are any. */
  readonly folder?: ((path: string) => { blobs: BlobService; directories: DirectoryService }) | undefined;
}

/** What was composed. */
export interface Composition {
  readonly blobs: BlobService;
  readonly directories: DirectoryService;
  readonly pathInfos: PathInfoService;
}

interface Services {
  blobservices: BlobService;
  directoryservices: DirectoryService;
  pathinfoservices: PathInfoService;
}
type Kind = keyof Services;
const kinds: readonly Kind[] = ["blobservices", "directoryservices", "pathinfoservices"];

/** Parses a configuration in TOML or JSON, told by its first character. @throws CastoreError (`invalid`) with the line */
export function parseComposition(text: string): unknown {
  try {
    return /^\s*\{/.test(text) ? JSON.parse(text) : parseToml(text);
  } catch (error) {
    if (!(error instanceof TomlError) && !(error instanceof SyntaxError)) throw error;
    throw new CastoreError("invalid", `the configuration of stores can't be read: ${error.message}`, {
      cause: error,
    });
  }
}

/**
 * Makes the services of a configuration.
 * @param config - as {@link parseComposition} gives it
 * @throws CastoreError (`invalid`) naming the place, e.g. `blobservices.root.near`: unknown types, keys, names, circles
 */
export function composeStores(config: unknown, host: CompositionHost): Composition {
  return new Composer(config, host).run();
}

class Composer {
  private readonly root: ConfigTable;
  private readonly made = new Map<string, unknown>();
  /** What is being made, outermost first. */
  private readonly under: string[] = [];

  constructor(
    config: unknown,
    private readonly host: CompositionHost,
  ) {
    this.root = new ConfigTable(config, "the configuration");
  }

  run(): Composition {
    this.root.onlyKeys(kinds);
    for (const kind of kinds) this.root.table(kind);
    const composition = {
      blobs: this.rootOf("blobservices"),
      directories: this.rootOf("directoryservices"),
      pathInfos: this.rootOf("pathinfoservices"),
    };
    // Also those that nobody refers to must be right.
    for (const kind of kinds) for (const name of this.root.table(kind).keys()) this.get(kind, name, kind);
    return composition;
  }

  private rootOf<K extends Kind>(kind: K): Services[K] {
    const table = this.root.table(kind);
    const name = ["root", "default"].find((one) => table.has(one));
    if (name === undefined) throw new CastoreError("invalid", `${kind} has no 'root'`);
    return this.get(kind, name, kind);
  }

  /** A service by its name, made at its first use. */
  private get<K extends Kind>(kind: K, name: string, from: string): Services[K] {
    const key = `${kind}.${name}`;
    const made = this.made.get(key);
    if (made !== undefined) return made as Services[K];
    if (this.under.includes(key)) {
      const circle = [...this.under.slice(this.under.indexOf(key)), key].join(" → ");
      throw new CastoreError("invalid", `stores refer to themselves: ${circle}`);
    }
    const tables = this.root.table(kind);
    if (!tables.has(name)) {
      const names = tables.keys().join(", ");
      throw new CastoreError(
        "invalid",
        `${from} refers to '${name}', but ${kind} has only ${names || "nothing"}`,
      );
    }
    this.under.push(key);
    const service = this.make(kind, tables.table(name), key);
    this.under.pop();
    this.made.set(key, service);
    return service;
  }

  private make<K extends Kind>(kind: K, table: ConfigTable, key: string): Services[K] {
    const { metrics } = this.host;
    switch (kind) {
      case "blobservices":
        return measuredBlobs(key, this.blobs(table), metrics) as Services[K];
      case "directoryservices":
        return measuredDirectories(key, this.directories(table), metrics) as Services[K];
      default:
        return measuredPathInfos(key, this.pathInfos(table), metrics) as Services[K];
    }
  }

  private named<K extends Kind>(kind: K, table: ConfigTable, key: string): Services[K] {
    return this.get(kind, table.text(key), `${table.place}.${key}`);
  }

  private blobs(table: ConfigTable): BlobService {
    const type = table.text("type");
    switch (type) {
      case "memory":
        table.onlyKeys(["type"]);
        return new MemoryBlobs();
      case "indexeddb":
        table.onlyKeys(["type"]);
        return this.indexedDb(table).blobs;
      case "http":
        table.onlyKeys(["type", "url"]);
        return new ObjectBlobs(new HttpSource(table.url("url"), this.host.fetch));
      case "folder":
        table.onlyKeys(["type", "path"]);
        return this.folder(table).blobs;
      case "combined": {
        table.onlyKeys(["type", "near", "far", "local", "remote", "fill"]);
        // Tvix calls them `local` and `remote`.
        const near = this.named("blobservices", table, table.has("local") ? "local" : "near");
        const far = this.named("blobservices", table, table.has("remote") ? "remote" : "far");
        return new CombinedBlobs(near, far, { fill: table.flag("fill", false) });
      }
      default:
        throw table.unknown("type", type, ["memory", "indexeddb", "http", "folder", "combined"]);
    }
  }

  private directories(table: ConfigTable): DirectoryService {
    const type = table.text("type");
    switch (type) {
      case "memory":
        table.onlyKeys(["type"]);
        return new MemoryDirectories();
      case "indexeddb":
        table.onlyKeys(["type"]);
        return this.indexedDb(table).directories;
      case "http":
        table.onlyKeys(["type", "url"]);
        return new ObjectDirectories(new HttpSource(table.url("url"), this.host.fetch));
      case "folder":
        table.onlyKeys(["type", "path"]);
        return this.folder(table).directories;
      case "cache":
        table.onlyKeys(["type", "near", "far"]);
        return new CachedDirectories(
          this.named("directoryservices", table, "near"),
          this.named("directoryservices", table, "far"),
        );
      default:
        throw table.unknown("type", type, ["memory", "indexeddb", "http", "folder", "cache"]);
    }
  }

  private pathInfos(table: ConfigTable): PathInfoService {
    const type = table.text("type");
    switch (type) {
      case "memory":
        table.onlyKeys(["type"]);
        return new MemoryPathInfos();
      case "indexeddb":
        table.onlyKeys(["type"]);
        return new IdbPathInfos(this.indexedDb(table));
      case "lru":
        table.onlyKeys(["type", "capacity"]);
        return new LruPathInfos(table.number("capacity"));
      case "cache":
        table.onlyKeys(["type", "near", "far", "write_through"]);
        return new CachedPathInfos(
          this.named("pathinfoservices", table, "near"),
          this.named("pathinfoservices", table, "far"),
          table.flag("write_through", false),
        );
      case "priority": {
        table.onlyKeys(["type", "services"]);
        const [first, ...others] = table
          .texts("services")
          .map((name) => this.get("pathinfoservices", name, `${table.place}.services`));
        if (first === undefined) throw table.fault("services", "is empty");
        return new PriorityPathInfos([first, ...others]);
      }
      case "nix":
        return this.nixCache(table);
      case "keyfile-signing": {
        table.onlyKeys(["type", "inner", "keyfile"]);
        return new SigningPathInfos(this.named("pathinfoservices", table, "inner"), this.secretKey(table));
      }
      default:
        throw table.unknown("type", type, [
          "memory",
          "indexeddb",
          "lru",
          "cache",
          "priority",
          "nix",
          "keyfile-signing",
        ]);
    }
  }

  private nixCache(table: ConfigTable): PathInfoService {
    table.onlyKeys(["type", "base_url", "blob_service", "directory_service", "public_keys"]);
    const blobs = table.has("blob_service")
      ? this.named("blobservices", table, "blob_service")
      : this.rootOf("blobservices");
    const directories = table.has("directory_service")
      ? this.named("directoryservices", table, "directory_service")
      : this.rootOf("directoryservices");
    const keys = table.has("public_keys") ? table.texts("public_keys") : null;
    return new NixCache({
      url: table.url("base_url"),
      fetch: this.host.fetch,
      stores: { blobs, directories },
      trustedKeys: keys && keys.map((key) => this.key(table, "public_keys", () => parsePublicKey(key))),
    });
  }

  private key<T>(table: ConfigTable, name: string, parse: () => T): T {
    try {
      return parse();
    } catch (error) {
      if (error instanceof SigningKeyError) throw table.fault(name, error.message);
      throw error;
    }
  }

  private secretKey(table: ConfigTable): ReturnType<typeof parseSecretKey> {
    const { readFile } = this.host;
    const path = table.text("keyfile");
    if (readFile === undefined) throw table.fault("keyfile", "there are no files here");
    let text: string;
    try {
      text = readFile(path);
    } catch (error) {
      throw table.fault("keyfile", error instanceof Error ? error.message : String(error));
    }
    return this.key(table, "keyfile", () => parseSecretKey(text.trim()));
  }

  private indexedDb(table: ConfigTable): IdbStore {
    const { indexedDb } = this.host;
    if (indexedDb === null || indexedDb === undefined)
      throw table.fault("type", "there is no IndexedDB here");
    return indexedDb;
  }

  private folder(table: ConfigTable): { blobs: BlobService; directories: DirectoryService } {
    const { folder } = this.host;
    if (folder === undefined) throw table.fault("type", "there are no folders here");
    return folder(table.text("path"));
  }
}
