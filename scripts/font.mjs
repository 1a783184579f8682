// node scripts/font.mjs: makes web/src/styles/fonts/jetbrains-mono.woff2, the part of JetBrains Mono that the first
// visit needs: Latin without ligatures, which the page turns off. Run it when @fontsource/jetbrains-mono changes.
import { readFile, writeFile } from "node:fs/promises";
import subsetFont from "subset-font";
import { path } from "./lib/paths.mjs";

const source = "node_modules/@fontsource/jetbrains-mono/files/jetbrains-mono-latin-400-normal.woff2";
const target = "web/src/styles/fonts/jetbrains-mono.woff2";

/** ASCII, Latin-1 and the signs of text: dashes, quotes, ellipsis, arrows. */
const ranges = [
  [0x20, 0x7e],
  [0xa0, 0xff],
  [0x2010, 0x2027],
  [0x2030, 0x203a],
  [0x20ac, 0x20ac],
  [0x2122, 0x2122],
  [0x2190, 0x2193],
  [0x2212, 0x2212],
];
const text = ranges.flatMap(([from, to]) =>
  Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i)),
);

const whole = await readFile(path(source));
const part = await subsetFont(whole, text.join(""), { targetFormat: "woff2", noLayoutClosure: true });
await writeFile(path(target), part);
console.log(`${target}: ${part.length} of ${whole.length} bytes`);
