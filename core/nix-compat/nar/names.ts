/** What NARs allow as names of directory entries and as targets of symbolic links. */

/** Longest name of an entry, in bytes. */
export const maxNameLength = 255;

/** Longest target of a symbolic link, in bytes. */
export const maxTargetLength = 4095;

/** Why a byte string can't be the name of an entry; null when it can. */
export function nameFault(name: string): string | null {
  if (name === "") return "empty entry name";
  if (name.length > maxNameLength) return `entry name of ${name.length} bytes, ${maxNameLength} are allowed`;
  if (name === "." || name === ".." || name.includes("/") || name.includes("\0")) {
    return `entry name ${quoted(name)} is not allowed`;
  }
  return null;
}

/** Why a byte string can't be the target of a symbolic link; null when it can. */
export function targetFault(target: string): string | null {
  if (target === "") return "empty link target";
  if (target.length > maxTargetLength) {
    return `link target of ${target.length} bytes, ${maxTargetLength} are allowed`;
  }
  return target.includes("\0") ? "link target with a zero byte" : null;
}

/** What is wrong with a name that doesn't come after the one before it. */
export function orderFault(name: string, previous: string): string {
  return name === previous
    ? `two entries named ${quoted(name)}`
    : `entry ${quoted(name)} after ${quoted(previous)}: names must ascend`;
}

/** A byte string for messages: quoted, control characters escaped, cut when it is long. */
export function quoted(text: string): string {
  const shown = text.length > 80 ? `${text.slice(0, 80)}...` : text;
  // oxlint-disable-next-line no-control-regex -- controls are what must be escaped
  return `'${shown.replace(/[\x00-\x1f\x7f]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, "0")}`)}'`;
}
