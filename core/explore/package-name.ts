/** Names and versions of packages. */

/** A store path's name taken apart as `builtins.parseDrvName` does: before the first dash that no letter follows. */
export function packageName(name: string): { name: string; version: string } {
  const dash = /-[^A-Za-z]/.exec(name)?.index;
  return dash === undefined
    ? { name, version: "" }
    : { name: name.slice(0, dash), version: name.slice(dash + 1) };
}
