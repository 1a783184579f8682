/** What kind of ours an error message of Nix 2.8 stands for. */
import type { ErrorKind } from "../errors.ts";

const table: readonly (readonly [RegExp, ErrorKind])[] = [
  [
    /^syntax error|^invalid (integer|float) '|^path has a trailing slash|already defined at \(?.*|^duplicate formal/,
    "syntax",
  ],
  [/^dynamic attributes not allowed in/, "syntax"],
  [/^undefined variable/, "undefined-variable"],
  [/called without required argument/, "missing-argument"],
  [/called with unexpected argument/, "unexpected-argument"],
  [/^attribute '.*' (missing|required|in selection path)/, "missing-attribute"],
  [/^value is .* while .* was expected/, "type"],
  [/^cannot (coerce|compare|add|convert)|^attempt to call something which is not a function/, "type"],
  [/^'functionArgs' requires a function/, "type"],
  [/^(stack overflow|infinite recursion)/, "infinite-recursion"],
  [/^evaluation aborted/, "abort"],
  [/^division by zero/, "arithmetic"],
  [/^list index -?\d+ is out of bounds|^'tail' called on an empty list/, "index"],
  [/not allowed to refer to a store path|that refers to a store path cannot be appended/, "context"],
  [/^(opening|getting status of|reading|too many symbolic links)/, "io"],
  [
    /^\[json\.exception|^while parsing a TOML string|^invalid regular expression|^unknown hash algorithm/,
    "value",
  ],
  [/^negative start position|have different lengths|^cannot create list of size/, "value"],
];

/** The kind, or null where the table does not tell. Dynamic duplicates are told from static ones by the message. */
export function kindOfMessage(message: string, catchable: boolean): ErrorKind | null {
  if (catchable) {
    if (message.startsWith("assertion '")) return "assert";
    return message.includes("was not found in the Nix search path") ? "search-path" : "throw";
  }
  if (message.startsWith("dynamic attribute '")) return "duplicate-attribute";
  return table.find(([pattern]) => pattern.test(message))?.[1] ?? null;
}
