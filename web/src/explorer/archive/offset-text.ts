/** Offsets as people type them. */

/** Reads `4096`, `4,096`, `0x1000`, `1000h` or `4 KiB`; null for anything else. */
export function parseOffset(text: string): number | null {
  const bare = text
    .trim()
    .toLowerCase()
    .replace(/[,_\s]/g, "");
  const hex = /^(?:0x([0-9a-f]+)|([0-9a-f]+)h)$/.exec(bare);
  if (hex !== null) return safe(parseInt(hex[1] ?? hex[2]!, 16));
  const units: Record<string, number> = { "": 1, b: 1, kib: 2 ** 10, mib: 2 ** 20, gib: 2 ** 30 };
  const match = /^(\d+(?:\.\d+)?)(b|kib|mib|gib|)$/.exec(bare);
  if (match === null) return null;
  return safe(Math.floor(Number(match[1]) * units[match[2]!]!));
}

function safe(offset: number): number | null {
  return Number.isSafeInteger(offset) ? offset : null;
}
