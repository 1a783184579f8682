import "fake-indexeddb/auto";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { hashBytes, makeFixedOutputPath } from "../../core/nix-compat/index.ts";
import { tarOf, TestBrowser } from "../store/testing.ts";
import { gzipped } from "./compressed.testing.ts";
import { Explorer } from "./explorer.ts";
import { exportOf, narOf, opening, valueOf } from "./explorer.testing.ts";

let browser: TestBrowser;
let explorer: Explorer;
let seeds: Uint8Array[];

beforeAll(async () => {
  browser = new TestBrowser();
  explorer = new Explorer(browser.open());
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  const nar = await narOf({ "a*": "text", dir: { link: { link: "../a" } } });
  const path = makeFixedOutputPath("x", {
    recursive: true,
    algorithm: "sha256",
    digest: hashBytes("sha256", nar),
  });
  seeds = [
    nar,
    gzipped(nar),
    exportOf([{ path, nar, references: [path] }]),
    new Uint8Array(await tarOf({ "top/a": "1" }).arrayBuffer()),
    bytes(
      `Derive([("out","${path}","","")],[("${path}.drv",["out"])],["${path}"],"s","/b",["-c"],[("name","x"),("out","${path}")])`,
    ),
    bytes(
      `StorePath: ${path}\nURL: nar/x\nCompression: none\nNarHash: sha256:${"0".repeat(52)}\nNarSize: 120\nReferences: \nSig: a:${"A".repeat(86)}==\n`,
    ),
    bytes(
      '{"version":1,"root":{"type":"directory","entries":{"a":{"type":"regular","size":3,"narOffset":96}}}}',
    ),
    bytes(`${path}\n${path}-b\n`),
    bytes("PK\x05\x06".padEnd(22, "\0")),
  ];
});
afterAll(() => browser.close());

/** A file that was one of the seeds. */
const damaged = fc.record({
  seed: fc.nat(8),
  changes: fc.array(fc.record({ at: fc.nat(5000), value: fc.integer({ min: 0, max: 255 }) }), {
    maxLength: 5,
  }),
  size: fc.oneof(
    { weight: 3, arbitrary: fc.constant(1) },
    { weight: 1, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) },
  ),
  twice: fc.boolean(),
});

it("damaged files are refused in words, or are other files", async () => {
  await fc.assert(
    fc.asyncProperty(damaged, async ({ seed, changes, size, twice }) => {
      const whole = seeds[seed]!.slice();
      for (const { at, value } of changes) whole[at % whole.length] = value;
      const cut = whole.slice(0, Math.floor(whole.length * size));
      const bytes = twice ? gzipped(cut) : cut;
      const answer = await opening(explorer, {
        type: "file",
        file: new Blob([new Uint8Array(bytes)]),
        name: "damaged",
      });
      if (answer.type === "failed") {
        expect(answer.failure.kind, answer.failure.message).toBe("invalid");
        return;
      }
      const { subject, origin } = valueOf(answer);
      expect(origin.size).toBe(bytes.length);
      if (subject.type === "paths") return;
      const root = valueOf(await explorer.root(subject));
      valueOf(await explorer.narLayout(root.node, 0, 100));
      if (root.kind === "file") valueOf(await explorer.elf(root.node));
    }),
    { numRuns: 400 },
  );
}, 60_000);

it("nothing the page may ask brings anything but an answer", async () => {
  const odd = fc.oneof(
    fc.string(),
    fc.constantFrom("", "/nix/store", "/nix/store/x", `/nix/store/${"0".repeat(32)}-x.drv`, "a/../b", "/"),
  );
  const number = fc.oneof(fc.integer(), fc.double());
  const [node, file] = (await Promise.all(
    [seeds[0]!, new Uint8Array(3)].map(async (bytes) => {
      const answer = await opening(explorer, {
        type: "file",
        file: new Blob([new Uint8Array(bytes)]),
        name: "x",
      });
      return valueOf(await explorer.root(valueOf(answer).subject)).node;
    }),
  )) as [string, string];
  await fc.assert(
    fc.asyncProperty(odd, number, number, async (text, from, count) => {
      for (const answer of [
        explorer.root({ type: "path", path: text, from: null }),
        explorer.root({ type: "node", node: text, name: text }),
        explorer.forget({ type: "paths", paths: [text], name: text }),
        explorer.children(text, from, count),
        explorer.at(text, text),
        explorer.read(text, from, count),
        explorer.narLayout(text, from, count),
        explorer.pathInfo(text),
        explorer.paths(from, count, text),
        explorer.derivation(text),
        explorer.addDerivations([{ path: text, aterm: text }]),
        explorer.derivationGraph("j", text, () => undefined),
        explorer.explain("j", text),
        explorer.closure("j", text),
        opening(explorer, { type: "text", text }),
        explorer.children(node, from, count),
        explorer.read(file, from, count),
        explorer.narLayout(node, from, count),
        explorer.at(node, text),
        explorer.search(
          "s",
          node,
          { name: text, content: text, caseSensitive: false },
          count,
          () => undefined,
        ),
      ]) {
        const { type, ...rest } = await answer;
        if (type === "failed") expect(JSON.stringify(rest)).not.toContain("internal");
      }
    }),
    { numRuns: 100 },
  );
}, 60_000);
