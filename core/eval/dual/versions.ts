/** Builtins on version strings and derivation names. */
import { Attrs } from "../values/attrs.ts";
import { compareVersions, parseDrvName, splitVersion } from "../versions.ts";
import { forceStringNoContext } from "./coerce.ts";
import { define, type Definition } from "./define.ts";

export const versionBuiltins: readonly Definition[] = [
  define("compareVersions", ["a", "b"], function* (m, a, b) {
    const left = yield* forceStringNoContext(m, a);
    const right = yield* forceStringNoContext(m, b);
    return compareVersions(left, right);
  }),
  define("splitVersion", ["version"], function* (m, version) {
    return splitVersion(yield* forceStringNoContext(m, version));
  }),
  define("parseDrvName", ["name"], function* (m, name) {
    const parsed = parseDrvName(yield* forceStringNoContext(m, name));
    return Attrs.from([m.known.name, m.symbols.intern("version")], [parsed.name, parsed.version]);
  }),
];
