/** Paths: of the store, or else of an upstream cache, from which they are taken over. */
import { CastoreError } from "../../castore/index.ts";
import { toBase16, type NarInfo } from "../../nix-compat/index.ts";
import type { PathInfo } from "../path-info.ts";
import type { Counters } from "./counters.ts";
import { Refusal } from "./errors.ts";
import { NarRelay, type NarReading } from "./nar-relay.ts";
import { SingleFlight, type Joined } from "./single-flight.ts";
import type { StoreSpace } from "./space.ts";
import type { BridgeOptions, BridgeUpstream } from "./types.ts";

/** What is known of a path: in the store, or upstream. */
export type FoundPath =
  | { readonly where: "here"; readonly info: PathInfo }
  | { readonly where: "upstream"; readonly narInfo: NarInfo };

/** A path whose NAR is wanted: in the store, or on its way there. */
export type FoundNar =
  | { readonly where: "here"; readonly info: PathInfo }
  | { readonly where: "coming"; readonly coming: ComingNar };

/** A NAR that is handed on while it is brought. */
export interface ComingNar {
  readonly narSize: number;
  /** To be left when nothing more is wanted. */
  readonly reading: NarReading;
  /** The path when all of it is in the store; rejects when it came damaged, or not whole. */
  readonly stored: Promise<PathInfo>;
}

export class PathLookup {
  private readonly bringing = new SingleFlight<PathInfo | null, NarRelay>(() => new NarRelay());
  private readonly asking = new SingleFlight<NarInfo | null>(() => null);

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
    await this.space.check(signal);
    return this.askAll<FoundPath>(signal, async (upstream) => {
      if (upstream.narInfo === undefined) {
        const brought = await this.bring(upstream, hash, signal);
        return brought && { where: "here", info: brought };
      }
      const narInfo = await this.ask(upstream, hash, signal);
      return narInfo && { where: "upstream", narInfo };
    });
  }

  /**
   * A path with some NAR; where it has to be brought, one need not wait until all of it is there. Errors as
   * {@link get}, which come before the first byte where they can.
   * @param narSha256 - 64 hex digits
   * @param signal - to be aborted when nothing more is wanted: what nobody waits for is not brought
   */
  async nar(hash: string, narSha256: string, signal: AbortSignal): Promise<FoundNar | null> {
    const known = await this.here(hash, signal);
    const isIt = (info: PathInfo): boolean => toBase16(info.narSha256) === narSha256;
    if (known !== null) return isIt(known) ? { where: "here", info: known } : null;
    return this.askAll<FoundNar>(signal, async (upstream) => {
      if (upstream.narInfo !== undefined) {
        const narInfo = await this.ask(upstream, hash, signal);
        if (narInfo === null || toBase16(narInfo.narHash.digest) !== narSha256) return null;
      }
      const { result, shared: relay } = this.join(upstream, hash, signal);
      await Promise.race([result, relay.begun(signal)]);
      const reading = relay.nar?.narSha256 === narSha256 ? relay.join() : null;
      if (reading === null || relay.nar === null) {
        const info = await hurried(relay, result);
        return info === null || !isIt(info) ? null : { where: "here", info };
      }
      const stored = result.then((info) => {
        if (info !== null && isIt(info)) return info;
        throw new CastoreError("corrupt", `another content of the path ${hash} was stored meanwhile`);
      });
      // Who has left does not want to know.
      stored.catch(() => {});
      return { where: "coming", coming: { narSize: relay.nar.narSize, reading, stored } };
    });
  }

  /** What an upstream says, asked once however many want to know. */
  private ask(upstream: BridgeUpstream, hash: string, signal: AbortSignal): Promise<NarInfo | null> {
    return this.asking.run(this.keyOf(upstream, hash), signal, async (shared) =>
      upstream.narInfo!(hash, { signal: shared }),
    );
  }

  private bring(upstream: BridgeUpstream, hash: string, signal: AbortSignal): Promise<PathInfo | null> {
    const { result, shared: relay } = this.join(upstream, hash, signal);
    return hurried(relay, result);
  }

  private join(
    upstream: BridgeUpstream,
    hash: string,
    signal: AbortSignal,
  ): Joined<PathInfo | null, NarRelay> {
    return this.bringing.join(this.keyOf(upstream, hash), signal, async (shared, relay) => {
      try {
        // Somebody may just have brought it.
        const known = await this.here(hash, shared);
        if (known !== null) return known;
        await this.space.check(shared);
        return await this.bringNow(upstream, hash, shared, relay);
      } finally {
        relay.end();
      }
    });
  }

  private keyOf(upstream: BridgeUpstream, hash: string): string {
    return `${this.options.upstreams.indexOf(upstream)} ${hash}`;
  }

  private async bringNow(
    upstream: BridgeUpstream,
    hash: string,
    signal: AbortSignal,
    relay: NarRelay,
  ): Promise<PathInfo | null> {
    const { metrics, writer, pathInfos, quota } = this.options;
    const narInfo = upstream.narInfo === undefined ? null : await this.ask(upstream, hash, signal);
    if (upstream.narInfo !== undefined && narInfo === null) return null;
    if (narInfo !== null && narInfo.narSize > quota.narSize) {
      throw new CastoreError(
        "quota",
        `a NAR may have ${quota.narSize} bytes here, this one has ${narInfo.narSize}`,
      );
    }
    const info = await metrics.read(`upstream ${upstream.name}`, () => {
      if (narInfo === null || upstream.bring === undefined) return upstream.pathInfos.get(hash, { signal });
      relay.begin({ narSize: narInfo.narSize, narSha256: toBase16(narInfo.narHash.digest) });
      return upstream.bring(narInfo, { signal, onNar: (bytes) => relay.offer(bytes) });
    });
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

/** Waits for the end of what is being brought. */
async function hurried<T>(relay: NarRelay, result: Promise<T>): Promise<T> {
  const calm = relay.hurry();
  try {
    return await result;
  } finally {
    calm();
  }
}
