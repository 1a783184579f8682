/** `tvix hash`: hashes files and paths, and rewrites hashes. */
import { createHash } from "./crypto.ts";
import {
  dumpNar,
  formatHash,
  hashFormats,
  NarError,
  parseAlgorithm,
  parseHash,
  parseHashFormat,
  type HashAlgorithm,
  type HashFormat,
} from "../core/nix-compat/index.ts";
import { NixError } from "../core/eval/index.ts";
import { inputChunks } from "./byte-io.ts";
import { withFormatErrors } from "./format-errors.ts";
import { NodeNarSource } from "./nar-source.ts";
import { noSubcommand, readOptions, UsageError, type OptionSpec } from "./options.ts";
import { writeOut } from "./output.ts";

/** Runs the command: at once, except for BLAKE3. @throws NixError, UsageError, Node's errors of files */
export function hashCommand(argv: readonly string[]): void | Promise<void> {
  const [command = "", ...args] = argv;
  switch (command) {
    case "path":
      return hash(args, "PATH", hashPath);
    case "file":
      return hash(args, "FILE", hashFile);
    case "convert":
      return convert(args);
    default:
      throw noSubcommand("hash", ["path", "file", "convert"], command);
  }
}

/** Hashes in streaming. */
interface Hasher {
  update(bytes: Uint8Array): unknown;
  digest(): Uint8Array;
}

/** What the options say. */
interface HashOptions {
  algorithm: HashAlgorithm | null;
  format: HashFormat;
}

function readHashOptions(args: readonly string[]): { options: HashOptions; others: string[] } {
  const options: HashOptions = { algorithm: null, format: "sri" };
  const type: OptionSpec = {
    values: 1,
    run: (name) => void (options.algorithm = withFormatErrors(null, () => parseAlgorithm(name!))),
  };
  const to: OptionSpec = {
    values: 1,
    run: (name) => void (options.format = withFormatErrors(null, () => parseHashFormat(name!))),
  };
  const specs: Record<string, OptionSpec> = { "--type": type, "--hash-algo": type, "--to": to };
  for (const name of [...hashFormats, "base32"]) {
    specs[`--${name}`] = { values: 0, run: () => void (options.format = parseHashFormat(name)) };
  }
  return { others: readOptions(args, specs), options };
}

function hash(
  args: readonly string[],
  operand: string,
  run: (path: string, hasher: Hasher) => void,
): void | Promise<void> {
  const { options, others } = readHashOptions(args);
  if (others.length === 0) throw new UsageError(`${operand} is missing`);
  const algorithm = options.algorithm ?? "sha256";
  const hashAll = (makeHasher: () => Hasher): void => {
    for (const path of others) {
      const hasher = makeHasher();
      run(path, hasher);
      writeOut(`${formatHash({ algorithm, digest: hasher.digest() }, options.format)}\n`);
    }
  };
  if (algorithm !== "blake3") return hashAll(() => createHash(algorithm));
  return blake3().then(hashAll);
}

/** Makes BLAKE3 hashers, which Node has none of; only one is in use at a time. */
async function blake3(): Promise<() => Hasher> {
  const { createBLAKE3 } = await import("hash-wasm");
  const hasher = await createBLAKE3();
  return () => {
    hasher.init();
    return { update: (bytes) => hasher.update(bytes), digest: () => hasher.digest("binary") };
  };
}

function hashPath(path: string, hasher: Hasher): void {
  try {
    dumpNar(new NodeNarSource(), path, (chunk) => void hasher.update(chunk));
  } catch (error) {
    if (error instanceof NarError) throw new NixError("value", `cannot hash '${path}': ${error.reason}`);
    throw error;
  }
}

function hashFile(path: string, hasher: Hasher): void {
  for (const chunk of inputChunks(path)) hasher.update(chunk);
}

function convert(args: readonly string[]): void {
  const { options, others } = readHashOptions(args);
  if (others.length === 0) throw new UsageError("HASH is missing");
  for (const text of others) {
    const parsed = withFormatErrors(null, () => parseHash(text, options.algorithm));
    writeOut(`${formatHash(parsed, options.format)}\n`);
  }
}
