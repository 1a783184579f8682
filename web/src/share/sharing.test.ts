import { expect, it } from "vitest";
import { decodeFile } from "./file.ts";
import { decodeLink } from "./link.ts";
import { createOpening } from "./opening.ts";
import { createSharing, type SharingDeps } from "./sharing.ts";
import { unsaidSettings, type Shared } from "./types.ts";
import { encodeLink } from "./link.ts";

/** Text that no compression makes shorter. */
function noise(length: number): string {
  let state = 1;
  const next = (): string => String.fromCharCode(33 + ((state = (state * 48271) % 2147483647) % 94));
  return Array.from({ length }, next).join("");
}

const sharedOf = (text: string, name = "Demo"): Shared => ({
  workspace: { name, files: { "main.nix": text }, open: ["main.nix"], active: "main.nix" },
  settings: unsaidSettings,
});

function sharingOf(text: string, options: { refuse?: boolean } = {}) {
  const did: string[] = [];
  const deps: SharingDeps = {
    shared: () => sharedOf(text),
    base: () => "https://host/play/",
    setFragment: (fragment) => void did.push(`address ${fragment.slice(0, 4)}`),
    copy: (link) => {
      did.push(`copy ${link.length}`);
      return options.refuse === true ? Promise.reject(new Error("refused")) : Promise.resolve();
    },
    download: (name, content) => void did.push(`download ${name} ${decodeFile(content).workspace.name}`),
    say: (said) => void did.push(said),
  };
  return { sharing: createSharing(deps), did };
}

it("copies a short link and says so", async () => {
  const { sharing, did } = sharingOf("1 + 1");
  await sharing.share();
  expect(did[0]).toBe("address #n2.");
  expect(did[1]).toMatch(/^copy \d+$/);
  expect(did[2]).toBe("Link copied");
  expect(sharing.outcome()).toBeNull();
});

it("tells of links that some tools cut, and offers a file for those that many cut", async () => {
  const middle = sharingOf(noise(2500));
  await middle.sharing.share();
  expect(middle.did[2]).toMatch(/^Link copied\. It has \d,\d{3} characters; some chat tools cut at 2,000\.$/);
  expect(middle.sharing.outcome()).toBeNull();

  const long = sharingOf(noise(9000));
  await long.sharing.share();
  expect(long.sharing.outcome()).toMatchObject({ copied: true });
  await long.sharing.download();
  expect(long.did.at(-2)).toBe("download Demo.tvix.json Demo");
  long.sharing.close();
  expect(long.sharing.outcome()).toBeNull();

  const impossible = sharingOf(noise(1_000_000));
  await impossible.sharing.share();
  expect(impossible.sharing.outcome()).toMatchObject({ link: null, copied: false });
  expect(impossible.did).toEqual([]);
});

it("shows the link where the clipboard is refused", async () => {
  const { sharing, did } = sharingOf("1", { refuse: true });
  await sharing.share();
  const { link } = sharing.outcome()!;
  expect((await decodeLink(new URL(link!).hash))?.workspace.files).toEqual({ "main.nix": "1" });
  await sharing.copyAgain();
  expect(did.at(-1)).toBe("The browser refused the clipboard");
});

function openingOf(own: boolean) {
  const did: string[] = [];
  const opening = createOpening({
    hasOwnWork: () => own,
    openAsNew: (shared) => void did.push(`new ${shared.workspace.name}`),
    replace: (shared) => void did.push(`replace ${shared.workspace.name}`),
    refuse: (message) => void did.push(message),
  });
  return { opening, did };
}

it("opens at once where there is nothing to lose, and asks where there is", async () => {
  const link = await encodeLink(sharedOf("1", "A"));
  const untouched = openingOf(false);
  await untouched.opening.openLink(link);
  expect(untouched.did).toEqual(["new A"]);

  const { opening, did } = openingOf(true);
  await opening.openLink(link);
  expect([did.length, opening.pending()?.workspace.name]).toEqual([0, "A"]);
  await opening.choose("cancel");
  expect([did.length, opening.pending()]).toEqual([0, null]);
  await opening.openLink(link);
  await opening.choose("replace");
  await opening.openLink(link);
  await opening.choose("new");
  await opening.choose("new");
  expect(did).toEqual(["replace A", "new A"]);
});

it("refuses what is damaged and leaves the rest alone", async () => {
  const { opening, did } = openingOf(true);
  await opening.openLink("#n2.abc.00000000");
  await opening.openFile(new File(["{}"], "x.tvix.json"));
  await opening.openFile({ name: "big", size: 2 ** 30, text: () => Promise.reject(new Error("not read")) });
  expect(did).toEqual([
    expect.stringContaining("This link is damaged"),
    "This file is no workspace of Tvix Playground.",
    "big is too large for a workspace file.",
  ]);
  expect(opening.pending()).toBeNull();
});

it("opens the last of several links", async () => {
  const { opening, did } = openingOf(false);
  const [a, b] = [await encodeLink(sharedOf("1", "A")), await encodeLink(sharedOf("1", "B"))];
  await Promise.all([opening.openLink(a), opening.openLink(b)]);
  expect(did).toEqual(["new B"]);
});
