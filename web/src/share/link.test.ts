import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LinkError } from "./errors.ts";
import { decodeLink, encodeLink } from "./link.ts";
import { judge } from "./testing/judge.ts";
import { anyLink, seal, sharedArbitrary } from "./testing/mutate.ts";
import { unsaidSettings, type Shared } from "./types.ts";

/** A workspace of one text. */
const oneText = (text: string): Shared => ({
  workspace: { name: "One", files: { "main.nix": text }, open: ["main.nix"], active: "main.nix" },
  settings: unsaidSettings,
});

/** What a link whose JSON is this opens as. */
const openJson = async (json: unknown): Promise<Shared | null> =>
  decodeLink(await seal(JSON.stringify(json)));

describe("share links", () => {
  it("carry any workspace there and back", async () => {
    await fc.assert(
      fc.asyncProperty(sharedArbitrary, async (shared) => {
        expect(await decodeLink(await encodeLink(shared))).toEqual(shared);
      }),
    );
  });

  it("carry the bytes of files that are no text", async () => {
    const bytes = Uint8Array.from({ length: 70_000 }, (_, i) => (i * 7919) >> 3);
    const shared = oneText("1");
    shared.workspace.files["picture.png"] = bytes;
    expect((await decodeLink(await encodeLink(shared)))?.workspace.files["picture.png"]).toEqual(bytes);
  });

  it("are short for ordinary texts and made of letters that nobody escapes or cuts", async () => {
    const link = await encodeLink(oneText("let x = 1; in x\n".repeat(200)));
    expect(link).toMatch(/^#n2\.[A-Za-z0-9_-]+\.[0-9a-f]{8}$/);
    expect(link.length).toBeLessThan(300);
  });

  it("never open as something else when a letter is changed or the end is missing", async () => {
    const link = await encodeLink(oneText("{ a = 1; b = [ 2 3 ]; }"));
    for (let i = link.indexOf(".") + 1; i < link.length; i++) {
      const flipped = link.slice(0, i) + (link[i] === "a" ? "b" : "a") + link.slice(i + 1);
      await expect(decodeLink(flipped)).rejects.toThrow(LinkError);
      await expect(decodeLink(link.slice(0, i))).rejects.toThrow(/damaged/);
    }
  });

  it("tell other versions and other fragments", async () => {
    await expect(decodeLink("#n3.x.y")).rejects.toThrow(/newer version/);
    await expect(decodeLink("#section")).rejects.toThrow(/no shared workspace/);
    await expect(decodeLink("#n0.x.y")).rejects.toThrow(/no shared workspace/);
    expect(await decodeLink("#")).toBeNull();
    expect(await decodeLink("")).toBeNull();
  });

  it("open as a workspace or say why not, whatever was done to them", async () => {
    const tally = { opened: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(anyLink, async (made) => {
        const link = await made;
        const verdict = await judge(link);
        if (verdict.type === "wrong") throw new Error(`${verdict.why}: ${link}`);
        tally[verdict.type]++;
      }),
      { numRuns: 2000 },
    );
    expect(tally.opened).toBeGreaterThan(50);
    expect(tally.refused).toBeGreaterThan(500);
  });
});

describe("what a link may carry", () => {
  it("is at most 16 MiB", async () => {
    await expect(decodeLink(await encodeLink(oneText("x".repeat(17 * 2 ** 20))))).rejects.toThrow(
      "unfolds to more than 16 MiB",
    );
  });

  it("is at most 1,000 files", async () => {
    const files = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`f${i}`, ""]));
    expect(Object.keys((await openJson({ files: files(1000) }))!.workspace.files)).toHaveLength(1000);
    await expect(openJson({ files: files(1001) })).rejects.toThrow("1001 files; at most 1000");
    await expect(openJson({ files: {} })).rejects.toThrow("carries no files");
    await expect(openJson([])).rejects.toThrow("carries no workspace");
  });

  it("is files in places that a workspace has", async () => {
    for (const path of ["/etc/passwd", "../up", "a/../../b", "", "a//b", "a/", "./a", "a\0b"]) {
      await expect(openJson({ files: { [path]: "" } }), path).rejects.toThrow(LinkError);
    }
    await expect(openJson({ files: { a: "", "a/b": "" } })).rejects.toThrow(
      '"a" that is the folder of "a/b"',
    );
    await expect(decodeLink(await seal('{"files":{"__proto__":"x"}}'))).rejects.toThrow("__proto__");
    const { workspace } = (await openJson({ files: { constructor: "1", toString: "2" } }))!;
    expect(Object.entries(workspace.files)).toEqual([
      ["constructor", "1"],
      ["toString", "2"],
    ]);
  });

  it("is contents of the right type", async () => {
    for (const content of [1, null, true, ["x"], {}, { base64: 1 }, { base64: "!" }]) {
      await expect(openJson({ files: { "main.nix": content } })).rejects.toThrow("can't be read");
    }
  });

  it("is tabs of files that are there", async () => {
    const files = { "b.nix": "", "main.nix": "", "a.nix": "" };
    const tabs = async (open: unknown, active: unknown) => {
      const { workspace } = (await openJson({ files, open, active }))!;
      return [workspace.active, ...workspace.open];
    };
    expect(await tabs(["a.nix", "gone", "a.nix", 3], "a.nix")).toEqual(["a.nix", "a.nix"]);
    expect(await tabs(["a.nix"], "b.nix")).toEqual(["b.nix", "a.nix", "b.nix"]);
    expect(await tabs(["a.nix"], "gone")).toEqual(["a.nix", "a.nix"]);
    expect(await tabs("x", undefined)).toEqual(["main.nix", "main.nix"]);
    expect((await openJson({ files: { "z.nix": "", "y.nix": "" } }))!.workspace.active).toBe("y.nix");
  });

  it("is a name of one line", async () => {
    const name = async (value: unknown) =>
      (await openJson({ name: value, files: { a: "" } }))!.workspace.name;
    expect(await name("a\n\u202eb")).toBe("a b");
    expect(await name("x".repeat(500))).toHaveLength(100);
    expect([await name("\0"), await name(7)]).toEqual(["Shared", "Shared"]);
  });

  it("is settings that may travel: no limits, nothing unknown", async () => {
    const settings = {
      profile: "2.8",
      view: "html",
      strict: true,
      timeLimit: 1e9,
      memoryLimit: 1e9,
      network: true,
    };
    expect((await openJson({ files: { a: "" }, settings }))!.settings).toEqual({
      profile: "2.8",
      pipeOperators: false,
      view: "tree",
      strict: true,
    });
  });
});

describe("links of the first version", () => {
  it("still open", async () => {
    // Made by the page of that time.
    const old = "#n1.c74d528a.q1YqSa0oUbJSqlZIVLBVMLRWqFXSUSrLTC0HimUV5-cp1QIA";
    expect(await decodeLink(old)).toEqual({
      workspace: {
        name: "Shared",
        files: { "main.nix": "{ a = 1; }" },
        open: ["main.nix"],
        active: "main.nix",
      },
      settings: { profile: "2.36", pipeOperators: false, view: "json", strict: true },
    });
    expect((await decodeLink(`${old}. Thanks`))?.settings.view).toBe("json");
    await expect(decodeLink(old.replace("c74d528a", "00000000"))).rejects.toThrow(/damaged/);
    await expect(decodeLink("#n1.00000000.")).rejects.toThrow(/damaged/);
  });
});
