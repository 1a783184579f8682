/** Looking after a store: what is damaged in it, and bringing that from elsewhere. */
import type { Damage, IdbStore, Metrics } from "../../core/castore/index.ts";
import type {
  ImportSource,
  RepairProgress,
  RepairReport,
  VerifyReport,
  WorkReport,
} from "../store-protocol.ts";
import { damageFor, type KeptRoot, locateDamages, type LocatedDamage } from "./damage.ts";
import { repairStore } from "./repair.ts";

/** Whoever calls what takes a store holds the writer's lock. */
export class StoreCare {
  /** Whether a read met damage since the store was verified. */
  private damageMet = false;

  /** @param roots - all that must be whole */
  constructor(
    private readonly roots: (store: IdbStore) => Promise<KeptRoot[]>,
    private readonly metrics: Metrics,
  ) {}

  noteDamage(): void {
    this.damageMet = true;
  }

  /** An import must not take what is damaged for stored: verifying forgets it. */
  async beforeImport(store: IdbStore, signal: AbortSignal): Promise<void> {
    if (!this.damageMet) return;
    await store.verify({ signal });
    this.damageMet = false;
  }

  async verify(
    store: IdbStore,
    { signal, progress }: { signal: AbortSignal; progress: (report: WorkReport) => void },
  ): Promise<VerifyReport> {
    const { objects, bytes, damages } = await store.verify({
      signal,
      onProgress: ({ packs, of }) => progress({ done: packs, total: of }),
    });
    this.damageMet = false;
    const located = await this.locate(store, damages);
    return { blobs: objects, bytes, damaged: located.map(damageFor) };
  }

  async repair(
    store: IdbStore,
    source: ImportSource,
    { signal, progress }: { signal: AbortSignal; progress: (report: RepairProgress) => void },
  ): Promise<RepairReport> {
    const { metrics } = this;
    const locate = (damages: readonly Damage[]): Promise<LocatedDamage[]> => this.locate(store, damages);
    const { report, left, repaired } = await repairStore(store, source, {
      signal,
      progress,
      metrics,
      locate,
    });
    return { blobs: report.objects, bytes: report.bytes, damaged: left.map(damageFor), repaired };
  }

  private async locate(store: IdbStore, damages: readonly Damage[]): Promise<LocatedDamage[]> {
    return locateDamages(store, await this.roots(store), damages);
  }
}
