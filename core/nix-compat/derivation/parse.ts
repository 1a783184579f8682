/**
 * Reads derivations from ATerm text, strictly: what is accepted is exactly what {@link writeDerivation} writes,
 * so reading and writing again gives the same bytes.
 */
import { type Derivation, DerivationError, type DerivationOutput } from "./derivation.ts";

const escaped: Readonly<Record<string, string>> = { '"': '"', "\\": "\\", n: "\n", r: "\r", t: "\t" };

/** What a writer would have escaped. */
const bare = /[\n\r\t]/;

/** A place in the text. Errors carry it, in bytes. */
class Reader {
  private at = 0;
  /** The first backslash at or after `at`, as far as it is known: most strings have none. */
  private backslash = -1;

  constructor(private readonly text: string) {}

  fail(message: string, at = this.at): never {
    throw new DerivationError(`${message} at byte ${at}`, at);
  }

  /** Whether this comes next. */
  sees(token: string): boolean {
    return this.text.startsWith(token, this.at);
  }

  /** Takes this if it comes next. */
  takes(token: string): boolean {
    if (!this.sees(token)) return false;
    this.at += token.length;
    return true;
  }

  expect(token: string): void {
    if (!this.takes(token)) this.fail(`expected '${token}'${this.found()}`);
  }

  end(): void {
    if (this.at < this.text.length) this.fail(`unexpected bytes after the derivation${this.found()}`);
  }

  private found(): string {
    const next = this.text.slice(this.at, this.at + 12);
    return next === "" ? ", not the end of the text" : `, not ${JSON.stringify(next)}`;
  }

  /** A quoted string. */
  string(): string {
    const { text } = this;
    this.expect('"');
    const start = this.at;
    if (this.backslash < start) this.backslash = this.nextBackslash(start);
    let end = text.indexOf('"', start);
    const hasEscapes = this.backslash < end;
    while (this.backslash < end) {
      const after = this.backslash + 2;
      if (end < after) end = text.indexOf('"', after);
      this.backslash = this.nextBackslash(after);
    }
    if (end < 0) this.fail("string without end", start - 1);
    this.at = end + 1;
    const raw = text.slice(start, end);
    const unescaped = bare.exec(raw);
    if (unescaped !== null) {
      this.fail(`${JSON.stringify(unescaped[0])} must be written as an escape`, start + unescaped.index);
    }
    return hasEscapes ? this.unescape(raw, start) : raw;
  }

  private nextBackslash(from: number): number {
    const at = this.text.indexOf("\\", from);
    return at < 0 ? Infinity : at;
  }

  private unescape(raw: string, start: number): string {
    return raw.replace(
      /\\([^])/g,
      (escape, char: string, at: number) =>
        escaped[char] ?? this.fail(`unknown escape ${JSON.stringify(escape)}`, start + at),
    );
  }

  /** A quoted string of a field that is written without escapes: names, paths and hashes. */
  plain(what: string): string {
    const start = this.at;
    const text = this.string();
    if (this.at - start !== text.length + 2) this.fail(`no escape is allowed in ${what}`, start);
    return text;
  }

  /** A bracketed list. */
  list(item: () => void): void {
    this.expect("[");
    if (this.takes("]")) return;
    do item();
    while (this.takes(","));
    this.expect("]");
  }

  strings(): string[] {
    const strings: string[] = [];
    this.list(() => strings.push(this.string()));
    return strings;
  }

  /** A list whose strings are unique and in byte order. */
  sortedStrings(what: string): string[] {
    const strings: string[] = [];
    this.list(() => {
      const at = this.at;
      const text = this.string();
      this.inOrder(strings.at(-1), text, what, at);
      strings.push(text);
    });
    return strings;
  }

  /** A list of tuples that begin with a key; keys are unique and in byte order. */
  map<T>(what: string, key: () => string, value: () => T): Map<string, T> {
    const map = new Map<string, T>();
    let last: string | undefined;
    this.list(() => {
      this.expect("(");
      const at = this.at;
      const name = key();
      this.inOrder(last, name, what, at);
      last = name;
      this.expect(",");
      map.set(name, value());
      this.expect(")");
    });
    return map;
  }

  private inOrder(last: string | undefined, next: string, what: string, at: number): void {
    if (last === undefined || last < next) return;
    if (last === next) this.fail(`duplicate ${what} '${next}'`, at);
    this.fail(`${what} '${next}' must come before '${last}'`, at);
  }
}

function readOutput(reader: Reader): DerivationOutput {
  const path = reader.plain("an output path");
  reader.expect(",");
  const hashAlgo = reader.plain("a hash algorithm");
  reader.expect(",");
  const hash = reader.plain("a hash");
  return { path, hashAlgo, hash };
}

/**
 * Reads the text of a `.drv` file. Only the form is checked here; the rules on content are
 * {@link derivationFaults}'.
 * @param text - a byte string
 * @throws DerivationError with the offset
 */
export function parseDerivation(text: string): Derivation {
  const reader = new Reader(text);
  if (reader.sees("DrvWithVersion(")) {
    reader.fail("derivations with a version (DrvWithVersion: dynamic derivations) are not supported");
  }
  reader.expect("Derive(");
  const outputs = reader.map(
    "output",
    () => reader.plain("an output name"),
    () => readOutput(reader),
  );
  reader.expect(",");
  const inputDrvs = reader.map(
    "input derivation",
    () => reader.plain("the path of a derivation"),
    () => reader.sortedStrings("output name"),
  );
  reader.expect(",");
  const inputSrcs = reader.sortedStrings("input source");
  reader.expect(",");
  const system = reader.string();
  reader.expect(",");
  const builder = reader.string();
  reader.expect(",");
  const args = reader.strings();
  reader.expect(",");
  const env = reader.map(
    "environment variable",
    () => reader.string(),
    () => reader.string(),
  );
  reader.expect(")");
  reader.end();
  return { outputs, inputDrvs, inputSrcs, system, builder, args, env };
}
