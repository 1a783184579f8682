/** `genericClosure`. */
import { NixError } from "../errors.ts";
import type { Machine } from "../machine.ts";
import type { Attrs } from "../values/attrs.ts";
import { Float, isInt, isString, Path, textOf, type List, type Slot, type Value } from "../values/value.ts";
import { define, type Definition } from "./define.ts";
import { incomparable, lessThan } from "./equality.ts";
import { call, force, type Steps } from "./primitives.ts";
import { forceAttrs, forceFunction, forceList, listOf } from "./types.ts";

type KeyKind = "number" | "string" | "path" | "list" | "other";

function kindOf(key: Value): KeyKind {
  if (isString(key)) return "string";
  if (isInt(key) || key instanceof Float) return "number";
  if (key instanceof Path) return "path";
  return Array.isArray(key) ? "list" : "other";
}

/** The keys met so far: all of one kind, told apart by `<`. */
class KeySet {
  private kind: KeyKind = "other";
  /** The first key, which others are compared with. */
  private first: Value | undefined;
  private readonly simple = new Set<string | number | bigint>();
  /** Keys that are lists, in order. */
  readonly lists: List[] = [];

  /**
   * Adds a key; whether it is new. Null for lists, whose place has to be found by comparing.
   * @throws NixError when the key can't be compared with those before it
   */
  add(m: Machine, key: Value): boolean | null {
    const kind = kindOf(key);
    if (this.first === undefined) {
      this.first = key;
      this.kind = kind;
    } else if (kind === "other" || kind !== this.kind) throw incomparable(m, key, this.first);
    if (kind === "list") return null;
    if (kind === "other") return true;
    const simple =
      key instanceof Float
        ? key.value
        : key instanceof Path
          ? key.path
          : isString(key)
            ? textOf(key)
            : (key as number | bigint);
    const before = this.simple.size;
    this.simple.add(simple);
    return this.simple.size > before;
  }
}

/** Adds a list to the sorted `lists` unless one that is neither less nor greater is there; whether it was added. */
function* addList(m: Machine, lists: List[], key: List): Steps<boolean> {
  let low = 0;
  let high = lists.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (yield* lessThan(m, key, lists[middle]!)) high = middle;
    else low = middle + 1;
  }
  if (low > 0 && !(yield* lessThan(m, lists[low - 1]!, key))) return false;
  lists.splice(low, 0, key);
  return true;
}

/** A required attribute of the argument. */
function required(set: Attrs, id: number, name: string): Slot {
  const slot = set.get(id);
  if (slot === undefined) throw new NixError("missing-attribute", `attribute '${name}' missing`);
  return slot;
}

function* genericClosure(m: Machine, attrset: Slot): Steps<Value> {
  const set = yield* forceAttrs(m, attrset);
  const start = yield* forceList(m, required(set, m.known.startSet, "startSet"));
  if (start.length === 0 && !m.profile.closureNeedsOperator) return start;
  const operator = yield* forceFunction(m, required(set, m.known.operator, "operator"));
  const keys = new KeySet();
  const queue = start.slice();
  const result: List = [];
  for (let next = 0; next < queue.length; next++) {
    if (--m.ticks < 0) m.poll();
    const slot = queue[next]!;
    // What was looked at needn't be kept.
    queue[next] = null;
    const element = yield* forceAttrs(m, slot);
    const key = yield* force(m, required(element, m.known.key, "key"));
    const added = keys.add(m, key) ?? (yield* addList(m, keys.lists, key as List));
    if (!added) continue;
    result.push(slot);
    const more = listOf(m, yield* call(m, operator, slot));
    for (let i = 0; i < more.length; i++) {
      yield* force(m, more[i]!);
      queue.push(more[i]!);
    }
    m.allocate(16 + more.length * 8);
  }
  return result;
}

export const closureBuiltins: readonly Definition[] = [define("genericClosure", ["attrset"], genericClosure)];
