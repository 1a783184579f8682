/** `mounts.json` beside the page: trees that whoever hosts it offers to all visitors. See docs/hosting.md. */

/** A published tree that the site offers. */
export interface SiteMount {
  /** `nixpkgs` for `<nixpkgs>`. */
  name: string;
  /** Absolute, with a slash at its end. */
  url: string;
}

/** Names that can stand in a search path and in a path, as in the store. */
const mountName = /^[A-Za-z0-9_][A-Za-z0-9._+-]{0,63}$/;
const mostMounts = 16;

/**
 * Reads the file's text.
 * @param base - the page's URL, which the addresses in the file are relative to
 * @throws Error what is wrong with it, in a sentence
 */
export function parseSiteMounts(text: string, base: string): SiteMount[] {
  const fail = (what: string): never => {
    throw new Error(`The mounts.json of this site is not as it must be: ${what}.`);
  };
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
  if (!Array.isArray(list)) return fail("it is no list");
  if (list.length > mostMounts) fail(`it has more than ${mostMounts} entries`);
  const names = new Set<string>();
  return list.map((entry: unknown, i) => {
    const { name, url } = (typeof entry === "object" && entry !== null ? entry : {}) as Partial<
      Record<keyof SiteMount, unknown>
    >;
    const which = `entry ${i + 1}`;
    if (typeof name !== "string" || !mountName.test(name))
      return fail(`${which} has no name that can be one`);
    if (names.has(name)) fail(`two entries are named ${name}`);
    names.add(name);
    const address = typeof url === "string" && URL.canParse(url, base) ? new URL(url, base) : null;
    if (address === null || !/^https?:$/.test(address.protocol)) return fail(`${which} has no URL`);
    if (!address.pathname.endsWith("/")) address.pathname += "/";
    return { name, url: address.href };
  });
}
