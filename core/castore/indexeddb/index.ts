/** Stores in IndexedDB: the door of this folder. */
export type { GarbageReport } from "./collect-garbage.ts";
export { IdbBlobs } from "./idb-blobs.ts";
export { IdbDirectories } from "./idb-directories.ts";
export type { IdbInfos } from "./idb-infos.ts";
export type { IdbUpload, IdbUploads } from "./idb-uploads.ts";
export { IdbStore, type IdbStoreOptions, type Pin, type StoreUsage, type WriteSession } from "./idb-store.ts";
export type { DatabaseFactory } from "./idb-types.ts";
export type { Damage, VerifyOptions, VerifyReport } from "./verify-store.ts";
