/** The arguments of `tvix bridge`. */
import { readFileSync } from "node:fs";
import { parsePublicKey, parseSecretKey, type PublicKey, type SecretKey } from "../core/nix-compat/index.ts";
import { nodePath } from "./byte-io.ts";
import { fromBytes, toBytes } from "./bytes.ts";
import { packingOption, type ChunkPacking } from "./chunk-packing.ts";
import { defaultStoreFolder } from "./folder-store.ts";
import { withFormatErrors } from "./format-errors.ts";
import { count, readOptions, UsageError } from "./options.ts";

/** Another binary cache, and whom it must be signed by. */
export interface UpstreamArgument {
  readonly url: string;
  /** Null: it needs no signatures. */
  readonly trustedKeys: readonly PublicKey[] | null;
}

export interface BridgeArguments {
  readonly port: number;
  readonly host: string;
  readonly folder: string;
  readonly upstreams: readonly UpstreamArgument[];
  readonly sign: SecretKey | null;
  readonly token: string | null;
  readonly readOnly: boolean;
  /** Bytes. */
  readonly maxNar: number;
  readonly maxStore: number;
  readonly priority: number;
  /** Where castore objects are fetched from instead of whole NARs. */
  readonly castoreFrom: string | null;
  /** How what is written is packed, if that was chosen. */
  readonly packing: ChunkPacking | undefined;
  readonly verbose: boolean;
}

/** Whom Nix trusts unless told otherwise, and the cache it is of. */
const wellKnown = {
  host: "cache.nixos.org",
  key: "cache.nixos.org-1:6NCHdD59X431o0gWypbMrAURkbJ16ZPMQFGspcDShjY=",
};

/** @throws UsageError, NixError for keys that can't be read, Node's errors of files */
export function bridgeArguments(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): BridgeArguments {
  let port = 9000;
  let host = "127.0.0.1";
  let folder = defaultStoreFolder();
  const upstreams: { url: string; keys: string[] }[] = [];
  let sign: SecretKey | null = null;
  let token: string | null = environment["TVIX_BRIDGE_TOKEN"] ?? null;
  let readOnly = false;
  let maxNar = Infinity;
  let maxStore = Infinity;
  let priority = 39;
  let castoreFrom: string | null = null;
  let packing: ChunkPacking | undefined;
  let verbose = false;
  const operands = readOptions(args, {
    "--port": { values: 1, run: (text) => void (port = portOf(text!)) },
    "--host": { values: 1, run: (text) => void (host = text!) },
    "--store": { values: 1, run: (text) => void (folder = fromBytes(text!)) },
    "--upstream": {
      values: 1,
      run: (text) => void upstreams.push({ url: httpUrl("--upstream", text!), keys: [] }),
    },
    "--trusted-key": {
      values: 1,
      run: (text) => {
        const upstream = upstreams.at(-1);
        if (upstream === undefined) {
          throw new UsageError("flag '--trusted-key' belongs to an '--upstream', which must come before it");
        }
        upstream.keys.push(text!);
      },
    },
    "--sign": { values: 1, run: (path) => void (sign = keyInFile(path!)) },
    "--token-file": { values: 1, run: (path) => void (token = firstLine(path!)) },
    "--read-only": { values: 0, run: () => void (readOnly = true) },
    "--max-nar": { values: 1, run: (text) => void (maxNar = count("--max-nar", text!)) },
    "--max-store": { values: 1, run: (text) => void (maxStore = count("--max-store", text!)) },
    "--priority": { values: 1, run: (text) => void (priority = count("--priority", text!)) },
    "--castore-from": {
      values: 1,
      run: (text) => void (castoreFrom = httpUrl("--castore-from", text!)),
    },
    ...packingOption((chosen) => void (packing = chosen)),
    "--verbose": { values: 0, run: () => void (verbose = true) },
  });
  if (operands.length > 0) throw new UsageError(`unexpected argument '${operands[0]!}'`);
  if (token !== null) checkToken(token);
  if (token === null && !readOnly && !isLoopback(host)) {
    throw new UsageError(
      `whoever reaches ${host} could write to the store: name a token by '--token-file' or TVIX_BRIDGE_TOKEN, ` +
        `or let nobody write by '--read-only'`,
    );
  }
  if (castoreFrom !== null && upstreams.length === 0) {
    throw new UsageError("flag '--castore-from' needs an '--upstream', which says what is fetched");
  }
  return {
    port,
    host,
    folder,
    upstreams: upstreams.map(({ url, keys }) => ({ url, trustedKeys: keysOf(url, keys) })),
    sign,
    token,
    readOnly,
    maxNar,
    maxStore,
    priority,
    castoreFrom,
    packing,
    verbose,
  };
}

function portOf(text: string): number {
  const port = count("--port", text);
  if (port > 65_535) throw new UsageError(`flag '--port' takes a number up to 65535, not '${text}'`);
  return port;
}

function httpUrl(flag: string, text: string): string {
  const url = fromBytes(text);
  if (!/^https?:\/\/[^/]/i.test(url) || !URL.canParse(url)) {
    throw new UsageError(`flag '${flag}' takes an http: or https: URL, not '${text}'`);
  }
  return url;
}

function keysOf(url: string, keys: readonly string[]): readonly PublicKey[] | null {
  if (keys.includes("*")) return null;
  if (keys.length === 0 && new URL(url).hostname === wellKnown.host) return [parsePublicKey(wellKnown.key)];
  if (keys.length === 0) {
    throw new UsageError(
      `'${toBytes(url)}' needs a '--trusted-key' after it: the public key it is signed by, ` +
        `or '*' if it needs no signature`,
    );
  }
  return keys.map((key) => withFormatErrors(null, () => parsePublicKey(key)));
}

function keyInFile(path: string): SecretKey {
  const text = readFileSync(nodePath(path), "latin1").trim();
  return withFormatErrors(path, () => parseSecretKey(text));
}

function firstLine(path: string): string {
  return readFileSync(nodePath(path), "utf8").split(/\r?\n/, 1)[0]!.trim();
}

/** What headers and netrc files can hold. */
function checkToken(token: string): void {
  if (/^[!-~]{8,1024}$/.test(token)) return;
  throw new UsageError("the token must have at least 8 characters of ASCII, and no spaces");
}

/** Whether only this machine can reach what listens there. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}
