/** A file as the language questions see it: parsed as far as it can be, with offsets in both countings. */
import {
  type Analysis,
  analyse,
  type Ast,
  defaultParseOptions,
  BareEvaluator,
  deepParts,
  type NixError,
  parse,
  type ParseOptions,
  Source,
  type Warning,
} from "../../core/eval/index.ts";
import type { Files, LanguageRequest, ProfileName } from "../index.ts";
import { ByteOffsets, fromBytes, toBytes } from "../text.ts";

/** `builtins.currentSystem` of evaluations in a page. */
export const pageSystem = "x86_64-linux";

/** Documents kept from one question to the next. */
const kept = 40;

/** One file, or one draft of it. */
export interface Doc {
  /** Absolute, ordinary text. */
  readonly path: string;
  readonly text: string;
  readonly source: Source;
  /** Null where not even recovery found back to the end. Analysed: variables know their scopes. */
  readonly ast: Ast | null;
  readonly syntaxErrors: readonly NixError[];
  /** Of the parser. */
  readonly warnings: readonly Warning[];
  /** Undefined variables and what looks wrong. */
  readonly analysis: Analysis;
  /** Byte offset → UTF-16 offset. */
  toText(bytes: number): number;
  /** UTF-16 offset → byte offset. */
  toBytes(offset: number): number;
}

/** What all files of a question have in common. */
export interface World {
  readonly profile: ProfileName;
  readonly pipeOperators: boolean;
  readonly parse: ParseOptions;
  /** Names that are in scope everywhere. */
  readonly globals: ReadonlySet<string>;
  /** Names of the attributes of `builtins`. */
  readonly builtins: ReadonlySet<string>;
}

const worlds = new Map<string, World>();

/** The settings of a question, and what follows from them. */
export function worldOf({ profile, pipeOperators }: LanguageRequest): World {
  const key = `${profile} ${pipeOperators}`;
  let world = worlds.get(key);
  if (world === undefined) {
    const { machine } = new BareEvaluator({ profile, settings: { currentSystem: pageSystem } }, deepParts);
    const names = machine.builtins.flat().keys.ids;
    world = {
      profile,
      pipeOperators,
      parse: {
        ...defaultParseOptions,
        profile,
        pipeOperators,
        lints: { ...defaultParseOptions.lints, urlLiterals: "warn" },
      },
      globals: machine.globalNames,
      builtins: new Set(Array.from(names, (id) => machine.symbols.names[id]!)),
    };
    worlds.set(key, world);
  }
  return world;
}

function sourceOf(path: string, text: string): Source {
  const slash = path.lastIndexOf("/");
  const base = toBytes(slash <= 0 ? "/" : path.slice(0, slash));
  return new Source({ type: "file", path: toBytes(path) }, toBytes(text), base);
}

/** How many syntax errors a text has. */
export function countErrors(path: string, text: string, world: World): number {
  return parse(sourceOf(path, text), world.parse).errors.length;
}

/**
 * Parses and analyses a text.
 * @param warn - whether to look for what is suspicious
 */
export function readDocument(path: string, text: string, world: World, warn: boolean): Doc {
  const source = sourceOf(path, text);
  const { partial, errors, warnings } = parse(source, world.parse);
  const analysis =
    partial === null
      ? { errors: [], warnings: [] }
      : analyse(partial, { globals: world.globals, outer: [] }, warn);
  const offsets = new ByteOffsets(text);
  return {
    path,
    text,
    source,
    ast: partial,
    syntaxErrors: errors,
    warnings,
    analysis,
    toText: (bytes) => offsets.toText(bytes),
    toBytes: (offset) =>
      source.text.length === text.length ? offset : toBytes(text.slice(0, offset)).length,
  };
}

/** Documents by path and settings, each of the newest text it was asked with. */
export class Documents {
  private readonly docs = new Map<string, Doc>();

  /** The document of a text, parsed again only when the text is another. */
  read(path: string, text: string, world: World): Doc {
    const key = `${world.profile} ${world.pipeOperators} ${path}`;
    let doc = this.docs.get(key);
    if (doc?.text !== text) doc = readDocument(path, text, world, true);
    // The one used last goes to the end; the first is the first to go.
    this.docs.delete(key);
    this.docs.set(key, doc);
    if (this.docs.size > kept) this.docs.delete(this.docs.keys().next().value!);
    return doc;
  }
}

/** The files a question came with. */
export class Workspace {
  constructor(
    readonly files: Files,
    readonly world: World,
    private readonly documents: Documents,
  ) {}

  /** A file's text; null when it isn't there, or isn't text. */
  textOf(path: string): string | null {
    const text = Object.hasOwn(this.files, path) ? this.files[path] : undefined;
    return typeof text === "string" ? text : null;
  }

  /** A file as a document; null when it isn't there, or isn't text. */
  open(path: string): Doc | null {
    const text = this.textOf(path);
    return text === null ? null : this.documents.read(path, text, this.world);
  }

  /** The file that importing a path means: itself, or `default.nix` in it. */
  openImport(path: string): Doc | null {
    return this.open(path) ?? this.open(`${path === "/" ? "" : path}/default.nix`);
  }
}

/** A name of a document's tree, as ordinary text. */
export function nameOf(doc: Doc, name: number): string {
  return fromBytes(doc.ast!.names[name]!);
}
