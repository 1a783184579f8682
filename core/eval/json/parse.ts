/** `fromJSON`: JSON text to a value. No recursion, so nesting is bounded by memory only. */
import { NixError } from "../errors.ts";
import type { Profile } from "../profile.ts";
import { Attrs, sortedKeys, type Keys } from "../values/attrs.ts";
import type { SymbolTable } from "../values/symbols.ts";
import { Float, type List, type Slot, type Value } from "../values/value.ts";
import { JsonError, JsonLexer, Token } from "./lexer.ts";

/** An object being read. */
class OpenObject {
  readonly ids: number[] = [];
  readonly values: Slot[] = [];
  /** Where each id is, once there are many. */
  private index: Map<number, number> | null = null;
  /** The key of the value being read. */
  key = 0;

  /** Sets the key's value; the last of equal keys wins. */
  set(value: Value): void {
    const { ids, values, key } = this;
    const at = ids.length < 16 ? ids.indexOf(key) : (this.indexed().get(key) ?? -1);
    if (at >= 0) values[at] = value;
    else {
      this.index?.set(key, ids.length);
      ids.push(key);
      values.push(value);
    }
  }

  private indexed(): Map<number, number> {
    return (this.index ??= new Map(this.ids.map((id, i) => [id, i])));
  }
}

/** The names of an object read before: objects of one kind share them. */
interface Shape {
  /** In the order of the text. */
  ids: readonly number[];
  keys: Keys;
  /** Where in the text's order each value is; null when that order is ascending. */
  order: readonly number[] | null;
}

function shapeOf(ids: readonly number[]): Shape {
  const { keys, order } = sortedKeys(ids);
  return { ids, keys, order: order.every((from, to) => from === to) ? null : order };
}

function sameIds(a: readonly number[], b: readonly number[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** What the parser needs of the evaluator. */
export interface JsonSettings {
  symbols: SymbolTable;
  profile: Pick<Profile, "jsonIntErrors" | "nulErrors">;
  /** Called now and then; may throw to stop. */
  poll: () => void;
}

const safeDigits = 15;
const maxInt = 2n ** 63n - 1n;
const minInt = -(2n ** 63n);
const maxUnsigned = 2n ** 64n - 1n;

/** An int as a value: a number while 2^53 holds it. */
function intValue(n: bigint): number | bigint {
  return n >= -(2n ** 53n) && n <= 2n ** 53n ? Number(n) : n;
}

function numberValue(text: string, fractional: boolean, settings: JsonSettings): Value {
  if (!fractional) {
    // `-0` is the int 0.
    if (text.length <= safeDigits) return Number(text) + 0;
    const n = BigInt(text);
    if (n >= minInt && n <= maxInt) return intValue(n);
    if (n > maxInt && n <= maxUnsigned) {
      if (settings.profile.jsonIntErrors) {
        throw new NixError("value", `unsigned json number ${text} outside of Nix integer range`);
      }
      return intValue(BigInt.asIntN(64, n));
    }
  }
  const x = Number(text);
  if (!Number.isFinite(x))
    throw new JsonError(`[json.exception.out_of_range.406] number overflow parsing '${text}'`);
  return new Float(x);
}

/** How messages show NUL: the bytes of U+2400. */
const nulPicture = "\xe2\x90\x80";

/** A string's bytes as a Nix string: NUL is an error, or ends it. */
function stringValue(text: string, settings: JsonSettings): string {
  const nul = text.indexOf("\0");
  if (nul < 0) return text;
  if (!settings.profile.nulErrors) return text.slice(0, nul);
  const shown = text.replaceAll("\0", nulPicture);
  throw new NixError(
    "value",
    `input string '${shown}' cannot be represented as Nix string because it contains null bytes`,
  );
}

/**
 * Reads JSON text.
 * @throws JsonError for text that is none, NixError for what a Nix value can't hold.
 */
export function parseJson(text: string, settings: JsonSettings): Value {
  const lexer = new JsonLexer(text);
  const { symbols } = settings;
  const open: (OpenObject | List)[] = [];
  /** The last object closed at each depth. */
  const shapes: (Shape | undefined)[] = [];
  let steps = 0;

  const close = (object: OpenObject): Attrs => {
    let shape = shapes[open.length];
    if (shape === undefined || !sameIds(shape.ids, object.ids))
      shapes[open.length] = shape = shapeOf(object.ids);
    const { order } = shape;
    const { values } = object;
    return new Attrs(shape.keys, order === null ? values : Array.from(order, (i) => values[i]!));
  };

  /** Reads the key and colon of an object's next member; `token` is the key. */
  const member = (object: OpenObject, token: Token | null): void => {
    if (token !== Token.String) throw lexer.error(token, Token.String, "object key");
    // Older versions let NUL stand in names, though not in strings.
    object.key = symbols.intern(settings.profile.nulErrors ? stringValue(lexer.text, settings) : lexer.text);
    const colon = lexer.next();
    if (colon !== Token.Colon) throw lexer.error(colon, Token.Colon, "object separator");
  };

  let token = lexer.next();
  for (;;) {
    if ((++steps & 0xfff) === 0) settings.poll();
    let value: Value;
    switch (token) {
      case Token.BeginArray: {
        token = lexer.next();
        if (token !== Token.EndArray) {
          open.push([]);
          continue;
        }
        value = [];
        break;
      }
      case Token.BeginObject: {
        token = lexer.next();
        if (token !== Token.EndObject) {
          const object = new OpenObject();
          member(object, token);
          open.push(object);
          token = lexer.next();
          continue;
        }
        value = Attrs.empty;
        break;
      }
      case Token.String:
        value = stringValue(lexer.text, settings);
        break;
      case Token.Number:
        value = numberValue(lexer.text, lexer.fractional, settings);
        break;
      case Token.Null:
        value = null;
        break;
      case Token.True:
        value = true;
        break;
      case Token.False:
        value = false;
        break;
      default:
        throw lexer.error(token, token === null ? null : Token.Value, "value");
    }
    // A value is complete: put it where it belongs, and close what it completes.
    for (;;) {
      const parent = open[open.length - 1];
      token = lexer.next();
      if (parent === undefined) {
        if (token !== Token.End) throw lexer.error(token, Token.End, "value");
        return value;
      }
      if (Array.isArray(parent)) {
        parent.push(value);
        if (token === Token.Comma) {
          token = lexer.next();
          break;
        }
        if (token !== Token.EndArray) throw lexer.error(token, Token.EndArray, "array");
        value = parent;
      } else {
        parent.set(value);
        if (token === Token.Comma) {
          member(parent, lexer.next());
          token = lexer.next();
          break;
        }
        if (token !== Token.EndObject) throw lexer.error(token, Token.EndObject, "object");
        value = close(parent);
      }
      open.pop();
    }
  }
}
