/** The operations of the daemon protocol: their numbers, requests and answers, up to version 1.37. */
import {
  bool,
  type Codec,
  done,
  nothing,
  number,
  optional,
  record,
  since,
  string,
  strings,
  word,
} from "./codec.ts";
import {
  type BuildResult,
  type PathInfo,
  readBuildResult,
  readPathInfo,
  type ValidPathInfo,
  writeBuildResult,
  writePathInfo,
} from "./types.ts";
import { readBool, readList, readString, type Wire } from "./wire.ts";

/** The number of each operation. Those without a codec below are named for messages only. */
export const operationNumbers = {
  IsValidPath: 1,
  QueryReferrers: 6,
  AddToStore: 7,
  AddTextToStore: 8,
  BuildPaths: 9,
  EnsurePath: 10,
  AddTempRoot: 11,
  AddIndirectRoot: 12,
  SyncWithGC: 13,
  FindRoots: 14,
  ExportPath: 16,
  QueryDeriver: 18,
  SetOptions: 19,
  CollectGarbage: 20,
  QuerySubstitutablePathInfo: 21,
  QueryDerivationOutputs: 22,
  QueryAllValidPaths: 23,
  QueryFailedPaths: 24,
  ClearFailedPaths: 25,
  QueryPathInfo: 26,
  ImportPaths: 27,
  QueryDerivationOutputNames: 28,
  QueryPathFromHashPart: 29,
  QuerySubstitutablePathInfos: 30,
  QueryValidPaths: 31,
  QuerySubstitutablePaths: 32,
  QueryValidDerivers: 33,
  OptimiseStore: 34,
  VerifyStore: 35,
  BuildDerivation: 36,
  AddSignatures: 37,
  NarFromPath: 38,
  AddToStoreNar: 39,
  QueryMissing: 40,
  QueryDerivationOutputMap: 41,
  RegisterDrvOutput: 42,
  QueryRealisation: 43,
  AddMultipleToStore: 44,
  AddBuildLog: 45,
  BuildPathsWithResults: 46,
  AddPermRoot: 47,
} as const;
export type OperationName = keyof typeof operationNumbers;

const names = new Map<number, OperationName>(
  Object.entries(operationNumbers).map(([name, n]) => [n, name as OperationName]),
);

/** The name of an operation; null when there is none with this number. */
export function operationName(operation: number): OperationName | null {
  return names.get(operation) ?? null;
}

/** What follows a request in the same direction, or an answer in the other. */
export type Payload =
  | "none"
  /** A framed stream: see `FrameReader`. */
  | "framed"
  /** A NAR without a length before it: only its own reader knows where it ends. */
  | "nar"
  /** The daemon asks for it with messages `read`. */
  | "asked";

/** An operation that can be spoken here. */
export interface Operation<Request, Answer> {
  name: OperationName;
  /** The first version that has it. */
  first: number;
  request: Codec<Request>;
  answer: Codec<Answer>;
  /** What follows the request. */
  upload: (version: number) => Payload;
  /** What follows the answer. */
  download: Payload;
}

const oldest = 0x10a;
const none = (): Payload => "none";

function operation<Request, Answer>(
  name: OperationName,
  request: Codec<Request>,
  answer: Codec<Answer>,
  more: Partial<Operation<Request, Answer>> = {},
): Operation<Request, Answer> {
  return { name, first: oldest, request, answer, upload: none, download: "none", ...more };
}

/** How a file is put into the store from protocol 1.25 on. */
export interface AddToStoreRequest {
  name: string;
  /** `text:sha256`, `fixed:sha1`, `fixed:r:sha256`… */
  method: string;
  references: string[];
  repair: boolean;
}

/** The same before protocol 1.25: the answer is only a path, and a NAR follows even for a plain file. */
export interface OldAddToStoreRequest {
  name: string;
  recursive: boolean;
  /** `sha256`… */
  algorithm: string;
}

const validPathInfo: Codec<ValidPathInfo> = {
  read: function* (version) {
    const path = yield* readString();
    return { path, ...(yield* readPathInfo(version)) };
  },
  write: (writer, info, version) => writePathInfo(writer.string(info.path), info, version),
};

const maybePathInfo: Codec<PathInfo | null> = {
  read: function* (version) {
    // Before 1.17 an unknown path was an error.
    if (version >= 0x111 && !(yield* readBool())) return null;
    return yield* readPathInfo(version);
  },
  write: (writer, info, version) => {
    if (version >= 0x111) writer.bool(info !== null);
    else if (info === null) throw new RangeError("before protocol 1.17 an unknown path is an error");
    if (info !== null) writePathInfo(writer, info, version);
  },
};

const oldAddToStore: Codec<OldAddToStoreRequest> = {
  read: function* () {
    const name = yield* readString();
    const fixed = yield* readBool();
    const recursive = yield* readBool();
    const algorithm = yield* readString();
    // What was not marked as fixed is addressed by the SHA-256 of its NAR, whatever follows.
    return fixed ? { name, recursive, algorithm } : { name, recursive: true, algorithm: "sha256" };
  },
  write: (writer, { name, recursive, algorithm }) => {
    writer
      .string(name)
      .bool(!(recursive && algorithm === "sha256"))
      .bool(recursive)
      .string(algorithm);
  },
};

