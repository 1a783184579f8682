/** `fromTOML`: TOML 1.0 text (a byte string) to a value. Nesting is bounded by memory only. */
import { NixError } from "../errors.ts";
import { utf8Fault } from "../json/index.ts";
import { Attrs } from "../values/attrs.ts";
import type { SymbolTable } from "../values/symbols.ts";
import { type Slot, type Value } from "../values/value.ts";
import { bareEnd, scalar, type ScalarRules } from "./scalars.ts";
import { lineEnd, readString } from "./strings.ts";
import { Document, Table, TomlArray, TomlError, type Node } from "./tables.ts";

/** What the parser needs of the evaluator. */
export interface TomlSettings {
  symbols: SymbolTable;
  /** Ints beyond 64 bits are errors, and tables follow TOML 1.0 to the letter; else as Nix 2.8's library. */
  strict: boolean;
  /** NUL in a string is an error; else it ends the string. */
  nulErrors: boolean;
  /** Whether dates and times are allowed. */
  timestamps: boolean;
  /** Called now and then; may throw to stop. */
  poll: () => void;
}

/** A date or time where none is allowed: nothing is wrong with the text. */
class TimestampError extends TomlError {}

/** An array or inline table being read. */
interface Open {
  node: TomlArray | Table;
  /** The key of the value being read, in a table. */
  path: readonly string[];
}

class Parser {
  private at = 0;
  private readonly document: Document;
  private readonly rules: ScalarRules;

  constructor(
    private readonly source: string,
    private readonly settings: TomlSettings,
  ) {
    this.document = new Document(!settings.strict);
    this.rules = {
      strictNumbers: settings.strict,
      timestamp: (text) => {
        if (!settings.timestamps) throw new TimestampError("Dates and times are not supported");
        const { symbols } = settings;
        return Attrs.from([symbols.intern("_type"), symbols.intern("value")], ["timestamp", text]);
      },
    };
    if (source.startsWith("\xef\xbb\xbf")) this.at = 3;
  }

  parse(): Table {
    const fault = utf8Fault(this.source);
    if (fault >= 0) {
      this.at = fault;
      throw new TomlError("invalid UTF-8");
    }
    for (let lines = 0; ; lines++) {
      if ((lines & 0xff) === 0xff) this.settings.poll();
      this.blanks();
      const c = this.source[this.at];
      if (c === undefined) return this.document.root;
      if (c === "[") this.header();
      else if (c !== "#" && lineEnd(this.source, this.at) === 0) {
        const path = this.key("=");
        this.document.assign(path, this.value());
      }
      this.endOfLine();
    }
  }

  /** Line of the next unread char, from 1. */
  get line(): number {
    return this.source.slice(0, this.at).split("\n").length;
  }

  private blanks(): void {
    const { source } = this;
    while (source[this.at] === " " || source[this.at] === "\t") this.at++;
  }

  private comment(): void {
    if (this.source[this.at] !== "#") return;
    // oxlint-disable-next-line no-control-regex -- control chars are not allowed in comments
    const pattern = /[^\x00-\x08\x0a-\x1f\x7f]*/y;
    pattern.lastIndex = this.at;
    pattern.test(this.source);
    this.at = pattern.lastIndex;
  }

  private endOfLine(): void {
    this.blanks();
    this.comment();
    const breaks = lineEnd(this.source, this.at);
    if (breaks === 0 && this.at < this.source.length) throw new TomlError("expected the end of the line");
    this.at += breaks;
  }

  /** White space, comments and line ends, as between the items of an array. */
  private space(): void {
    for (;;) {
      this.blanks();
      this.comment();
      const breaks = lineEnd(this.source, this.at);
      if (breaks === 0) return;
      this.at += breaks;
    }
  }

  private header(): void {
    const array = this.source[this.at + 1] === "[";
    this.at += array ? 2 : 1;
    const path = this.key("]");
    if (array) {
      if (this.source[this.at] !== "]") throw new TomlError("expected ']]'");
      this.at++;
      this.document.openElement(path);
    } else this.document.openTable(path);
  }

  /** A dotted key and the char after it. */
  private key(end: string): string[] {
    const path: string[] = [];
    for (;;) {
      this.blanks();
      path.push(this.keyPart());
      this.blanks();
      const c = this.source[this.at];
      if (c === end) {
        this.at++;
        return path;
      }
      if (c !== ".") throw new TomlError(`expected '.' or '${end}' after a key`);
      this.at++;
    }
  }

