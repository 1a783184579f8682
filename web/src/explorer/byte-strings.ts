/** Byte strings (one character for each byte) and texts for people. */

/** The UTF-8 of a text. */
export function toByteString(text: string): string {
  let out = "";
  for (const byte of new TextEncoder().encode(text)) out += String.fromCharCode(byte);
  return out;
}

/** For people: bytes that are no UTF-8 as `\xNN`. */
export function fromByteString(raw: string): string {
  const bytes = Uint8Array.from(raw, (c) => c.charCodeAt(0));
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return raw.replace(/[\x80-\xff]/g, (c) => `\\x${c.charCodeAt(0).toString(16)}`);
  }
}

/** The components of a path; none for the root. */
export function componentsOf(raw: string): string[] {
  return raw === "" ? [] : raw.split("/");
}

/** The path of what holds it; "" for what is at the top. */
export function parentOf(raw: string): string {
  return raw.slice(0, Math.max(0, raw.lastIndexOf("/")));
}

/** A path below another; "" for the root. */
export function joined(raw: string, name: string): string {
  return raw === "" ? name : `${raw}/${name}`;
}

/**
 * Where a symbolic link leads.
 * @param raw - the link's own path
 * @param target - for people, as links have it
 * @returns a path below the same root; a store path and what is below it; null where it leads elsewhere
 */
export function followLink(
  raw: string,
  target: string,
): { type: "inside"; raw: string } | { type: "store"; path: string; raw: string } | null {
  const stored = /^(\/nix\/store\/[0-9a-df-np-sv-z]{32}-[A-Za-z0-9+\-._?=]+)(?:\/(.*))?$/.exec(target);
  if (stored !== null) {
    const below = resolve([], toByteString(stored[2] ?? ""));
    return below === null ? null : { type: "store", path: stored[1]!, raw: below };
  }
  if (target.startsWith("/")) return null;
  const inside = resolve(componentsOf(parentOf(raw)), toByteString(target));
  return inside === null ? null : { type: "inside", raw: inside };
}

/** Null where it leads above the root. */
function resolve(from: readonly string[], target: string): string | null {
  const parts = [...from];
  for (const part of target.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return null;
  }
  return parts.join("/");
}
