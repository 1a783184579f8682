/** The fetching builtins over a {@link Fetcher}. */
import { type ContextString, type FetchAttribute, NixError, type TreeRequest } from "../../eval/index.ts";
import { FlakeRefError, parseFlakeRef } from "../../nix-compat/index.ts";
import type { EvalStore } from "../eval-store.ts";
import type { Fetches } from "../fetches.ts";
import { Downloads } from "./download.ts";
import type { Fetcher } from "./fetcher.ts";
import { Flakes } from "./flake.ts";
import { GitInputs } from "./git.ts";
import { type Input, neededText, type ReadonlyInput, textOf, treeAttributes } from "./input.ts";
import { Inputs, type Registry } from "./inputs.ts";
import { type FetchRules, fetchRulesOf } from "./rules.ts";
import { StoreTrees } from "./store-trees.ts";
import { UrlFetches } from "./url.ts";

export interface FetchesOptions {
  fetcher: Fetcher;
  /** Told of worktrees with changes. */
  warn: (text: string) => void;
  /** Polled during downloads; true ends them. */
  cancelled?: () => boolean;
  /** Names of flakes; default: there are none. */
  registry?: Registry;
  /** Whether what has no hash is refused. */
  pure?: boolean;
}

/** The fetching builtins of an evaluator's store; for the option `fetches` of a store. */
export function makeFetches(options: FetchesOptions): (store: EvalStore) => Fetches {
  return (store) => new StoreFetches(store, options);
}

/** A URL with a scheme, if it has none that of files. */
function withScheme(text: string, scheme = "file"): string {
  return text.includes("://") ? text : `${scheme}://${text}`;
}

/** A URL as git takes it: paths, and `user@host:path`. */
function gitUrl(text: string): string {
  if (text.startsWith("/")) return withScheme(text);
  const match = /^([^/].*)@(.*):(.*)$/s.exec(text);
  if (match !== null && !text.includes("://")) return `ssh://${match[1]}@${match[2]}/${match[3]}`;
  return withScheme(text);
}

class StoreFetches implements Fetches {
  private readonly rules: FetchRules;
  private readonly urls: UrlFetches;
  private readonly inputs: Inputs;
  private readonly flakes: Flakes;

  constructor(store: EvalStore, { fetcher, warn, cancelled, registry, pure = false }: FetchesOptions) {
    const rules = (this.rules = fetchRulesOf(store.profile));
    const trees = new StoreTrees(store);
    const downloads = new Downloads(fetcher, store.tree, cancelled ?? (() => false));
    this.urls = new UrlFetches({
      store,
      trees,
      downloads,
      rules,
      decompressors: fetcher.decompressors ?? {},
      pure,
      warn,
    });
    const git = new GitInputs(store, fetcher.git, rules, warn);
    this.inputs = new Inputs(store, trees, downloads, this.urls, git, rules, registry ?? (() => null), pure);
    this.flakes = new Flakes(store, this.inputs, rules, pure);
  }

  readonly fetchUrl: Fetches["fetchUrl"] = (request) => this.urls.fetch(request);

  readonly getFlake: Fetches["getFlake"] = (request) => this.flakes.get(request);

  readonly realise: Fetches["realise"] = (drvPath) => this.urls.realise(drvPath);

  fetchTree(request: TreeRequest): ReadonlyMap<string, FetchAttribute> {
    switch (request.builtin) {
      case "fetchGit":
        return this.fetchRepository(request, "git", gitUrl);
      case "fetchMercurial":
        return this.fetchRepository(request, "hg", (url) => withScheme(url));
      case "fetchTree":
        return treeAttributes(this.inputs.fetch(this.treeInput(request)), false);
    }
  }

  private fetchRepository(
    { text, attributes }: TreeRequest,
    type: "git" | "hg",
    fix: (url: string) => string,
  ): ReadonlyMap<string, FetchAttribute> {
    const input: Input = new Map(text === null ? attributes : [["url", text]]);
    if (input.has("type")) throw new NixError("unexpected-argument", "unexpected attribute 'type'");
    input.set("type", type).set("url", fix(neededText(input, "url")));
    const name = textOf(input, "name") ?? "source";
    input.delete("name");
    return treeAttributes(this.inputs.fetch(input, { name, exportIgnore: true }), true);
  }

  private treeInput({ text, attributes }: TreeRequest): ReadonlyInput {
    if (text !== null) {
      try {
        const url = this.rules.treeTextIsReference ? text : withScheme(text);
        const input = parseFlakeRef(url);
        if (this.rules.newInputs || input.get("type") !== "file") return input;
        throw new NixError("value", `input '${url}' is unsupported`);
      } catch (error) {
        if (error instanceof FlakeRefError) throw new NixError("value", error.message);
        throw error;
      }
    }
    if (attributes.has("name")) {
      throw new NixError("unexpected-argument", "attribute 'name' isn't supported in call to 'fetchTree'");
    }
    const type = attributes.get("type");
    if (type === undefined) {
      throw new NixError("missing-argument", "attribute 'type' is missing in call to 'fetchTree'");
    }
    const input: Input = new Map(attributes);
    // Lock files mark with it that all attributes are there.
    input.delete("__final");
    const url = input.get("url");
    if (typeof url === "string") input.set("url", type === "git" ? gitUrl(url) : withScheme(url));
    return input;
  }

  fetchClosure(attributes: ReadonlyMap<string, string | boolean>): ContextString {
    const from = attributes.get("fromStore");
    throw new NixError(
      "unsupported",
      `'builtins.fetchClosure' needs a binary cache${typeof from === "string" ? ` ('${from}')` : ""}, and this evaluator was made without one`,
    );
  }
}
