/** What path literals stand for. */

/**
 * The absolute, lexically normalised path of a literal: relative ones start at `base`, those with `~` at `home`.
 */
export function canonPath(text: string, base: string, home: string): string {
  const full = text.startsWith("/") ? text : text.startsWith("~") ? home + text.slice(1) : `${base}/${text}`;
  const kept: string[] = [];
  for (const part of full.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === "..") kept.pop();
    else kept.push(part);
  }
  return "/" + kept.join("/");
}
