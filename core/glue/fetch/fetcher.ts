/** The edge to the network and to version control: what a host hands in. All of it is synchronous. */
import type { Decompressors } from "../../castore/index.ts";

/** Why something could not be brought. */
export type FetchReason =
  /** The host says there is no such thing. */
  | "not-found"
  /** The host says no, or the browser forbids reading its answer. */
  | "refused"
  /** Nobody answered, or the connection broke. */
  | "network"
  /** It is larger, or took longer, than allowed. */
  | "limit"
  /** Evaluation was stopped meanwhile. */
  | "cancelled"
  /** This host can't do such a thing at all. */
  | "unsupported";

/** A fetch that failed; the message is for people, without the URL. */
export class FetchFailure extends Error {
  constructor(
    readonly reason: FetchReason,
    message: string,
  ) {
    super(message);
  }
}

/** A file that was downloaded. */
export interface Download {
  bytes: Uint8Array;
  /** Where redirects led. */
  url: string;
  etag: string | null;
  /** A URL that will always give these bytes (header `Link` with `rel="immutable"`). */
  immutableUrl: string | null;
}

export interface FetchOptions {
  /** Polled during a download; true ends it. */
  cancelled: () => boolean;
}

/** What a program printed. */
export interface ProgramResult {
  /** Exit code. */
  status: number;
  stdout: Uint8Array;
  /** Text for people. */
  stderr: string;
}

/** Runs git. */
export interface GitRunner {
  /**
   * Runs git with these arguments (byte strings) in a directory.
   * @throws FetchFailure when it can't be run at all
   */
  run(directory: string, args: readonly string[], input?: Uint8Array): ProgramResult;
  /** A bare repository that is kept for a URL, made if need be; its path. @throws FetchFailure */
  repositoryFor(url: string): string;
}

/** What brings files from elsewhere. URLs are byte strings. */
export interface Fetcher {
  /** Downloads a file by `http:` or `https:` or whatever else the host knows. @throws FetchFailure */
  get(url: string, options: FetchOptions): Download;
  /** Null where there is no git. */
  readonly git: GitRunner | null;
  /** Decompressors that are faster than ours. */
  readonly decompressors?: Decompressors;
}