  private keyPart(): string {
    const c = this.source[this.at];
    if (c === '"' || c === "'") {
      if (this.source.startsWith(c + c + c, this.at))
        throw new TomlError("a key can't be a multi-line string");
      const { text, end } = readString(this.source, this.at);
      this.at = end;
      return this.settings.nulErrors ? this.withoutNul(text) : text;
    }
    const pattern = /[A-Za-z0-9_-]+/y;
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.source);
    if (match === null) throw new TomlError("expected a key");
    this.at = pattern.lastIndex;
    return match[0];
  }

  private withoutNul(text: string): string {
    const nul = text.indexOf("\0");
    if (nul < 0) return text;
    if (!this.settings.nulErrors) return text.slice(0, nul);
    const picture = text.replaceAll("\0", "\xe2\x90\x80");
    throw new NixError(
      "value",
      `input string '${picture}' cannot be represented as Nix string because it contains null bytes`,
    );
  }

  /** A value, with all arrays and inline tables in it. */
  private value(): Node {
    const open: Open[] = [];
    for (let steps = 0; ; steps++) {
      if ((steps & 0xfff) === 0xfff) this.settings.poll();
      this.blanks();
      let node: Node;
      const c = this.source[this.at];
      if (c === "[") {
        this.at++;
        const array = new TomlArray(false);
        this.space();
        if (this.source[this.at] !== "]") {
          open.push({ node: array, path: [] });
          continue;
        }
        this.at++;
        node = array;
      } else if (c === "{") {
        this.at++;
        const table = new Table("inline");
        this.blanks();
        if (this.source[this.at] !== "}") {
          open.push({ node: table, path: this.key("=") });
          continue;
        }
        this.at++;
        node = table;
      } else if (c === '"' || c === "'") {
        const { text, end } = readString(this.source, this.at);
        this.at = end;
        node = { value: this.withoutNul(text) };
      } else {
        const end = bareEnd(this.source, this.at);
        node = { value: scalar(this.source.slice(this.at, end), this.rules) };
        this.at = end;
      }
      const done = this.close(open, node);
      if (done !== null) return done;
    }
  }

  /** Puts a complete node where it belongs and closes what ends after it; gives the outermost when all is closed. */
  private close(open: Open[], complete: Node): Node | null {
    let node = complete;
    for (;;) {
      const parent = open[open.length - 1];
      if (parent === undefined) return node;
      const container = parent.node;
      if (container instanceof TomlArray) {
        container.items.push(node);
        this.space();
        let c = this.source[this.at];
        if (c === ",") {
          this.at++;
          this.space();
          c = this.source[this.at];
          if (c !== "]") return null;
        }
        if (c !== "]") throw new TomlError("expected ',' or ']' in an array");
      } else {
        this.document.assignIn(container, parent.path, node);
        this.blanks();
        const c = this.source[this.at];
        if (c === ",") {
          this.at++;
          parent.path = this.key("=");
          return null;
        }
        if (c !== "}") throw new TomlError("expected ',' or '}' in an inline table");
      }
      this.at++;
      open.pop();
      node = container;
    }
  }
}

/** Converts tables and arrays to Nix values, innermost first. */
function convert(root: Table, symbols: SymbolTable): Value {
  const done = new Map<Node, Slot>();
  const slotOf = (node: Node): Slot => ("value" in node ? node.value : done.get(node)!);
  const todo: { node: Table | TomlArray; entered: boolean }[] = [{ node: root, entered: false }];
  while (todo.length > 0) {
    const top = todo[todo.length - 1]!;
    const { node } = top;
    const children = node instanceof Table ? node.entries.values() : node.items;
    if (!top.entered) {
      top.entered = true;
      for (const child of children) if (!("value" in child)) todo.push({ node: child, entered: false });
      continue;
    }
    todo.pop();
    if (node instanceof TomlArray) done.set(node, node.items.map(slotOf));
    else {
      const ids = [...node.entries.keys()].map((name) => symbols.intern(name));
      done.set(node, Attrs.from(ids, [...node.entries.values()].map(slotOf)));
    }
  }
  return done.get(root) as Value;
}

/**
 * Reads TOML text.
 * @throws TomlError for text that is none (the message names the line), NixError for what a Nix value can't hold.
 */
export function parseToml(text: string, settings: TomlSettings): Value {
  const parser = new Parser(text, settings);
  try {
    return convert(parser.parse(), settings.symbols);
  } catch (error) {
    if (error instanceof TomlError && !(error instanceof TimestampError)) {
      throw new TomlError(`${error.message} (line ${parser.line})`);
    }
    throw error;
  }
}
