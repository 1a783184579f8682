/** Numbers as the page shows them: one way each. */

const whole = new Intl.NumberFormat("en");

/** A count, with thousands separated. */
export function formatCount(count: number): string {
  return whole.format(count);
}

/** A duration: `0.4 ms`, `12 ms`, `3.4 s`. */
export function formatTime(ms: number): string {
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return `${(ms / 1000).toFixed(1)} s`;
}

/** A size in binary units: `512 B`, `1.5 KiB`, `20 MiB`. */
export function formatSize(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB"];
  let size = bytes;
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit++;
  }
  return `${unit === 0 || size >= 10 ? Math.round(size) : size.toFixed(1)} ${units[unit]}`;
}

/** `1 call`, `2 calls`. */
export function formatNumberOf(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
