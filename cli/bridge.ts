/** `tvix bridge`: a binary cache that real Nix reads from and writes to. */
import { hostname } from "node:os";
import { createBridge } from "../core/store/index.ts";
import { formatPublicKey } from "../core/nix-compat/index.ts";
import { bridgeArguments, type BridgeArguments } from "./bridge-arguments.ts";
import { bridgeOptions } from "./bridge-options.ts";
import { MemoryKeeper } from "./bridge-memory.ts";
import { BridgeServer, type AccessLine } from "./bridge-server.ts";
import { toBytes } from "./bytes.ts";
import { exitCode } from "./failure.ts";
import { writeErr } from "./output.ts";
import { withStoreErrors } from "./store-errors.ts";

/** Milliseconds that running requests are given when it is to end. */
const grace = 60_000;

/**
 * Serves until it is told to end by SIGINT or SIGTERM; a second signal ends it at once. The exit code.
 * @throws NixError, UsageError, Node's errors of files and sockets
 */
export async function bridgeCommand(argv: readonly string[]): Promise<number> {
  const args = bridgeArguments(argv, process.env);
  return withStoreErrors(async () => {
    const handler = createBridge(await bridgeOptions(args));
    const onRequest = args.verbose ? logAccess : logFault;
    const { host, port } = args;
    const { bytes: onBytes } = new MemoryKeeper();
    const server = await BridgeServer.start({ handler, host, port, onRequest, onBytes });
    writeErr(greeting(args, server.url));
    return untilStopped(server);
  });
}

function untilStopped(server: BridgeServer): Promise<number> {
  return new Promise((resolve) => {
    let stopping = false;
    const stop = (signal: NodeJS.Signals): void => {
      if (stopping) process.exit(exitCode.failed);
      stopping = true;
      const { active } = server;
      if (active > 0) writeErr(`${signal}: finishing ${active} requests; once more ends at once\n`);
      void server.stop(grace).then((cut) => {
        if (cut > 0) writeErr(`${cut} requests were cut off after ${grace / 1000} s\n`);
        resolve(cut > 0 ? exitCode.failed : 0);
      });
    };
    process.on("SIGINT", stop);
    process.on("SIGTERM", stop);
  });
}

/** What to put into nix.conf, and where. */
function greeting(args: BridgeArguments, url: string): string {
  // Where it listens everywhere, others know it by this machine's name.
  const base = url.replace(/\/$/, "").replace(/\/\/(0\.0\.0\.0|\[::\])(?=:)/, `//${hostname()}`);
  const keys = [
    ...(args.sign === null ? [] : [{ name: args.sign.name, key: args.sign.publicKey }]),
    ...args.upstreams.flatMap(({ trustedKeys }) => trustedKeys ?? []),
  ].map(formatPublicKey);
  const lines = [
    `nar-bridge at ${url}`,
    `store: ${args.folder}${args.readOnly ? " (read-only)" : ""}`,
    "",
    "Nix reads from it with these lines in nix.conf:",
    `  extra-substituters = ${base}${keys.length === 0 ? "?trusted=1" : ""}`,
    ...(keys.length === 0 ? [] : [`  extra-trusted-public-keys = ${keys.join(" ")}`]),
  ];
  if (!args.readOnly) lines.push("and writes to it by:", `  nix copy --to '${base}?compression=zstd' PATH`);
  if (!args.readOnly && args.token !== null) {
    lines.push(
      "with the token as a password, in a file that nix.conf names by netrc-file:",
      `  machine ${new URL(base).hostname} password TOKEN`,
    );
  }
  return `${lines.map(toBytes).join("\n")}\n`;
}

function logAccess({ method, target, status, bytes, milliseconds, fault }: AccessLine): void {
  const outcome = status === 0 ? "-" : String(status);
  const told = fault === null ? "" : ` ${JSON.stringify(fault)}`;
  const time = new Date().toISOString();
  writeErr(toBytes(`${time} ${method} ${target} ${outcome} ${bytes} ${milliseconds.toFixed(0)}ms${told}\n`));
}

/** Clients that vanish are nothing to tell of. */
function logFault(line: AccessLine): void {
  const { fault, status } = line;
  if (status >= 500 || (fault !== null && fault !== "the client vanished")) logAccess(line);
}
