/**
 * Undoes what chat tools, mail programs and word processors do to a link. All of it is safe: what results is
 * opened only if the link's checksum says that it is what was sent.
 */

/** Names of characters in HTML that links hold, or that get into them. */
const named: Record<string, string> = {
  amp: "&",
  period: ".",
  lowbar: "_",
  num: "#",
  percnt: "%",
  gt: ">",
  lt: "<",
  quot: '"',
  nbsp: " ",
  shy: "",
};

/** Escapes within escapes: a tool escapes what another escaped. */
const maxRounds = 3;

/** The text of a link's fragment as it was made, as far as that can be known; may end in what followed the link. */
export function cleanLink(text: string): string {
  let clean = text;
  for (let round = 0; round < maxRounds; round++) {
    const before = clean;
    clean = unescapeHtml(unescapePercent(clean));
    if (clean === before) break;
  }
  return (
    clean
      // Quoted-printable: a soft line break, or an escaped character of ours.
      .replace(/=\r?\n/g, "")
      .replace(/=(2E|2D|5F|3D)/g, (_, hex: string) => charOf(hex, 16))
      // Line breaks, with the marks of a quoted mail, and other white or invisible characters.
      .replace(/[\r\n]+[>|\s]*/g, "")
      .replace(/[\s\u00ad\u200b-\u200f\u2028\u2029\u2060\ufeff]/g, "")
      // Backslashes that keep Markdown from reading `_` and `-`.
      .replaceAll("\\", "")
      // "Smart" dashes.
      .replace(/[\u2010-\u2012\u2212]/g, "-")
      .replace(/[\u2013-\u2015]/g, "--")
      .replace(/^#+/, "")
  );
}

/** A link whose `#` was escaped, in a path or a query. */
const escapedLink = /(?:#|%(?:25)*23|&num;|&#35;)(n\d+(?:\.|%2e)[^]*)$/i;

/**
 * The fragment that an address carries, with its `#`; "" where there is none. A tool that escapes the `#` as well
 * makes it part of the query or the path.
 */
export function fragmentOf(address: Pick<Location, "hash" | "search" | "pathname">): string {
  if (address.hash.length > 1) return address.hash;
  const escaped = escapedLink.exec(address.pathname + address.search);
  return escaped === null ? "" : `#${escaped[1]}`;
}

/** A query or a path without the link that became part of it as its `#` was escaped. */
export function withoutLink(text: string): string {
  return text.replace(escapedLink, "");
}

/** The same as {@link fragmentOf}, and puts a fragment that was escaped back where it belongs in the address bar. */
export function restoreFragment(
  address: Pick<Location, "hash" | "search" | "pathname">,
  history: Pick<History, "replaceState">,
): string {
  const fragment = fragmentOf(address);
  if (fragment !== "" && address.hash.length <= 1) {
    history.replaceState(null, "", withoutLink(address.pathname + address.search) + fragment);
  }
  return fragment;
}

function unescapePercent(text: string): string {
  return text.replace(/%([0-7][0-9a-f])/gi, (_, hex: string) => charOf(hex, 16));
}

function unescapeHtml(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-f]{1,4})|#(\d{1,5})|([a-z]{2,6}));?/gi,
    (whole, hex?: string, decimal?: string, name?: string) => {
      if (hex !== undefined) return charOf(hex, 16);
      if (decimal !== undefined) return charOf(decimal, 10);
      return Object.hasOwn(named, name!) ? named[name!]! : whole;
    },
  );
}

function charOf(digits: string, base: number): string {
  return String.fromCharCode(Number.parseInt(digits, base));
}
