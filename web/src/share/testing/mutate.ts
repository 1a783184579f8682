/** Links as the world returns them, and as somebody with bad intentions writes them. */
import fc, { type Arbitrary } from "fast-check";
import { toBase64Url } from "../base64url.ts";
import { crc32 } from "../crc32.ts";
import { encodeLink } from "../link.ts";
import { deflate } from "../pack.ts";
import type { Shared, SharedMount } from "../types.ts";

const utf8 = new TextEncoder();

/** A link whose envelope is right, whatever is in it. */
export async function seal(content: string | Uint8Array<ArrayBuffer>): Promise<string> {
  const bytes = typeof content === "string" ? utf8.encode(content) : content;
  return sealPacked(await deflate(bytes));
}

/** A link whose checksum is right, though its data may be no deflate. */
export function sealPacked(packed: Uint8Array): string {
  const data = toBase64Url(packed);
  return `#n2.${data}.${crc32(utf8.encode(data))}`;
}

const badNames = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "then",
  "valueOf",
  "",
];

const digest = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => `blake3-${btoa(String.fromCharCode(...bytes))}`);

const mounts: Arbitrary<SharedMount[]> = fc.uniqueArray(
  fc.record(
    {
      name: fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._+-]{0,20}$/),
      root: digest,
      url: fc.webUrl({ withFragments: true }),
    },
    { requiredKeys: ["name", "root"] },
  ),
  { selector: ({ name }) => name, maxLength: 3 },
);

/** Almost mounts. */
const almostMounts = fc.oneof(
  fc.array(
    fc.record(
      {
        name: fc.oneof(fc.constantFrom("nixpkgs", "../x", ...badNames), fc.anything()),
        root: fc.oneof(digest, fc.string()),
        url: fc.oneof(
          fc.constantFrom("https://h/", "HTTP://h", "javascript:1", "//h", "https://a:b@h/"),
          fc.anything(),
        ),
      },
      { requiredKeys: [] },
    ),
    { maxLength: 3 },
  ),
  fc.anything(),
);

export const sharedArbitrary: Arbitrary<Shared> = fc
  .record({
    name: fc.stringMatching(/^[A-Za-zä😀][a-z ä😀-]{0,20}[a-z]$/u),
    files: fc
      .dictionary(
        fc.stringMatching(/^[a-z]{1,8}(\/[a-z]{1,6}){0,2}\.nix$/),
        fc.oneof(fc.string({ unit: "binary" }), fc.uint8Array({ maxLength: 300 })),
        { minKeys: 1, maxKeys: 5 },
      )
      .map((files) => ({ ...files })),
    openFrom: fc.nat(),
    mounts,
    settings: fc.record({
      profile: fc.constantFrom("2.36", "2.8"),
      pipeOperators: fc.boolean(),
      view: fc.constantFrom("tree", "nix", "json", "xml"),
      strict: fc.boolean(),
    }),
  })
  .map(({ name, files, openFrom, settings, mounts: named }) => {
    const paths = Object.keys(files);
    const open = paths.slice(openFrom % paths.length);
    const workspace = { name, files, open, active: open[0]! };
    return { workspace, settings, ...(named.length > 0 && { mounts: named }) };
  });

/** Damage done to the characters of a link. */
const textDamage: Arbitrary<(link: string) => string> = fc.oneof(
  damageAt((link, at, n) => link.slice(0, at) + flip(link.charCodeAt(at), n) + link.slice(at + 1)),
  damageAt((link, at) => link.slice(0, at)),
  damageAt((link, at) => link.slice(at)),
  damageAt((link, at, n) => link.slice(0, at) + link.slice(at + 1 + (n % 20))),
  damageAt((link, at, n) => link.slice(0, at + (n % 30)) + link.slice(at)),
  damageAt((link) => link + link),
  fc.tuple(fc.nat(), fc.string({ unit: "binary", maxLength: 12 })).map(
    ([at, text]) =>
      (link: string) =>
        insert(link, at, text),
  ),
  fc
    .tuple(
      fc.nat(),
      fc.constantFrom("%", "%2", "%00", "&#", "&lt;", "<script>", "\0", "\u2028", "n2.", "#n1.", "."),
    )
    .map(
      ([at, text]) =>
        (link: string) =>
          insert(link, at, text),
    ),
  fc.constant((link: string) => link.toLowerCase()),
);

