/** Paths: of the store, or else of an upstream cache, from which they are taken over. */
import { CastoreError } from "../../castore/index.ts";
import type { PathInfo } from "../path-info.ts";
import type { Counters } from "./counters.ts";
import { Refusal } from "./errors.ts";
import { SingleFlight } from "./single-flight.ts";
import type { StoreSpace } from "./space.ts";
import type { BridgeOptions, BridgeUpstream } from "./types.ts";

export class PathLookup {
  private readonly flights = new SingleFlight<PathInfo | null>();

  constructor(
    private readonly options: BridgeOptions,
    private readonly counters: Counters,
    private readonly space: StoreSpace,
  ) {}

  /** What is in the store. */
  here(hash: string, signal: AbortSignal): Promise<PathInfo | null> {
    return this.options.pathInfos.get(hash, { signal });
  }

  /**
   * A path, brought from upstream if it is not here: once, however many ask.
   * @throws Refusal (502) when an upstream failed and no other has it, (507) when there is no room
   */
  async get(hash: string, signal: AbortSignal): Promise<PathInfo | null> {
    const found = await this.here(hash, signal);
    if (found !== null || this.options.upstreams.length === 0) return found;
    return this.flights.run(hash, signal, async (shared) => {
      // Somebody may just have brought it.
      const known = await this.here(hash, shared);
      if (known !== null) return known;
      await this.space.check(shared);
      return this.askAll(shared, (upstream) => this.bring(upstream, hash, shared));
    });
  }

  /** Whether a path is here or upstream, without bringing it where that can be told. Errors as {@link get}. */
  async has(hash: string, signal: AbortSignal): Promise<boolean> {
    if ((await this.here(hash, signal)) !== null) return true;
    const { upstreams } = this.options;
    if (upstreams.some(({ has }) => has === undefined)) return (await this.get(hash, signal)) !== null;
    return (await this.askAll(signal, async ({ has }) => (await has!(hash, { signal })) || null)) !== null;
  }

  private async bring(upstream: BridgeUpstream, hash: string, signal: AbortSignal): Promise<PathInfo | null> {
    const { metrics, writer, pathInfos } = this.options;
    const info = await metrics.read(`upstream ${upstream.name}`, () =>
      upstream.pathInfos.get(hash, { signal }),
    );
    if (info === null) return null;
    this.counters.fetched++;
    this.space.add(info.narSize);
    try {
      return await (writer ?? { putPathInfo: pathInfos.put.bind(pathInfos) }).putPathInfo(info, { signal });
    } catch (error) {
      if (error instanceof CastoreError && error.kind === "read-only") return info;
      throw error;
    }
  }

  /** The first answer; one upstream that fails does not keep the others from answering. */
  private async askAll<T>(
    signal: AbortSignal,
    ask: (upstream: BridgeUpstream) => Promise<T | null>,
  ): Promise<T | null> {
    const failures: string[] = [];
    for (const upstream of this.options.upstreams) {
      try {
        const found = await ask(upstream);
        if (found !== null) return found;
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof CastoreError && error.kind === "quota") throw error;
        failures.push(`${upstream.name}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    if (failures.length > 0) throw new Refusal(502, `upstream failed: ${failures.join("; ")}`);
    return null;
  }
}
