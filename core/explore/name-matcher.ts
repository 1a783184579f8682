/** Whether names in trees are meant by what somebody typed. */
import { readableText } from "./readable-text.ts";

/**
 * @param pattern - part of a name, of a path where it has slashes; with `*` or `?` a glob of the whole; empty for all
 * @returns tells for a name and its path, byte strings
 */
export function nameMatcher(
  pattern: string,
  caseSensitive: boolean,
): (name: string, path: string) => boolean {
  if (pattern === "") return () => true;
  const ofPath = pattern.includes("/");
  const fold = (text: string): string => (caseSensitive ? text : text.toLowerCase());
  const wanted = fold(pattern);
  const glob = /[*?]/.test(pattern) ? [...wanted] : null;
  return (name, path) => {
    const text = fold(readableText(ofPath ? path : name));
    return glob === null ? text.includes(wanted) : matchesGlob(glob, [...text]);
  };
}

/**
 * `*` is anything, `?` one character, all else itself. Goes back to the last star only, which is enough: so it takes no
 * longer than pattern times text.
 */
function matchesGlob(glob: readonly string[], text: readonly string[]): boolean {
  let at = 0;
  let star = -1;
  let starAt = 0;
  let i = 0;
  while (i < text.length) {
    if (glob[at] === "*") {
      star = at++;
      starAt = i;
    } else if (at < glob.length && (glob[at] === "?" || glob[at] === text[i])) {
      at++;
      i++;
    } else if (star >= 0) {
      at = star + 1;
      i = ++starAt;
    } else return false;
  }
  while (glob[at] === "*") at++;
  return at === glob.length;
}
