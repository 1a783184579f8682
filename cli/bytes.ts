/** Between Node's texts and the evaluator's byte strings (one char per byte). */
import { readFileSync } from "node:fs";

/** The UTF-8 bytes of a text. */
export function toBytes(text: string): string {
  // oxlint-disable-next-line no-control-regex -- ASCII is what is asked for
  return /^[\x00-\x7f]*$/.test(text) ? text : Buffer.from(text, "utf8").toString("latin1");
}

/** A byte string as text; bytes that are no UTF-8 become U+FFFD. */
export function fromBytes(bytes: string): string {
  // oxlint-disable-next-line no-control-regex -- ASCII is what is asked for
  return /^[\x00-\x7f]*$/.test(bytes) ? bytes : Buffer.from(bytes, "latin1").toString("utf8");
}

/** What Node puts where it found bytes that are no UTF-8. */
const replacement = "\ufffd";

/**
 * The arguments of this process after the script's name, as byte strings. Node decodes them as UTF-8; where
 * that lost bytes, Linux still knows them.
 */
export function argumentBytes(argv: readonly string[]): string[] {
  if (argv.some((arg) => arg.includes(replacement))) {
    const raw = procStrings("/proc/self/cmdline");
    if (raw.length >= argv.length) return raw.slice(raw.length - argv.length);
  }
  return argv.map(toBytes);
}

let rawEnvironment: Map<string, string> | undefined;

/** An environment variable as a byte string; undefined when it is not set. */
export function environmentBytes(name: string): string | undefined {
  const text = process.env[fromBytes(name)];
  if (text === undefined) return undefined;
  if (!text.includes(replacement)) return toBytes(text);
  rawEnvironment ??= new Map(
    procStrings("/proc/self/environ").map((entry) => {
      const end = entry.indexOf("=");
      return [entry.slice(0, end), entry.slice(end + 1)];
    }),
  );
  return rawEnvironment.get(name) ?? toBytes(text);
}

function procStrings(file: string): string[] {
  try {
    return readFileSync(file, "latin1").replace(/\0$/, "").split("\0");
  } catch {
    return [];
  }
}
