/** The records the daemon protocol sends. Store paths are absolute; all texts are byte strings. */
import { HashError, parseHash } from "../hash-text.ts";
import { toBase16 } from "../encodings.ts";
import {
  readBool,
  readList,
  readNumber,
  readString,
  readStrings,
  readU64,
  type Wire,
  WireError,
  type WireWriter,
} from "./wire.ts";

/** What a store knows about a path. */
export interface PathInfo {
  /** The derivation that made it; null when not known. */
  deriver: string | null;
  /** SHA-256 of the NAR, in base 16. */
  narHash: string;
  references: string[];
  /** Seconds since 1970. */
  registrationTime: number;
  /** Bytes; 0 when not known. */
  narSize: number;
  /** Whether it was built here: needs no signature. From protocol 1.16 on. */
  ultimate: boolean;
  /** `name:base64`. From protocol 1.16 on. */
  signatures: string[];
  /** What addresses its content, e.g. `fixed:r:sha256:…`; null when nothing does. From protocol 1.16 on. */
  ca: string | null;
}

/** The same, with the path. */
export interface ValidPathInfo extends PathInfo {
  path: string;
}

const withSignatures = 0x110;

function* readDigest(): Wire<string> {
  const text = yield* readString();
  try {
    return toBase16(parseHash(text, "sha256").digest);
  } catch (error) {
    if (error instanceof HashError) throw new WireError(error.message);
    throw error;
  }
}

/** A text that stands for nothing when it is empty. */
export function* readOptional(): Wire<string | null> {
  const text = yield* readString();
  return text === "" ? null : text;
}

/** @throws WireError (at the driver) */
export function* readPathInfo(version: number): Wire<PathInfo> {
  const deriver = yield* readOptional();
  const narHash = yield* readDigest();
  const references = yield* readStrings();
  const registrationTime = yield* readNumber();
  const narSize = yield* readNumber();
  if (version < withSignatures) {
    const none = { ultimate: false, signatures: [], ca: null };
    return { deriver, narHash, references, registrationTime, narSize, ...none };
  }
  const ultimate = yield* readBool();
  const signatures = yield* readStrings();
  const ca = yield* readOptional();
  return { deriver, narHash, references, registrationTime, narSize, ultimate, signatures, ca };
}

export function writePathInfo(writer: WireWriter, info: PathInfo, version: number): void {
  writer
    .string(info.deriver ?? "")
    .string(info.narHash)
    .strings(info.references);
  writer.number(info.registrationTime).number(info.narSize);
  if (version < withSignatures) return;
  writer
    .bool(info.ultimate)
    .strings(info.signatures)
    .string(info.ca ?? "");
}

/** How a build went, by number. */
export const buildStatuses = [
  "built",
  "substituted",
  "already-valid",
  "permanent-failure",
  "input-rejected",
  "output-rejected",
  "transient-failure",
  "cached-failure",
  "timed-out",
  "miscellaneous-failure",
  "dependency-failed",
  "log-limit-exceeded",
  "not-deterministic",
  "resolves-to-already-valid",
  "no-substituters",
] as const;
export type BuildStatus = (typeof buildStatuses)[number];

/** How a build went. */
export interface BuildResult {
  status: BuildStatus;
  /** "" when it went well. */
  errorMessage: string;
  /** From protocol 1.29 on: how often it was built, and whether the results differed. */
  timesBuilt: number;
  isNonDeterministic: boolean;
  /** Seconds since 1970; 0 when not known. */
  startTime: number;
  stopTime: number;
  /** Microseconds, from protocol 1.37 on; null when not known. */
  cpuUser: bigint | null;
  cpuSystem: bigint | null;
  /** From protocol 1.28 on: realisations as JSON text by `sha256:…!output`. */
  builtOutputs: Map<string, string>;
}

function* readMicroseconds(): Wire<bigint | null> {
  const tag = yield* readNumber();
  if (tag === 0) return null;
  if (tag === 1) return BigInt.asIntN(64, yield* readU64());
  throw new WireError(`unknown kind ${tag} of an optional value`);
}

function writeMicroseconds(writer: WireWriter, value: bigint | null): void {
  if (value === null) writer.number(0);
  else writer.number(1).number(BigInt.asUintN(64, value));
}

/** @throws WireError (at the driver) */
export function* readBuildResult(version: number): Wire<BuildResult> {
  const number = yield* readNumber();
  const status = buildStatuses[number];
  if (status === undefined) throw new WireError(`unknown status ${number} of a build`);
  const result: BuildResult = {
    status,
    errorMessage: yield* readString(),
    timesBuilt: 0,
    isNonDeterministic: false,
    startTime: 0,
    stopTime: 0,
    cpuUser: null,
    cpuSystem: null,
    builtOutputs: new Map(),
  };
  if (version >= 0x11d) {
    result.timesBuilt = yield* readNumber();
    result.isNonDeterministic = yield* readBool();
    result.startTime = yield* readNumber();
    result.stopTime = yield* readNumber();
  }
  if (version >= 0x125) {
    result.cpuUser = yield* readMicroseconds();
    result.cpuSystem = yield* readMicroseconds();
  }
  if (version >= 0x11c) {
    const outputs = yield* readList(function* (): Wire<[string, string]> {
      return [yield* readString(), yield* readString()];
    });
    result.builtOutputs = new Map(outputs);
  }
  return result;
}

export function writeBuildResult(writer: WireWriter, result: BuildResult, version: number): void {
  writer.number(buildStatuses.indexOf(result.status)).string(result.errorMessage);
  if (version >= 0x11d) {
    writer.number(result.timesBuilt).bool(result.isNonDeterministic);
    writer.number(result.startTime).number(result.stopTime);
  }
  if (version >= 0x125) {
    writeMicroseconds(writer, result.cpuUser);
    writeMicroseconds(writer, result.cpuSystem);
  }
  if (version >= 0x11c) {
    writer.list([...result.builtOutputs], ([id, realisation]) => writer.string(id).string(realisation));
  }
}
