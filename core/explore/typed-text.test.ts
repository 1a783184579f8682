import fc from "fast-check";
import { expect, test } from "vitest";
import { CastoreError, digestOf, emptyDigest, formatDigest, type Node } from "../castore/index.ts";
import { nodeRef, parseNodeRef } from "./node-ref.ts";
import { readTyped, TypedTextError } from "./typed-text.ts";

const hash = "0123456789abcdfghijklmnpqrsvwxyz";
const path = `/nix/store/${hash}-hello-1.0`;
const node: Node = { kind: "directory", digest: digestOf(new Uint8Array(3)), size: 4 };
const file: Node = { kind: "file", digest: digestOf(new Uint8Array(4)), size: 4, executable: true };

test.each([
  [path, { type: "path", path, cache: null }],
  [` "${path}/bin/hello"; `, { type: "path", path, cache: null }],
  [`${hash}-hello-1.0`, { type: "path", path, cache: null }],
  [hash, { type: "hash", hash, cache: null }],
  [`https://cache.example/a ${path}`, { type: "path", path, cache: "https://cache.example/a" }],
  [`${path} https://cache.example/`, { type: "path", path, cache: "https://cache.example/" }],
  [`https://cache.example/a${path}/bin`, { type: "path", path, cache: "https://cache.example/a" }],
  [`https://cache.example/${hash}`, { type: "hash", hash, cache: "https://cache.example" }],
  [`https://cache.example/${hash}.narinfo`, { type: "url", url: `https://cache.example/${hash}.narinfo` }],
  [`https://cache.example/nar/x.nar.xz`, { type: "url", url: "https://cache.example/nar/x.nar.xz" }],
  [`${path}\n${path}-b\n${path}`, { type: "paths", paths: [path, `${path}-b`] }],
  [formatDigest(emptyDigest), { type: "digest", digest: emptyDigest }],
  [emptyDigest.toUpperCase(), { type: "digest", digest: emptyDigest }],
  [nodeRef(node), { type: "node", node, url: null }],
  [nodeRef(file), { type: "node", node: file, url: null }],
  [
    `http://localhost:9000/nar/snix-castore/${nodeRef(node)}?narsize=7`,
    { type: "node", node, url: `http://localhost:9000/nar/snix-castore/${nodeRef(node)}?narsize=7` },
  ],
  ["  Derive([],[])\n", { type: "content", text: "Derive([],[])" }],
  [`StorePath: ${path}\nURL: x`, { type: "content", text: `StorePath: ${path}\nURL: x\n` }],
])("%s", (text, expected) => expect(readTyped(text)).toEqual(expected));

test.each([
  ["", "there is nothing to open"],
  ["hello", "is nothing that can be opened"],
  [`${path} hello`, "'hello' is no store path"],
  ["/nix/store/hello", "is no store path"],
  ["http://", "is no URL"],
])("%j can't be opened", (text, reason) => {
  expect(() => readTyped(text)).toThrow(TypedTextError);
  expect(() => readTyped(text)).toThrow(reason);
});

test("any text is understood or refused in words", () => {
  const any = fc.oneof(fc.string(), fc.webUrl(), fc.stringMatching(/^[A-Za-z0-9_-]{4,90}$/));
  fc.assert(
    fc.property(any, (text) => {
      try {
        readTyped(text);
      } catch (error) {
        expect(error).toBeInstanceOf(TypedTextError);
      }
    }),
    { numRuns: 300 },
  );
});

test("nodes have one spelling", () => {
  for (const each of [node, file, { kind: "symlink", target: "\xff/x" } as const]) {
    expect(parseNodeRef(nodeRef(each))).toEqual(each);
  }
  const last = nodeRef({ kind: "symlink", target: "abc" });
  for (const bad of [
    "",
    "!",
    `${last}=`,
    `${last.slice(0, -1)}${last.endsWith("j") ? "k" : "j"}`,
    "A".repeat(7000),
    last.slice(0, -1),
  ]) {
    expect(() => parseNodeRef(bad)).toThrow(CastoreError);
  }
});
