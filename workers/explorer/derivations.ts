/** Derivations that the store has, looked at. */
import { derivationObject, Derivations } from "../../core/explore/index.ts";
import {
  type Derivation,
  describeDerivationDiff,
  explainPaths,
  isDerivationName,
  type PathStep,
} from "../../core/nix-compat/index.ts";
import type {
  DerivationDiff,
  DerivationGraph,
  FingerprintStep,
  PathExplanation,
} from "../explorer-protocol.ts";
import type { WorkReport } from "../store-protocol.ts";
import { StoreProblem } from "../store/failure.ts";
import { fromBytes } from "../text.ts";
import { type KnownPaths, pathOf, storePathOf } from "./known-paths.ts";
import type { OpenedThings } from "./opened-things.ts";

/** Bytes of what is hashed that the page is told. */
const mostInput = 64 << 10;

export class DerivationViews {
  private readonly derivations: Derivations;

  constructor(
    private readonly known: KnownPaths,
    private readonly things: OpenedThings,
  ) {
    this.derivations = new Derivations((paths) => known.texts(paths));
  }

  /** The text, a byte string. */
  text(path: string): Promise<string> {
    checkName(path);
    return this.known.text(path);
  }

  /** Keeps derivations that an evaluation made. @throws StoreProblem for a text that gives another path */
  async add(texts: readonly { path: string; aterm: string }[]): Promise<void> {
    const wanted = texts.map(({ path }) => (checkName(path), storePathOf(path)));
    const before = await this.known.many(wanted);
    const objects = texts.flatMap(({ path, aterm }, i) => {
      if (before[i] !== null) return [];
      const object = derivationObject(aterm, wanted[i]!.name.replace(/\.drv$/, ""));
      if (object.path === path) return [object];
      throw new StoreProblem("corrupt", `the text of ${path} gives ${object.path}`);
    });
    if (objects.length === 0) return;
    await this.things.storing(never, async (store) => {
      for (const { content } of objects) await store.blobs.put(content);
      const { fresh } = await this.known.put(
        store,
        objects.map(({ info }) => ({ info, proven: true })),
      );
      await this.things.noteEvaluated(store, fresh);
    });
  }

  async graph(
    path: string,
    signal: AbortSignal,
    progress: (report: WorkReport) => void,
  ): Promise<DerivationGraph> {
    await this.checkHere(path);
    const nodes = await this.derivations.graph(path, {
      signal,
      progress: (done, known) => progress({ done, total: known }),
    });
    const sources = nodes.filter(({ kind }) => kind === "source");
    const infos = await this.known.many(sources.map((node) => storePathOf(node.path)));
    sources.forEach((node, i) => (node.size = infos[i]?.narSize ?? 0));
    return {
      nodes: nodes.map((node) => ({ ...node, name: fromBytes(node.name), system: fromBytes(node.system) })),
      missing: nodes.filter(({ kind }) => kind === "missing").length,
    };
  }

  async diff(before: string, after: string, signal: AbortSignal): Promise<DerivationDiff> {
    const all = new Map<string, Derivation>();
    for (const path of [before, after]) {
      await this.checkHere(path);
      for (const [key, drv] of await this.derivations.closure(path, { signal })) all.set(key, drv);
    }
    const [from, to] = [before, after].map((path) => ({ path, drv: all.get(path)! }));
    const text = describeDerivationDiff(from!, to!, (path) => all.get(path) ?? null);
    return { text: fromBytes(text), differ: before !== after };
  }

  async explain(path: string, signal: AbortSignal): Promise<PathExplanation[]> {
    await this.checkHere(path);
    const { drv } = (await this.derivations.get(path, { signal }))!;
    const moduloOf = await this.derivations.modulosFor(drv, { signal });
    const name = storePathOf(path).name.replace(/\.drv$/, "");
    return explainPaths(drv, name, moduloOf).map((explained) => ({
      path: explained.path,
      output: explained.output,
      steps: explained.steps.map(stepView),
    }));
  }

  private async checkHere(path: string): Promise<void> {
    checkName(path);
    const info = await this.known.need(path);
    if (info.node.kind !== "file") {
      throw new StoreProblem(
        "invalid",
        `${pathOf(info.storePath)} is a ${info.node.kind}, not a derivation's file`,
      );
    }
  }
}

function stepView({ title, why, input, operation, output }: PathStep): FingerprintStep {
  return {
    title,
    why,
    input: input.length > mostInput ? input.slice(0, mostInput) : input,
    inputSize: input.length,
    operation,
    output,
  };
}

function checkName(path: string): void {
  if (!isDerivationName(path))
    throw new StoreProblem("invalid", `${path} is no derivation: its name does not end in .drv`);
}

/** For what nobody cancels. */
const never = new AbortController().signal;
