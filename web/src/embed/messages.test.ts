import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readMessage } from "./messages.ts";
import { readOptions } from "./options.ts";
import { createMemoryFiles } from "./memory-files.ts";

describe("messages from the page around", () => {
  it("load texts and files, with settings that may travel", () => {
    expect(readMessage({ type: "tvix:load", id: 1, text: "1 + 1" })).toMatchObject({
      type: "tvix:load",
      id: 1,
      shared: { workspace: { files: { "main.nix": "1 + 1" }, active: "main.nix" } },
    });
    const files = { "a.nix": "1", "main.nix": "2", x: { base64: "AAE" } };
    const settings = { view: "json", timeLimit: 1e9, network: true };
    expect(readMessage({ type: "tvix:load", id: "x", version: 1, files, active: "a.nix", settings })).toEqual(
      {
        type: "tvix:load",
        id: "x",
        shared: {
          workspace: {
            name: "Example",
            files: { "a.nix": "1", "main.nix": "2", x: Uint8Array.of(0, 1) },
            open: ["a.nix"],
            active: "a.nix",
          },
          settings: { view: "json", profile: "2.36", pipeOperators: false, strict: false },
        },
      },
    );
    expect(readMessage({ type: "tvix:run" })).toEqual({ type: "tvix:run", id: null });
  });

  it("are told what is wrong with them", () => {
    const why = (data: unknown): string => {
      const message = readMessage(data);
      return message?.type === "wrong" ? message.why : "";
    };
    expect(why({ type: "tvix:load" })).toBe("This message carries no files.");
    expect(why({ type: "tvix:load", files: { "../x": "" } })).toContain('"../x"');
    expect(why({ type: "tvix:load", text: "x".repeat(17 * 2 ** 20) })).toContain("too much text");
    expect(why({ type: "tvix:run", version: 2 })).toContain("version 1 only");
    expect(why({ type: "tvix:fly" })).toContain("tvix:fly");
  });

  it("are left alone where they are somebody else's, and never throw", () => {
    expect([null, 1, "tvix:run", [], { type: "other" }, { type: 7 }].map(readMessage)).toEqual(
      Array.from({ length: 6 }, () => null),
    );
    const type = fc.constantFrom("tvix:load", "tvix:run", "tvix:", "x");
    fc.assert(
      fc.property(
        fc.record({ type, id: fc.anything(), files: fc.anything(), text: fc.anything() }),
        (data) => {
          readMessage(data);
        },
      ),
    );
    fc.assert(fc.property(fc.anything(), (data) => void readMessage(data)));
  });
});

it("options come from the query", () => {
  expect(readOptions("?embed&theme=dark&run=1")).toEqual({ theme: "dark", run: true });
  expect(readOptions("?embed&theme=pink&run=0&x")).toEqual({ theme: "system", run: false });
});

it("files in memory follow what is written and loaded", () => {
  const files = createMemoryFiles({ name: "A", files: { b: "1", a: "2" }, open: ["b"], active: "b" });
  const first = files.identity("a");
  expect([files.files(), files.active(), files.content("b"), files.identity("a")]).toEqual([
    ["a", "b"],
    "b",
    "1",
    first,
  ]);
  files.write("b", "3");
  files.setActive("a");
  expect(files.snapshot()).toEqual({ name: "A", files: { b: "3", a: "2" }, open: ["b"], active: "a" });
  files.replace({ name: "B", files: { a: "9" }, open: ["a"], active: "a" });
  expect([files.revision(), files.has("b"), files.content("a"), files.identity("a") === first]).toEqual([
    2,
    false,
    "9",
    false,
  ]);
  expect(files.has("toString")).toBe(false);
});
