/** Paths: of the store, or else of an upstream cache, from which they are taken over. */
import { CastoreError } from "../../castore/index.ts";
import type { NarInfo } from "../../nix-compat/index.ts";
import type { PathInfo } from "../path-info.ts";
import type { Counters } from "./counters.ts";
import { Refusal } from "./errors.ts";
import { SingleFlight } from "./single-flight.ts";
import type { StoreSpace } from "./space.ts";
import type { BridgeOptions, BridgeUpstream } from "./types.ts";

/** What is known of a path: in the store, or upstream. */
export type FoundPath =
  | { readonly where: "here"; readonly info: PathInfo }
  | { readonly where: "upstream"; readonly narInfo: NarInfo };

export class PathLookup {
  private readonly bringing = new SingleFlight<PathInfo | null>();
  private readonly asking = new SingleFlight<FoundPath | null>();

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
    return this.askAll(signal, (upstream) => this.bring(upstream, hash, signal));
  }

  /** What is known of a path, without bringing it where that can be told. Errors as {@link get}. */
  async find(hash: string, signal: AbortSignal): Promise<FoundPath | null> {
    const info = await this.here(hash, signal);
    if (info !== null) return { where: "here", info };
    if (this.options.upstreams.length === 0) return null;
    return this.asking.run(hash, signal, async (shared) => {
      await this.space.check(shared);
      return this.askAll(shared, (upstream) => this.ask(upstream, hash, shared));
    });
  }

  private async ask(upstream: BridgeUpstream, hash: string, signal: AbortSignal): Promise<FoundPath | null> {
    if (upstream.narInfo === undefined) {
      const info = await this.bring(upstream, hash, signal);
      return info && { where: "here", info };
    }
    const narInfo = await upstream.narInfo(hash, { signal });
    return narInfo && { where: "upstream", narInfo };
  }

  private bring(upstream: BridgeUpstream, hash: string, signal: AbortSignal): Promise<PathInfo | null> {
    const key = `${this.options.upstreams.indexOf(upstream)} ${hash}`;
    return this.bringing.run(key, signal, async (shared) => {
      // Somebody may just have brought it.
      const known = await this.here(hash, shared);
      if (known !== null) return known;
      await this.space.check(shared);
      return this.bringNow(upstream, hash, shared);
    });
  }

  private async bringNow(
    upstream: BridgeUpstream,
    hash: string,
    signal: AbortSignal,
  ): Promise<PathInfo | null> {
    const { metrics, writer, pathInfos, quota } = this.options;
    const narInfo = upstream.narInfo === undefined ? null : await upstream.narInfo(hash, { signal });
    if (upstream.narInfo !== undefined && narInfo === null) return null;
    if (narInfo !== null && narInfo.narSize > quota.narSize) {
      throw new CastoreError(
        "quota",
        `a NAR may have ${quota.narSize} bytes here, this one has ${narInfo.narSize}`,
      );
    }
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
        // That there is no room is not the upstream's fault.
        if (error instanceof Refusal || (error instanceof CastoreError && error.kind === "quota"))
          throw error;
        failures.push(`${upstream.name}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    if (failures.length > 0) throw new Refusal(502, `upstream failed: ${failures.join("; ")}`);
    return null;
  }
}
