/**
 * Results of applying what a file holds to a constant (`import <nixpkgs> { }`), kept from one request to the next by
 * an evaluator that answers several. Nobody can tell: functions are pure, and the nth such application of a request
 * only ever gets the nth result of requests before, so that within a request each still has an identity of its own.
 */
import { Closure, type Value } from "./values/value.ts";

/** Results kept of one application, and of all: some programs make the same one a million times. */
const maxSame = 8;
const maxAll = 100;

export class Applications {
  private readonly kept = new Map<Closure, Map<string, Value[]>>();
  private all = 0;
  /** How many results of each list this request has got. */
  private readonly used = new Map<Value[], number>();

  /** What was got before may be got again. */
  beginRequest(): void {
    this.used.clear();
  }

  /** The next result kept of `fn` applied to the constant that `key` names; undefined when there is none. */
  next(fn: Closure, key: string): Value | undefined {
    const results = this.kept.get(fn)?.get(key);
    if (results === undefined) return undefined;
    const used = this.used.get(results) ?? 0;
    if (used < results.length) this.used.set(results, used + 1);
    return results[used];
  }

  /** Keeps a result that {@link next} did not have. */
  keep(fn: Closure, key: string, value: Value): void {
    if (this.all === maxAll) return;
    let byKey = this.kept.get(fn);
    if (byKey === undefined) this.kept.set(fn, (byKey = new Map<string, Value[]>()));
    let results = byKey.get(key);
    if (results === undefined) byKey.set(key, (results = []));
    if (results.length === maxSame) return;
    results.push(value);
    this.all++;
    this.used.set(results, results.length);
  }
}

/** Whether a function comes from a file: as long as it is the same function, so is what it gives. */
export function isFromFile(fn: Value): fn is Closure {
  return fn instanceof Closure && fn.lambda.unit.source.origin.type === "file";
}
