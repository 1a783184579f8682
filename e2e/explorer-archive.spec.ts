import AxeBuilder from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { createHash } from "node:crypto";
import {
  ExportWriter,
  formatPublicKey,
  parseNarInfo,
  secretKeyOfSeed,
  signNarInfo,
  writeNarInfo,
} from "../core/nix-compat/index.ts";
import { manyFiles, mixed, narOf } from "./explored.ts";
import { expect, test, type Playground } from "./playground.ts";

/** Opens things in the explorer and goes from view to view. */
class Explorer {
  readonly pane: Locator;
  constructor(readonly playground: Playground) {
    this.pane = playground.page.getByRole("region", { name: "Explorer", exact: true });
  }
  get page(): Page {
    return this.playground.page;
  }
  async openFile(name: string, content: Buffer | string): Promise<void> {
    await this.playground.command("Start page of the explorer");
    const chooser = this.page.waitForEvent("filechooser");
    await this.pane.getByRole("button", { name: "Open file…" }).click();
    await (
      await chooser
    ).setFiles([{ name, mimeType: "application/octet-stream", buffer: Buffer.from(content) }]);
  }
  async show(view: string): Promise<void> {
    await this.pane.getByRole("tab", { name: view, exact: true }).click();
  }
  /** A row of a table whose cells hold a text. */
  row(text: string | RegExp): Locator {
    return this.pane.getByRole("row").filter({ hasText: text });
  }
  async checkAccess(): Promise<void> {
    const { violations } = await new AxeBuilder({ page: this.page }).include(".explorer-view").analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join("\n")}`)).toEqual(
      [],
    );
  }
  /** That nothing is cut off at the right. */
  async checkWidth(): Promise<void> {
    const over = await this.pane
      .locator(".explorer-view > *")
      .evaluate((it) => it.scrollWidth - it.clientWidth);
    expect(over).toBeLessThanOrEqual(0);
  }
}

const explored = test.extend<{ explorer: Explorer }>({
  explorer: async ({ playground }, use) => {
    await playground.open();
    await use(new Explorer(playground));
  },
});

const mixedNar = narOf(mixed);
const sha256 = (bytes: Buffer | string): string => createHash("sha256").update(bytes).digest("hex");
const storePath = (digits: string, name: string): string =>
  `/nix/store/${digits.repeat(32).slice(0, 32)}-${name}`;
const [libc, hello, app] = [
  storePath("a", "libc-2.33"),
  storePath("b", "hello-2.12"),
  storePath("c", "app-1.0"),
];

/** An export stream of three paths, each referring to the one before. */
function exportStream(): Buffer {
  const parts: Buffer[] = [];
  const stream = new ExportWriter((chunk) => void parts.push(Buffer.from(chunk)));
  const put = (path: string, references: string[], deriver: string | null): void => {
    const nar = narOf({ folder: { "which.txt": `${path} needs ${references.join(" ")}\n` } });
    stream.begin()(nar, false);
    stream.finish({ path, references, deriver });
  };
  put(libc, [], null);
  put(hello, [libc, hello], storePath("d", "hello-2.12.drv"));
  put(app, [hello], null);
  stream.end();
  return Buffer.concat(parts);
}

explored("the layout of a NAR: picture, table, bytes", async ({ explorer }) => {
  await explorer.openFile("mixed.nar", mixedNar);
  await explorer.show("NAR");
  const { pane, page } = explorer;
  await expect(pane.locator(".nar-summary")).toContainText(`${mixedNar.length.toLocaleString("en")} bytes`);
  await expect(pane.locator(".nar-summary")).toContainText("nix-archive-1");
  await expect(pane.getByRole("region", { name: "Largest files" })).toContainText("share/doc/lines.txt");

  // By path.
  await pane.getByRole("searchbox", { name: "Find a path" }).fill("hello-wrapped");
  const detail = pane.getByRole("region", { name: "Segment", exact: true });
  await expect(detail.getByRole("heading")).toHaveText("bin/hello-wrapped");
  await expect(pane.locator(".nar-count")).toHaveText("1 of 1");
  await expect(detail.getByRole("region", { name: "Bytes of the segment" })).toContainText("hello-wrapped");

  // Its contents, by the keyboard: entry, open, contents.
  const table = pane.getByRole("grid", { name: "Segments of the archive" });
  await table.focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect(detail).toContainText("contents: the bytes of the file");
  await expect(detail).toContainText("#!/bin/s");
  const offset = mixedNar.indexOf("#!/bin/sh");
  await expect(detail).toContainText(`0x${offset.toString(16).padStart(6, "0")}`);

  // By offset, in the midst of a large file.
  const far = mixedNar.indexOf("line 12345");
  await pane.getByRole("textbox", { name: "Go to offset" }).fill(String(far));
  await page.keyboard.press("Enter");
  await expect(detail.getByRole("heading")).toHaveText("share/doc/lines.txt");
  await expect(detail).toContainText("12345");
  await pane.getByRole("textbox", { name: "Go to offset" }).fill("0xffffffff");
  await page.keyboard.press("Enter");
  await expect(explorer.playground.spoken).toContainText("The archive ends at");

  // The picture, by the keyboard.
  const place = pane.getByRole("slider", { name: "Place in the archive" });
  await place.focus();
  await page.keyboard.press("Home");
  await expect(place).toHaveAttribute("aria-valuetext", /magic, at 0x000000/);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expect(place).toHaveAttribute("aria-valuetext", /^bin, entry/);
  await page.keyboard.press("Enter");
  await expect(pane.getByRole("button", { name: "Show all of it" })).toBeEnabled();
  await page.keyboard.press("Escape");
  await expect(pane.getByRole("button", { name: "Show all of it" })).toBeDisabled();

  // The picture, by the pointer: a drag zooms, a press on an entry selects it.
  const box = (await place.boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + 8);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width - 4, box.y + 8, { steps: 4 });
  await page.mouse.up();
  await expect(pane.getByRole("button", { name: "Show all of it" })).toBeEnabled();
  await pane.getByRole("button", { name: "Show all of it" }).click();
  await page.mouse.click(box.x + box.width - 40, box.y + 46);
  await expect(detail.getByRole("heading")).toHaveText("share");

  await explorer.checkAccess();
  await explorer.checkWidth();

  // What is downloaded is the very archive.
  const download = page.waitForEvent("download");
  await pane.getByRole("button", { name: "Download NAR" }).click();
  const saved = await (await download).createReadStream();
  const chunks: Buffer[] = [];
  for await (const chunk of saved) chunks.push(chunk as Buffer);
  expect(sha256(Buffer.concat(chunks))).toBe(sha256(mixedNar));
  expect(explorer.playground.faults).toEqual([]);
});

explored("the layout of a NAR of 100,000 files", async ({ explorer }) => {
  explored.setTimeout(120_000);
  await explorer.openFile("many.nar", narOf({ folder: manyFiles(100_000) }));
  await explorer.show("NAR");
  const { pane, page } = explorer;
  await expect(pane.locator(".nar-summary")).toContainText("100,000 files", { timeout: 60_000 });
  const table = pane.getByRole("grid", { name: "Segments of the archive" });
  await table.focus();
  await page.keyboard.press("End");
  await expect(explorer.row(") ").last()).toBeVisible();
  await pane.getByRole("searchbox", { name: "Find a path" }).fill("file-099999");
  await expect(explorer.row("file-099999.txt").first()).toBeVisible();
  expect(await pane.getByRole("row").count()).toBeLessThan(120);
  expect(explorer.playground.faults).toEqual([]);
});

explored("a link leads to an entry of a layout", async ({ explorer }) => {
  await explorer.openFile("mixed.nar", mixedNar);
  await explorer.show("NAR");
  const { pane, page } = explorer;
  await pane.getByRole("searchbox", { name: "Find a path" }).fill("logo.png");
  await expect(page).toHaveURL(/at=share\/doc\/logo\.png/);
  await page.reload();
  await expect(pane.getByRole("region", { name: "Segment", exact: true }).getByRole("heading")).toHaveText(
    "share/doc/logo.png",
  );
});

explored("what is known of a tree", async ({ explorer }) => {
  await explorer.openFile("mixed.nar", mixedNar);
  await explorer.show("Info");
  const { pane } = explorer;
  await expect(pane.getByRole("region", { name: "NAR", exact: true })).toContainText(sha256(mixedNar));
  await expect(pane.getByRole("region", { name: "Castore node" })).toContainText("b3:");
  await expect(pane.getByRole("region", { name: "Origin" })).toContainText("mixed.nar");
  await expect(pane.getByRole("region", { name: "Measures" })).toContainText("Distinct bytes");
  await explorer.checkAccess();
  await explorer.checkWidth();
});

explored("store paths of an export stream, their closure and what is known of them", async ({ explorer }) => {
  await explorer.openFile("closure.export", exportStream());
  const { pane, page } = explorer;
  await expect(explorer.row("app-1.0")).toBeVisible();
  await expect(explorer.row("hello-2.12")).toBeVisible();
  await explorer.checkAccess();
  await pane.getByRole("searchbox", { name: "Filter names" }).fill("app");
  await expect(explorer.row("hello-2.12")).toBeHidden();
  await pane.getByRole("grid", { name: "Store paths" }).focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");

  await explorer.show("Closure");
  await expect(explorer.row("libc-2.33")).toBeVisible();
  await explorer.row("libc-2.33").click();
  const why = pane.getByRole("region", { name: "Why it is in the closure" });
  await expect(why.locator(".way")).toHaveText(/app-1\.0.*hello-2\.12.*libc-2\.33/s);
  await explorer.checkAccess();
  await explorer.checkWidth();
  await why.getByRole("button", { name: "hello-2.12" }).first().click();
  await expect(why).toContainText("Referred to by: 1");

  await why.getByRole("link", { name: /hello-2\.12/ }).click();
  await explorer.show("Info");
  await expect(pane.getByRole("region", { name: "References: 2 paths" })).toContainText("libc-2.33");
  await expect(pane.getByRole("region", { name: "Deriver" })).toContainText("hello-2.12.drv");
  await expect(pane.getByRole("region", { name: "narinfo" })).toContainText("NarSize: ");
  await pane.getByRole("button", { name: "Look through all of them" }).click();
  await expect(pane.getByRole("region", { name: "Referrers" })).toContainText("app-1.0");
  await explorer.checkAccess();
  expect(explorer.playground.faults).toEqual([]);
});

explored("all store paths that are here", async ({ explorer }) => {
  const { pane, page, playground } = explorer;
  await playground.command("Start page of the explorer");
  await pane.getByRole("button", { name: "those that are here" }).click();
  await expect(pane.getByText("The store has no paths yet")).toBeVisible();
  await explorer.openFile("closure.export", exportStream());
  await expect(explorer.row("app-1.0")).toBeVisible();
  await playground.command("Store paths that are here");
  await expect(pane.getByText("3 store paths")).toBeVisible();
  await page.reload();
  await expect(explorer.row("libc-2.33")).toBeVisible();
  await pane.getByRole("searchbox", { name: "Filter names" }).fill("hello");
  await expect(pane.getByText("1 store path with “hello”")).toBeVisible();
  await explorer.checkAccess();
});

const key = secretKeyOfSeed("test-1", new Uint8Array(32).fill(5));
const narinfo = writeNarInfo(
  signNarInfo(
    parseNarInfo(
      `StorePath: ${hello}\nURL: nar/hello.nar\nCompression: none\nNarHash: sha256:${sha256(mixedNar)}\nNarSize: ${mixedNar.length}\nReferences: ${libc.slice(11)}\n`,
    ),
    key,
  ),
);

explored("a narinfo: fields, signatures, its NAR beside it", async ({ explorer }) => {
  await explorer.openFile("hello.narinfo", narinfo);
  const { pane, page } = explorer;
  await expect(pane.getByRole("region", { name: "Fields" })).toContainText("Nix compares it after unpacking");
  await expect(pane.getByRole("region", { name: "What is odd" })).toContainText("FileHash is missing");
  const signatures = pane.getByRole("region", { name: "Signatures: 1" });
  await expect(signatures).toContainText("no chosen key is called test-1");
  await signatures.getByText(/^Chosen keys/).click();
  await signatures.getByRole("textbox", { name: "Public key" }).fill("nonsense");
  await page.keyboard.press("Enter");
  await expect(signatures.getByRole("alert")).toContainText("NAME:BASE64");
  await signatures
    .getByRole("textbox", { name: "Public key" })
    .fill(formatPublicKey({ name: key.name, key: key.publicKey }));
  await page.keyboard.press("Enter");
  await expect(signatures).toContainText("Good: test-1 signed this");
  await explorer.checkAccess();
  await explorer.checkWidth();

  const compare = async (name: string, buffer: Buffer): Promise<void> => {
    const chooser = page.waitForEvent("filechooser");
    await pane.getByRole("button", { name: "Compare with a NAR file" }).click();
    await (await chooser).setFiles([{ name, mimeType: "application/octet-stream", buffer }]);
  };
  await compare("other.nar", narOf("something else"));
  await expect(pane.locator(".nar-compared")).toContainText("other.nar is not what the narinfo tells of");
  await compare("hello.nar", mixedNar);
  await expect(pane.locator(".nar-compared")).toContainText("hello.nar is what the narinfo tells of");
  await explorer.checkAccess();
  expect(explorer.playground.faults).toEqual([]);
});

explored("several narinfos in one text, one of them damaged", async ({ explorer }) => {
  await explorer.openFile("many.narinfo", `${narinfo}\n${narinfo.replace(/NarSize: \d+/, "NarSize: many")}`);
  const { pane } = explorer;
  await explorer.row("unreadable").click();
  await expect(pane.getByRole("alert")).toContainText("Nix would refuse it. Line 13");
});

explored("a listing as a tree", async ({ explorer }) => {
  const listing = {
    version: 1,
    root: {
      type: "directory",
      entries: {
        bin: {
          type: "directory",
          entries: { sh: { type: "regular", size: 5000, executable: true, narOffset: 400 } },
        },
        link: { type: "symlink", target: "bin/sh" },
      },
    },
  };
  await explorer.openFile("hello.ls", JSON.stringify(listing));
  const { pane, page } = explorer;
  const table = pane.getByRole("treegrid", { name: "Files of the listing" });
  await expect(explorer.row("0x000190")).toContainText("sh");
  await table.focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowLeft");
  await expect(explorer.row("0x000190")).toBeHidden();
  await page.keyboard.press("ArrowRight");
  await expect(explorer.row("0x000190")).toBeVisible();
  await pane.getByRole("searchbox", { name: "Filter paths" }).fill("sh");
  await expect(explorer.row("bin/sh")).not.toHaveCount(0);
  await explorer.checkAccess();
  await explorer.checkWidth();
});

explored("castore: a directory’s encoding, a blob’s chunks", async ({ explorer }) => {
  const noise = Buffer.alloc(1_500_000);
  for (let i = 0, state = 1; i < noise.length; i++) noise[i] = (state = (state * 48271) % 2147483647) & 255;
  await explorer.openFile(
    "tree.nar",
    narOf({ folder: { data: { folder: { "noise.bin": noise } }, a: "text" } }),
  );
  await explorer.show("Castore");
  const { pane, page } = explorer;
  await expect(pane.getByText("computed again just now")).toBeVisible();
  await expect(pane.getByText(/each entry counts twice: 6/)).toBeVisible();
  await expect(pane.getByRole("region", { name: "Bytes of the encoding" })).toContainText("field 2");
  await explorer.checkAccess();
  await explorer.checkWidth();

  await pane.getByRole("grid", { name: "Entries of the directory" }).focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(pane.getByRole("navigation", { name: "Path in the tree" })).toContainText("data");
  await explorer.row("noise.bin").getByRole("button").click();
  const chunks = pane.getByRole("slider", { name: "Chunks" });
  await expect(chunks).toHaveAttribute("aria-valuetext", /^chunk 1 of /);
  await chunks.focus();
  await page.keyboard.press("ArrowRight");
  await expect(chunks).toHaveAttribute("aria-valuetext", /^chunk 2 of /);
  await explorer.checkAccess();
  await explorer.checkWidth();
  expect(explorer.playground.faults).toEqual([]);
});

explored.describe("on a phone, dark", () => {
  explored.use({ viewport: { width: 390, height: 844 }, colorScheme: "dark" });

  for (const view of ["NAR", "Info", "Castore"]) {
    explored(`${view} fits`, async ({ explorer }) => {
      await explorer.openFile("mixed.nar", mixedNar);
      await explorer.show(view);
      await expect(explorer.pane.locator(".explorer-view > * > *").first()).toBeVisible();
      await explorer.checkWidth();
      await explorer.checkAccess();
    });
  }

  explored("a narinfo fits", async ({ explorer }) => {
    await explorer.openFile("hello.narinfo", narinfo);
    await expect(explorer.pane.getByRole("region", { name: "Fields" })).toBeVisible();
    await explorer.checkWidth();
    await explorer.checkAccess();
  });

  explored("paths and a closure fit", async ({ explorer }) => {
    await explorer.openFile("closure.export", exportStream());
    await explorer.checkWidth();
    await explorer.row("app-1.0").getByRole("link").click();
    await explorer.show("Closure");
    await expect(explorer.row("libc-2.33")).toBeVisible();
    await explorer.checkWidth();
    await explorer.checkAccess();
  });
});
