/** nar-bridge: the door of this folder. */
export { Refusal as BridgeRefusal } from "./errors.ts";
export { createBridge } from "./handler.ts";
export { storeWriter } from "./store-writer.ts";
export { MemoryUploads, uploadedFileKey } from "./uploaded-nars.ts";
export type {
  Bridge,
  BridgeOptions,
  BridgeQuota,
  BridgeUpstream,
  BridgeWriter,
  UploadedNar,
  UploadedNars,
} from "./types.ts";
