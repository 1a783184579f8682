/** Where a narinfo came from, as far as its name tells. */

/** The binary cache of a narinfo's URL; null for other names. */
export function cacheOf(name: string): string | null {
  if (!/^https?:\/\//.test(name) || !URL.canParse(name)) return null;
  const url = new URL(name);
  if (!url.pathname.endsWith(".narinfo")) return null;
  url.pathname = url.pathname.slice(0, url.pathname.lastIndexOf("/"));
  url.search = "";
  url.hash = "";
  return url.href.replace(/\/$/, "");
}

/** The caches to offer, that one first, none twice. */
export function cachesToAsk(name: string, settings: readonly { url: string }[]): string[] {
  const own = cacheOf(name);
  const urls = settings.map(({ url }) => url.replace(/\/$/, ""));
  return [...new Set(own === null ? urls : [own, ...urls])];
}
