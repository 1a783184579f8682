/** Version strings as Nix takes them apart and orders them, and derivation names (reference 1.6). Byte strings. */

const dot = 46;
const dash = 45;

function isDigit(c: number): boolean {
  return c >= 48 && c <= 57;
}

/** End of the component that starts at `i` (which is no separator): a run of digits, or of neither digits nor separators. */
function componentEnd(version: string, i: number): number {
  const digits = isDigit(version.charCodeAt(i));
  let end = i + 1;
  while (end < version.length) {
    const c = version.charCodeAt(end);
    if (c === dot || c === dash || isDigit(c) !== digits) break;
    end++;
  }
  return end;
}

function skipSeparators(version: string, i: number): number {
  while (i < version.length && (version.charCodeAt(i) === dot || version.charCodeAt(i) === dash)) i++;
  return i;
}

/** The components of a version: `1.2pre3` → `1`, `2`, `pre`, `3`. Separators are dots and dashes. */
export function splitVersion(version: string): string[] {
  const components: string[] = [];
  for (let i = skipSeparators(version, 0); i < version.length; i = skipSeparators(version, i)) {
    const end = componentEnd(version, i);
    components.push(version.slice(i, end));
    i = end;
  }
  return components;
}

/** The component as a 32-bit int; null when it is none. Larger numbers count as text, as in Nix. */
function asNumber(component: string): number | null {
  if (component === "" || !isDigit(component.charCodeAt(0))) return null;
  const n = Number(component);
  return n <= 0x7fffffff ? n : null;
}

/** Whether component `a` sorts before `b`. No strict order: two texts and a number can form a circle. */
function componentLess(a: string, b: string): boolean {
  const x = asNumber(a);
  const y = asNumber(b);
  if (x !== null && y !== null) return x < y;
  if (a === "" && y !== null) return true;
  if (a === "pre" && b !== "pre") return true;
  if (b === "pre") return false;
  if (y !== null) return true;
  if (x !== null) return false;
  return a < b;
}

/** -1, 0 or 1 as version `a` is older than, as old as, or newer than `b`. */
export function compareVersions(a: string, b: string): -1 | 0 | 1 {
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    i = skipSeparators(a, i);
    j = skipSeparators(b, j);
    const iEnd = i < a.length ? componentEnd(a, i) : i;
    const jEnd = j < b.length ? componentEnd(b, j) : j;
    const x = a.slice(i, iEnd);
    const y = b.slice(j, jEnd);
    if (componentLess(x, y)) return -1;
    if (componentLess(y, x)) return 1;
    i = iEnd;
    j = jEnd;
  }
  return 0;
}

/**
 * Splits `hello-2.12` into name and version: at the first dash that no ASCII letter follows. A dash that
 * ends the name splits nothing.
 */
export function parseDrvName(text: string): { name: string; version: string } {
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) !== dash || i + 1 >= text.length) continue;
    const c = text.charCodeAt(i + 1) | 32;
    if (c < 97 || c > 122) return { name: text.slice(0, i), version: text.slice(i + 1) };
  }
  return { name: text, version: "" };
}