/** JSON that is almost a workspace. */
const almostDocument: Arbitrary<string> = fc
  .record(
    {
      name: fc.anything(),
      files: fc.oneof(
        fc.dictionary(
          fc.oneof(
            fc.constantFrom(
              ...badNames,
              "../x",
              "/etc/passwd",
              "a//b",
              "a/../b",
              "a",
              "a/b",
              "main.nix",
              "x\0y",
            ),
            fc.string({ unit: "binary", maxLength: 12 }),
          ),
          fc.oneof(
            fc.string(),
            fc.record({ base64: fc.oneof(fc.string(), fc.constantFrom("AAAA", "A", "=")) }),
            fc.anything(),
          ),
          { maxKeys: 4 },
        ),
        fc.anything(),
      ),
      open: fc.oneof(fc.array(fc.constantFrom("main.nix", "a", ...badNames)), fc.anything()),
      active: fc.oneof(fc.constantFrom("main.nix", ...badNames), fc.anything()),
      settings: fc.oneof(
        fc.record({
          profile: fc.anything(),
          view: fc.constantFrom("tree", ...badNames),
          timeLimit: fc.nat(),
          strict: fc.anything(),
        }),
        fc.anything(),
      ),
      mounts: almostMounts,
    },
    { requiredKeys: [] },
  )
  .map((document) =>
    JSON.stringify(document, (_, value: unknown) => (typeof value === "bigint" ? 1 : value)),
  );

/** JSON that means to reach prototypes; `JSON.stringify` can't write all of it. */
const evilDocument: Arbitrary<string> = fc
  .tuple(fc.constantFrom(...badNames), fc.constantFrom(...badNames), fc.json())
  .map(
    ([a, b, json]) =>
      `{"${a}":{"${b}":${json},"polluted":true},"files":{"main.nix":"1","${a}":"x","${b}":${json}},"settings":{"${a}":{"polluted":true}},"open":["${a}"],"active":"${b}"}`,
  );

/** Links to try: damaged, forged, and senseless ones. */
export const anyLink: Arbitrary<Promise<string>> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .tuple(sharedArbitrary, fc.array(textDamage, { minLength: 1, maxLength: 3 }))
      .map(async ([shared, damages]) =>
        damages.reduce((link, damage) => damage(link), await encodeLink(shared)),
      ),
  },
  { weight: 3, arbitrary: almostDocument.map(seal) },
  { weight: 2, arbitrary: evilDocument.map(seal) },
  { weight: 1, arbitrary: fc.json().map(seal) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => seal(new Uint8Array(bytes))) },
  {
    weight: 1,
    arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Promise.resolve(sealPacked(bytes))),
  },
  {
    weight: 1,
    arbitrary: fc.string({ unit: "binary", maxLength: 60 }).map((text) => Promise.resolve(`#n2.${text}`)),
  },
);

function damageAt(
  damage: (link: string, at: number, n: number) => string,
): Arbitrary<(link: string) => string> {
  return fc.tuple(fc.nat(), fc.nat({ max: 255 })).map(
    ([at, n]) =>
      (link) =>
        link === "" ? "" : damage(link, at % link.length, n),
  );
}

function flip(code: number, n: number): string {
  return String.fromCharCode(code ^ (1 << (n % 8)));
}

function insert(link: string, at: number, text: string): string {
  const place = at % (link.length + 1);
  return link.slice(0, place) + text + link.slice(place);
}
