/** How the two sides of the daemon protocol greet each other, as state machines without I/O. */
import { readStderr, type StderrMessage, writeStderr } from "./stderr.ts";
import { readNumber, readString, type Wire, WireError, WireWriter } from "./wire.ts";

/** A version as one number, as it is sent: the major one times 256, and the minor one. */
export function protocolVersion(major: number, minor: number): number {
  return (major << 8) | minor;
}

/** A version in words, e.g. `1.37`. */
export function formatProtocolVersion(version: number): string {
  return `${version >> 8}.${version & 0xff}`;
}

/** What the client says first. */
export const clientMagic = 0x6e697863;
/** What the server answers. */
export const serverMagic = 0x6478696f;
/** The newest version spoken here. */
export const newestProtocol = protocolVersion(1, 37);
/** The oldest version spoken here. */
export const oldestProtocol = protocolVersion(1, 10);

/** Whether the server lets this client do everything; null when it doesn't tell. */
export type Trust = boolean | null;

/** What the client knows afterwards. */
export interface ServerGreeting {
  /** The version both speak. */
  version: number;
  /** The server's Nix, e.g. `2.18.2`; null before protocol 1.33. */
  nixVersion: string | null;
  trusted: Trust;
}

/** What the server knows afterwards. */
export interface ClientGreeting {
  /** The version both speak. */
  version: number;
  /** The processor the client asks the server to stay on; null for any. */
  cpu: number | null;
}

function common(ours: number, theirs: number, side: string): number {
  if (theirs >> 8 !== 1 || theirs < oldestProtocol) {
    throw new WireError(
      `the ${side} speaks protocol ${formatProtocolVersion(theirs)}, which is not supported`,
    );
  }
  return Math.min(ours, theirs);
}

function* readMagic(expected: number, what: string): Wire<void> {
  const magic = yield* readNumber();
  if (magic !== expected) throw new WireError(`this is not ${what}: it began with 0x${magic.toString(16)}`);
}

function* readVersion(): Wire<number> {
  const version = yield* readNumber();
  if (version > 0xffff) throw new WireError(`${version} is not a protocol version`);
  return version;
}

/**
 * The client's side.
 * @param log - gets what the server has to say before it is ready
 */
export function* clientHandshake(
  newest = newestProtocol,
  log: (message: StderrMessage) => void = () => {},
): Wire<ServerGreeting> {
  const writer = new WireWriter();
  yield writer.number(clientMagic).take();
  yield* readMagic(serverMagic, "a Nix daemon");
  const version = common(newest, yield* readVersion(), "server");
  writer.number(newest);
  // No processor to stay on, no space to reserve: nobody heeds either any more.
  if (version >= protocolVersion(1, 14)) writer.bool(false);
  if (version >= protocolVersion(1, 11)) writer.bool(false);
  yield writer.take();
  const nixVersion = version >= protocolVersion(1, 33) ? yield* readString(1 << 10) : null;
  const trust = version >= protocolVersion(1, 35) ? yield* readNumber() : 0;
  if (trust > 2) throw new WireError(`${trust} is no word on trust`);
  for (;;) {
    const message = yield* readStderr(version);
    if (message.type === "last") break;
    if (message.type === "error") throw new WireError(`the daemon refuses: ${message.message}`);
    log(message);
  }
  return { version, nixVersion, trusted: trust === 0 ? null : trust === 1 };
}

/** The server's side. */
export function* serverHandshake(server: {
  nixVersion: string;
  trusted: Trust;
  newest?: number;
}): Wire<ClientGreeting> {
  const { nixVersion, trusted, newest = newestProtocol } = server;
  const writer = new WireWriter();
  yield* readMagic(clientMagic, "a client of the Nix daemon");
  yield writer.number(serverMagic).number(newest).take();
  const version = common(newest, yield* readVersion(), "client");
  let cpu: number | null = null;
  if (version >= protocolVersion(1, 14) && (yield* readNumber()) !== 0) cpu = yield* readNumber();
  if (version >= protocolVersion(1, 11)) yield* readNumber();
  if (version >= protocolVersion(1, 33)) writer.string(nixVersion);
  if (version >= protocolVersion(1, 35)) writer.number(trusted === null ? 0 : trusted ? 1 : 2);
  writeStderr(writer, { type: "last" }, version);
  yield writer.take();
  return { version, cpu };
}