/** The daemon's settings for a client. */
export interface ClientOptions {
  keepFailed: boolean;
  keepGoing: boolean;
  tryFallback: boolean;
  /** 0 (errors only) to 7. */
  verbosity: number;
  maxBuildJobs: number;
  /** Seconds; 0: no limit. */
  maxSilentTime: number;
  /** The level at which builders' output is shown: 0, or 7 to hide it. */
  buildVerbosity: number;
  buildCores: number;
  useSubstitutes: boolean;
  /** Further settings by name, from protocol 1.12 on. */
  overrides: Map<string, string>;
}

function fixedNumber(value: number): Codec<null> {
  return {
    read: function* (version) {
      yield* number.read(version);
      return null;
    },
    write: (writer) => void writer.number(value),
  };
}

const settings: Codec<Map<string, string>> = {
  read: function* () {
    const entries = yield* readList(function* (): Wire<[string, string]> {
      return [yield* readString(), yield* readString()];
    });
    return new Map(entries);
  },
  write: (writer, map) => {
    writer.list([...map], ([name, value]) => writer.string(name).string(value));
  },
};

const optionsWithGaps = record<ClientOptions & { hook: null; logType: null; trace: null }>({
  keepFailed: bool,
  keepGoing: bool,
  tryFallback: bool,
  verbosity: number,
  maxBuildJobs: number,
  maxSilentTime: number,
  // Three numbers nobody reads any more.
  hook: fixedNumber(1),
  buildVerbosity: number,
  logType: fixedNumber(0),
  trace: fixedNumber(0),
  buildCores: number,
  useSubstitutes: bool,
  overrides: since(0x10c, settings, new Map()),
});

const clientOptions: Codec<ClientOptions> = {
  read: function* (version) {
    const {
      hook: _hook,
      logType: _logType,
      trace: _trace,
      ...options
    } = yield* optionsWithGaps.read(version);
    return options;
  },
  write: (writer, options, version) =>
    optionsWithGaps.write(writer, { ...options, hook: null, logType: null, trace: null }, version),
};

/** What a build is asked for. */
export interface BuildRequest {
  /** `path`, `path.drv!out,dev` or `path.drv!*`. */
  paths: string[];
  mode: BuildMode;
}

export const buildModes = ["normal", "repair", "check"] as const;
export type BuildMode = (typeof buildModes)[number];

const buildRequest = record<BuildRequest>({
  paths: strings,
  mode: since(0x10f, word(buildModes, "build mode"), "normal"),
});

/** What a build with its result is: which path was asked for, and how it went. */
export interface KeyedBuildResult {
  path: string;
  result: BuildResult;
}

const buildResults: Codec<KeyedBuildResult[]> = {
  read: (version) =>
    readList(function* (): Wire<KeyedBuildResult> {
      return { path: yield* readString(), result: yield* readBuildResult(version) };
    }),
  write: (writer, results, version) => {
    writer.list(results, ({ path, result }) => writeBuildResult(writer.string(path), result, version));
  },
};

/** What would have to be done to have some paths. */
export interface Missing {
  willBuild: string[];
  willSubstitute: string[];
  unknown: string[];
  /** Bytes. */
  downloadSize: number;
  narSize: number;
}

/** A request to add a path whose NAR follows. */
export interface AddToStoreNarRequest {
  info: ValidPathInfo;
  repair: boolean;
  dontCheckSignatures: boolean;
}

/** The operations. */
export const operations = {
  IsValidPath: operation("IsValidPath", string, bool),
  QueryReferrers: operation("QueryReferrers", string, strings),
  QueryValidDerivers: operation("QueryValidDerivers", string, strings),
  QueryAllValidPaths: operation("QueryAllValidPaths", nothing, strings),
  AddToStore: operation(
    "AddToStore",
    record<AddToStoreRequest>({ name: string, method: string, references: strings, repair: bool }),
    validPathInfo,
    { first: 0x119, upload: () => "framed" },
  ),
  /** For versions before 1.25. */
  OldAddToStore: operation("AddToStore", oldAddToStore, string, { upload: () => "nar" }),
  BuildPaths: operation("BuildPaths", buildRequest, done),
  EnsurePath: operation("EnsurePath", string, done),
  AddTempRoot: operation("AddTempRoot", string, done),
  AddIndirectRoot: operation("AddIndirectRoot", string, done),
  SetOptions: operation("SetOptions", clientOptions, nothing),
  QueryPathInfo: operation("QueryPathInfo", string, maybePathInfo),
  QueryPathFromHashPart: operation("QueryPathFromHashPart", string, optional),
  QueryValidPaths: operation(
    "QueryValidPaths",
    record<{ paths: string[]; substitute: boolean }>({
      paths: strings,
      substitute: since(0x11b, bool, false),
    }),
    strings,
  ),
  QuerySubstitutablePaths: operation("QuerySubstitutablePaths", strings, strings),
  NarFromPath: operation("NarFromPath", string, nothing, { download: "nar" }),
  AddToStoreNar: operation(
    "AddToStoreNar",
    record<AddToStoreNarRequest>({ info: validPathInfo, repair: bool, dontCheckSignatures: bool }),
    nothing,
    { first: 0x111, upload: (version) => (version >= 0x117 ? "framed" : version >= 0x115 ? "asked" : "nar") },
  ),
  QueryMissing: operation(
    "QueryMissing",
    strings,
    record<Missing>({
      willBuild: strings,
      willSubstitute: strings,
      unknown: strings,
      downloadSize: number,
      narSize: number,
    }),
    { first: 0x113 },
  ),
  BuildPathsWithResults: operation("BuildPathsWithResults", buildRequest, buildResults, { first: 0x122 }),
} as const;
