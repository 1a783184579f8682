/** Builtins on version strings and derivation names. */
import { Attrs } from "../values/attrs.ts";
import { compareVersions, parseDrvName, splitVersion } from "../versions.ts";
import { forceStringNoContext } from "./coerce.ts";
import { define, type Definition } from "./define.ts";

export const versionBuiltins: readonly Definition[] = [
  define(
    "compareVersions",
    ["a", "b"],
    `Compares two versions: -1, 0 or 1 as *a* is older than, equal to, or newer than *b*.

Versions are compared component by component (see \`splitVersion\`): numbers by value, text bytewise. A
missing component is older than a number and \`pre\` is older than anything, so
\`1.0pre1\` < \`1.0\` < \`1.0.1\`.`,
    function* (m, a, b) {
      const left = yield* forceStringNoContext(m, a);
      const right = yield* forceStringNoContext(m, b);
      return compareVersions(left, right);
    },
  ),
  define(
    "splitVersion",
    ["version"],
    `The components of a version, as \`compareVersions\` sees them: runs of digits and runs of other
characters, with dots and dashes only separating.

\`splitVersion "1.2pre3"\` is \`[ "1" "2" "pre" "3" ]\`.`,
    function* (m, version) {
      return splitVersion(yield* forceStringNoContext(m, version));
    },
  ),
  define(
    "parseDrvName",
    ["name"],
    `Splits a package name into \`{ name, version }\` at the first dash that no letter follows.

\`parseDrvName "nix-0.12pre1"\` is \`{ name = "nix"; version = "0.12pre1"; }\`.`,
    function* (m, name) {
      const parsed = parseDrvName(yield* forceStringNoContext(m, name));
      return Attrs.from([m.known.name, m.symbols.intern("version")], [parsed.name, parsed.version]);
    },
  ),
];
