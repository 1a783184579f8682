/** The daemon protocol: the door of this folder. */
export { call, type CallOptions, DaemonError, readOperation, writeAnswer } from "./call.ts";
export type { Codec } from "./codec.ts";
export { FrameReader, writeFrames } from "./frames.ts";
export {
  clientHandshake,
  type ClientGreeting,
  formatProtocolVersion,
  newestProtocol,
  oldestProtocol,
  protocolVersion,
  type ServerGreeting,
  serverHandshake,
  type Trust,
} from "./handshake.ts";
export {
  type AddToStoreNarRequest,
  type AddToStoreRequest,
  type BuildMode,
  type BuildRequest,
  type ClientOptions,
  type KeyedBuildResult,
  type Missing,
  type OldAddToStoreRequest,
  type Operation,
  operationName,
  type OperationName,
  operationNumbers,
  operations,
  type Payload,
} from "./operations.ts";
export {
  type ActivityField,
  readStderr,
  type StderrError,
  type StderrMessage,
  stderrTags,
  writeStderr,
} from "./stderr.ts";
export { type BuildResult, type BuildStatus, type PathInfo, type ValidPathInfo } from "./types.ts";
export {
  readBool,
  readBytes,
  readList,
  readNumber,
  readString,
  readStrings,
  readU64,
  type Wire,
  WireError,
  WireMachine,
  WireWriter,
} from "./wire.ts";
