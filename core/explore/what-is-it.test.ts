import fc from "fast-check";
import { expect, test } from "vitest";
import { toBytes } from "../nix-compat/index.ts";
import { fileKind } from "./what-is-it.ts";

const narMagic = "\x0d\0\0\0\0\0\0\0nix-archive-1\0\0\0";
const path = `/nix/store/${"0".repeat(32)}-x`;

test.each([
  [narMagic, "nar"],
  [narMagic.slice(0, -1), "file"],
  [`\x01${"\0".repeat(7)}${narMagic}`, "export"],
  ["\0".repeat(8), "export"],
  ["\0".repeat(9), "file"],
  ["PK\x03\x04", "zip"],
  ["\0".repeat(1024), "tar"],
  ['Derive([("out",', "derivation"],
  [`StorePath: ${path}\nURL: nar/x\n`, "narinfo"],
  [`URL: nar/x\nNarHash: sha256:x\n`, "narinfo"],
  ["URL: https://example.com\nof something else\n", "file"],
  ['{"version":1,"root":{"type":"directory"', "listing"],
  ['{ "version": 1,\n "root": {', "listing"],
  ['{"root":{"entries":{', "listing"],
  ['{"version":1,"name":"x"}', "file"],
  [path, "paths"],
  [`${path}\n${path}-y\r\n/nix/sto`, "paths"],
  [`${path}\nand more\n\n`, "file"],
  ["\x7fELF\x02", "elf"],
  ["", "file"],
  ["hello", "file"],
])("%j is %s", (head, kind) => expect(fileKind(toBytes(head))).toBe(kind));

test("anything is something", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 1024 }), (head) => void fileKind(head)));
});
