/** What outlives a reload, in localStorage; where that is forbidden, nothing does. */

const prefix = "tvix-playground.";

export function recall(name: string): string | null {
  try {
    return localStorage.getItem(prefix + name);
  } catch {
    return null;
  }
}

export function remember(name: string, value: string): void {
  try {
    localStorage.setItem(prefix + name, value);
  } catch {
    // Full or forbidden: the page works without.
  }
}
