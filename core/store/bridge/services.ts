/** What all routes work with. */
import type { NarSizes } from "../nar-sizes.ts";
import type { Counters } from "./counters.ts";
import type { PathLookup } from "./lookup.ts";
import type { Semaphore } from "./semaphore.ts";
import type { StoreSpace } from "./space.ts";
import type { BridgeOptions, BridgeWriter } from "./types.ts";

export interface Services {
  readonly options: BridgeOptions;
  /** Null where nothing may be written: routes that write are not reached then. */
  readonly writer: BridgeWriter | null;
  readonly lookup: PathLookup;
  readonly space: StoreSpace;
  readonly sizes: NarSizes;
  readonly counters: Counters;
  /** Uploads at once; the others wait. */
  readonly uploading: Semaphore;
}
