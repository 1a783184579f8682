import { describe, expect, it } from "vitest";
import { cleanLink, fragmentOf, restoreFragment } from "./clean.ts";
import { decodeLink, encodeLink } from "./link.ts";
import { unsaidSettings, type Shared } from "./types.ts";

const shared: Shared = {
  workspace: {
    name: "Grüße 😀",
    files: { "main.nix": 'import ./lib.nix "a"', "lib.nix": 'x: "${x} <b>&amp;</b> \u2028"' },
    open: ["main.nix", "lib.nix"],
    active: "lib.nix",
  },
  settings: { ...unsaidSettings, view: "json" },
};
const link = await encodeLink(shared);

const escapeAll = (text: string): string =>
  text.replace(/[^A-Za-z0-9]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`);
const wrap = (text: string, end: string): string => text.match(/.{1,60}/g)!.join(end);

/** What tools were seen to do, or may do. */
const treatments: [name: string, treat: (link: string) => string][] = [
  ...[
    ".",
    ",",
    ")",
    ">",
    '"',
    "'",
    "!",
    "?",
    ";",
    ":",
    "]",
    "}",
    "*",
    "**",
    "_",
    "~",
    "…",
    "”",
    "»",
    "`",
  ].map((end): [string, (link: string) => string] => [`is followed by ${end}`, (it) => it + end]),
  ["is followed by words", (it) => `${it}. See what I mean?`],
  ["is followed by hex", (it) => `${it} deadbeef`],
  ["has a parameter added", (it) => `${it}&utm_source=chat&x=%20`],
  ["is an autolink of Markdown", (it) => `${it}>) and`],
  ["is percent-encoded", (it) => `#${escapeAll(it.slice(1))}`],
  [
    "is percent-encoded in lower case",
    (it) => `#${escapeAll(it.slice(1)).replace(/%../g, (c) => c.toLowerCase())}`,
  ],
  ["is percent-encoded twice", (it) => `#${encodeURIComponent(escapeAll(it.slice(1)))}`],
  ["has its # encoded", (it) => `#${encodeURIComponent(it)}`],
  ["has its # encoded in HTML", (it) => `#&#35;${it.slice(1)}`],
  ["is HTML-escaped", (it) => it.replaceAll(".", "&#46;").replaceAll("_", "&#x5f;").replaceAll("-", "&#45;")],
  ["is HTML-escaped with names", (it) => it.replaceAll(".", "&period;").replaceAll("_", "&lowbar;")],
  ["is HTML-escaped twice", (it) => it.replaceAll(".", "&amp;#46;")],
  ["is wrapped", (it) => wrap(it, "\n")],
  ["is wrapped by Windows", (it) => wrap(it, "\r\n")],
  ["is wrapped and indented", (it) => wrap(it, "\n    ")],
  ["is wrapped and pasted", (it) => wrap(it, "%20")],
  ["is wrapped and escaped", (it) => wrap(it, "%0A")],
  ["is quoted in a mail", (it) => wrap(it, "\n> > ")],
  ["is quoted-printable", (it) => wrap(it.replaceAll(".", "=2E"), "=\r\n")],
  ["has invisible characters", (it) => wrap(it, "\u200b\u00ad")],
  ["has a byte order mark", (it) => `\ufeff${it}`],
  ["has its _ kept from Markdown", (it) => it.replaceAll("_", "\\_").replaceAll("-", "\\-")],
  ["has smart dashes", (it) => it.replaceAll("--", "—").replaceAll("-", "‑")],
  ["has spaces around", (it) => `  ${it}  `],
  ["has no #", (it) => it.slice(1)],
  ["has two #", (it) => `#${it}`],
];

describe("a link", () => {
  it.each(treatments)("opens when it %s", async (_, treat) => {
    expect(await decodeLink(treat(link))).toEqual(shared);
  });

  it("is left alone when nothing happened to it", () => {
    expect(cleanLink(link)).toBe(link.slice(1));
  });
});

describe("the fragment of an address", () => {
  const of = (address: string): string => fragmentOf(new URL(address));

  it("is found where a tool escaped its #", () => {
    const fragment = link;
    expect(of(`https://host/play/${fragment}`)).toBe(fragment);
    for (const hash of ["%23", "%2523"]) {
      expect(of(`https://host/play/${hash}${fragment.slice(1)}`)).toBe(fragment);
      expect(of(`https://host/play/?embed${hash}${fragment.slice(1)}`)).toBe(fragment);
    }
    expect(of("https://host/?embed")).toBe("");
    expect(of("https://host/n2.x")).toBe("");
    expect(of("https://host/#")).toBe("");
  });

  it("goes back to where it belongs", () => {
    const shown: unknown[] = [];
    const history = { replaceState: (_: unknown, __: string, url?: unknown) => void shown.push(url) };
    expect(restoreFragment(new URL(`https://host/play/?a=1%23${link.slice(1)}`), history)).toBe(link);
    restoreFragment(new URL(`https://host/play/${link}`), history);
    restoreFragment(new URL("https://host/play/"), history);
    expect(shown).toEqual([`/play/?a=1${link}`]);
  });
});
