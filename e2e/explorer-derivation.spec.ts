import AxeBuilder from "@axe-core/playwright";
import type { Locator } from "@playwright/test";
import { longestPause } from "./pauses.ts";
import { expect, test as base, type Playground } from "./playground.ts";

/** A closure with a source, a fixed output, structured attributes, several outputs; `version` is in one of its inputs. */
const closure = (version: string): string => `
let
  make = name: extra: derivation ({ inherit name; system = "x86_64-linux"; builder = "/bin/sh"; } // extra);
  src = make "zlib.tar.gz" {
    url = "https://example.org/zlib-${version}.tar.gz";
    outputHash = "sha256-${version === "1.2" ? "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU" : "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ"}=";
    outputHashMode = "recursive";
  };
  stdenv = make "stdenv" { setup = builtins.toFile "setup.sh" "echo set up"; };
  zlib = make "zlib-${version}" { inherit src stdenv; outputs = [ "out" "dev" ]; version = "${version}"; };
  curl = make "curl" { inherit stdenv; inputs = [ zlib.dev ]; };
in make "hello" {
  inherit stdenv curl zlib;
  passAsFile = "notes";
  notes = "one\\ntwo";
  list = builtins.toJSON [ "a" { b = 1; } ];
  installPhase = ''
    mkdir -p $out/bin # where it goes
    if [ -e hello ]; then
      cp hello "$out/bin"
    fi
  '';
}`;

/** 3,001 derivations in 51 steps, about 10 MB. */
const large = `
let
  wide = 60;
  script = builtins.concatStringsSep "" (builtins.genList (i: "echo line \${toString i}\\n") 240);
  make = n: i: derivation {
    name = "package-\${toString n}-\${toString i}"; system = "x86_64-linux"; builder = "/bin/sh"; inherit script;
    inputs = if n == 0 then [ ] else map (pick n i) [ 0 1 2 3 ];
  };
  pick = n: i: k: let at = i * 7 + k * 13; in builtins.elemAt (builtins.elemAt layers (n - 1)) (at - at / wide * wide);
  layers = builtins.genList (n: builtins.genList (make n) wide) 50;
in derivation {
  name = "top"; system = "x86_64-linux"; builder = "/bin/sh"; inputs = builtins.elemAt layers 49;
}`;

/** The explorer, at a derivation that was evaluated. */
class Explorer {
  constructor(readonly playground: Playground) {}
  get pane(): Locator {
    return this.playground.page.getByRole("region", { name: "Explorer", exact: true });
  }
  get graph(): Locator {
    return this.pane.getByRole("application", { name: /^Input graph/ });
  }
  /** The selected node of a graph, in words. */
  get node(): Locator {
    return this.pane.getByRole("region", { name: "Selected node" });
  }
  /** @param input - the name of one of its inputs: the pane shows the derivation before until this one is there */
  async explore(text: string, input: string): Promise<void> {
    const { page } = this.playground;
    await page.evaluate(() => document.querySelector("[role=tree]")?.setAttribute("data-old", ""));
    await this.playground.evaluate(text);
    const tree = page.locator("[role=tree][aria-label=Result]:not([data-old])");
    await expect(tree.getByRole("treeitem").first()).toContainText("derivation", { timeout: 30_000 });
    await tree.focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("Alt+o");
    await expect(page.locator(".derivation-pane")).toContainText(input);
    await page.getByRole("button", { name: "Explore", exact: true }).click();
  }
  async show(view: string): Promise<void> {
    await this.pane.getByRole("tab", { name: view, exact: true }).click();
  }
  async checkAccess(): Promise<void> {
    const { violations } = await new AxeBuilder({ page: this.playground.page })
      .include(".explorer-view")
      .analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join("\n")}`)).toEqual(
      [],
    );
  }
}

const test = base.extend<{ explorer: Explorer }>({
  explorer: async ({ playground }, use) => {
    await playground.open();
    // The page opens with the result of its example.
    await expect(playground.page.getByRole("tree", { name: "Result" })).toBeVisible();
    await use(new Explorer(playground));
  },
});

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

test("a derivation that was evaluated is looked at in every way", async ({ explorer, playground }) => {
  const { page } = playground;
  test.setTimeout(90_000);
  await explorer.explore(closure("1.2"), "zlib-1.2");
  const { pane } = explorer;
  const region = pane.getByRole("region", { name: "Derivation hello" });
  await expect(region.getByText("5 derivations")).toBeVisible();
  await expect(region.getByText("1 source", { exact: false }).first()).toBeVisible();
  await expect(region.getByRole("region", { name: "Input derivations" })).toContainText("zlib-1.2");
  // Scripts are coloured, lists unfold, what is passed as a file says so.
  const script = region.getByRole("region", { name: "installPhase" });
  await expect(script.locator(".tok-keyword").first()).toHaveText("if");
  await expect(region.getByText("as file")).toBeVisible();
  await expect(region.getByRole("region", { name: "notes" })).toContainText("two");
  await expect(region.locator(".drv-json").getByText("1 attribute")).toBeVisible();
  await explorer.checkAccess();

  // To an input and back.
  await region.getByRole("link", { name: "zlib-1.2" }).first().click();
  // What led here is gone, and with it its focus.
  await expect(pane.getByRole("region", { name: "Derivation zlib-1.2" })).toBeFocused();
  await expect(pane.getByRole("region", { name: "Outputs" })).toContainText("dev");
  await pane.getByRole("link", { name: "zlib.tar.gz", exact: true }).click();
  await expect(pane.getByRole("region", { name: "Outputs" })).toContainText("Fixed-output.");
  await expect(pane.getByText("sha256 of its NAR (recursive)")).toBeVisible();
  await page.goBack();
  await page.goBack();
  await expect(region).toBeVisible();

  await explorer.show("ATerm");
  await expect(pane.getByRole("region", { name: "the ATerm" })).toContainText('Derive([("out","/nix/store/');
  await explorer.checkAccess();
  await pane.getByRole("button", { name: "Copy the ATerm" }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toMatch(/^Derive\(\[.*\]\)$/s);
  const downloading = page.waitForEvent("download");
  await pane.getByRole("button", { name: "Download .drv" }).click();
  expect((await downloading).suggestedFilename()).toMatch(/^[0-9a-z]{32}-hello\.drv$/);

  await explorer.show("JSON");
  await expect(pane.getByRole("region", { name: "the JSON" })).toContainText('"inputDrvs"');
  await explorer.checkAccess();

  await explorer.show("Explain");
  const out = pane.locator(".drv-explained").first();
  const path = (await out.getByRole("link").first().textContent())!;
  expect(path).toMatch(/^\/nix\/store\/[0-9a-z]{32}-hello$/);
  // The last step gives the path; what a step gives is marked where it goes in.
  await expect(out.locator(".drv-step").last()).toContainText(path);
  await expect(out.locator("mark").first()).toBeVisible();
  await explorer.checkAccess();
  expect(playground.faults).toEqual([]);
});

test("the graph is walked, searched, folded, and says why", async ({ explorer, playground }) => {
  const { page } = playground;
  await explorer.explore(closure("1.2"), "zlib-1.2");
  await explorer.show("Graph");
  const { graph, node, pane } = explorer;
  await expect(graph).toHaveAccessibleName("Input graph of hello, 6 nodes, 8 edges");
  await expect(node.getByRole("heading", { name: "hello" })).toBeVisible();
  await graph.focus();
  await page.keyboard.press("ArrowRight");
  await expect(node.getByRole("heading", { name: "curl" })).toBeVisible();
  await page.keyboard.press("ArrowRight");
  await expect(node.getByRole("heading", { name: "zlib-1.2" })).toBeVisible();
  await expect(page).toHaveURL(/at=.*-zlib-1\.2\.drv/);
  // Folding hides the tarball, which nothing else needs.
  await page.keyboard.press("Enter");
  await expect(graph).toHaveAccessibleName(/5 of 6 nodes/);
  await page.keyboard.press("/");
  await page.keyboard.insertText("tar");
  await expect(pane.getByText("1 found")).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(node.getByRole("heading", { name: "zlib.tar.gz" })).toBeVisible();
  await expect(graph).toHaveAccessibleName(/, 6 nodes/);
  await node.getByRole("button", { name: "Why is it here?" }).click();
  const why = node.getByRole("region", { name: "Why it depends" });
  await expect(why).toContainText("2 steps at least; 2 ways in all over 4 nodes and 4 edges.");
  await expect(why.getByRole("list", { name: "Shortest way 1 of 1" }).getByRole("button")).toHaveText([
    "hello",
    "zlib-1.2",
    "zlib.tar.gz, fixed-output derivation",
  ]);
  await explorer.checkAccess();
  // By mouse: a node of the picture, whose place the picture itself knows.
  await node.getByRole("region", { name: "Users" }).getByRole("button").first().click();
  await expect(node.getByRole("heading", { name: "zlib-1.2" })).toBeVisible();
  const box = (await graph.boundingBox())!;
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await expect(node.getByRole("heading", { name: "zlib-1.2" })).toBeVisible();
  await page.goBack();
  await expect(pane.getByRole("region", { name: "Derivation hello" })).toBeVisible();
});

test.describe("kept by the service worker", () => {
  test.use({ serviceWorkers: "allow" });
  test("a link to a node of a graph works after a reload without a network", async ({
    explorer,
    playground,
  }) => {
    const { page } = playground;
    await explorer.explore(closure("1.2"), "zlib-1.2");
    await explorer.show("Graph");
    await explorer.node.getByRole("button", { name: "curl" }).click();
    await expect(explorer.node.getByRole("heading", { name: "curl" })).toBeVisible();
    await expect(page).toHaveURL(/at=.*-curl\.drv/);
    await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
    await page.reload();
    await expect(explorer.node.getByRole("heading", { name: "curl" })).toBeVisible();
    await page.context().setOffline(true);
    await page.reload();
    await expect(explorer.node.getByRole("heading", { name: "curl" })).toBeVisible();
    await expect(explorer.graph).toHaveAccessibleName(/6 nodes/);
    await explorer.show("Explain");
    await expect(explorer.pane.locator(".drv-step").first()).toBeVisible();
    await page.context().setOffline(false);
  });
});

test("two derivations are compared, by the keyboard alone", async ({ explorer, playground }) => {
  const { page } = playground;
  await explorer.explore(closure("1.2"), "zlib-1.2");
  await expect(explorer.pane.getByRole("region", { name: "Derivation hello" })).toBeVisible();
  await explorer.explore(closure("1.3"), "zlib-1.3");
  await expect(explorer.pane.getByRole("link", { name: "zlib-1.3" }).first()).toBeVisible();
  const { pane } = explorer;
  await pane.getByRole("tab", { name: "Derivation" }).focus();
  for (let i = 0; i < 5; i++) await page.keyboard.press("ArrowRight");
  await expect(pane.getByRole("tab", { name: "Compare" })).toBeFocused();
  const field = pane.getByRole("textbox", { name: "Compare hello.drv with" });
  await field.focus();
  await page.keyboard.insertText("hello");
  await expect(pane.getByRole("list", { name: "To compare with" }).getByRole("button")).toHaveCount(1);
  await explorer.checkAccess();
  await page.keyboard.press("Enter");
  await expect(pane.getByText(/derivations? differs? in/)).toBeVisible();
  const part = pane.getByRole("region", { name: "zlib-1.3 -> zlib-1.2", exact: true });
  await expect(part.getByRole("region", { name: /env.version/ })).toContainText("removed: 1.3");
  await expect(part.getByRole("region", { name: /env.version/ })).toContainText("added: 1.2");
  await explorer.checkAccess();
  await pane.getByRole("button", { name: "Swap" }).press("Enter");
  await expect(pane.getByRole("region", { name: "zlib-1.2 -> zlib-1.3", exact: true })).toBeVisible();
  await pane.getByRole("radio", { name: "Closures" }).press("Space");
  const table = pane.getByRole("table");
  await expect(table.getByRole("row", { name: /zlib/ }).first()).toContainText("1.3");
  await table.getByRole("button", { name: "Size" }).press("Enter");
  await expect(table.getByRole("columnheader", { name: "Size" })).toHaveAttribute("aria-sort", "descending");
  await explorer.checkAccess();
});

test("a closure of 3,000 derivations comes over, is laid out and moved without a pause", async ({
  explorer,
  playground,
}) => {
  const { page } = playground;
  test.setTimeout(180_000);
  const over = await longestPause(playground, async () => {
    await explorer.explore(large, "package-49-0");
    await expect(explorer.pane.getByText("3,001 derivations")).toBeVisible({ timeout: 90_000 });
  });
  expect(over).toBeLessThan(100);
  const { pane, graph, node } = explorer;
  const drawn = await longestPause(playground, async () => {
    await explorer.show("Graph");
    await expect(graph).toHaveAccessibleName(/of 3,001 nodes/, { timeout: 60_000 });
    await pane.getByRole("button", { name: "Unfold all" }).click();
    await expect(graph).toHaveAccessibleName(/, 3,001 nodes/, { timeout: 30_000 });
  });
  expect(drawn).toBeLessThan(100);
  const moved = await longestPause(playground, async () => {
    await pane.getByRole("button", { name: "Show all" }).click();
    const box = (await graph.boundingBox())!;
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    for (let i = 0; i < 20; i++) await page.mouse.move(x + i * 6, y + i * 3);
    await page.mouse.up();
    for (let i = 0; i < 10; i++) await page.mouse.wheel(0, -120);
    await page.mouse.down();
    for (let i = 0; i < 20; i++) await page.mouse.move(x - i * 6, y - i * 3);
    await page.mouse.up();
    await pane.getByRole("searchbox", { name: /Find a node/ }).fill("package-0-7");
    await page.keyboard.press("Enter");
    await expect(node.getByRole("heading", { name: "package-0-7" })).toBeVisible();
    await node.getByRole("button", { name: "Why is it here?" }).click();
    const why = node.getByRole("region", { name: "Why it depends" });
    await expect(why).toContainText("50 steps at least");
    await expect(why.getByRole("heading", { name: /^Why/ })).toBeFocused();
    await why.getByRole("button", { name: "Close" }).press("Enter");
    await expect(node.getByRole("button", { name: "Why is it here?" })).toBeFocused();
  });
  expect(moved).toBeLessThan(100);
  expect(playground.faults).toEqual([]);
});

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`on a phone, ${colorScheme}`, () => {
    test.use({ colorScheme, hasTouch: true });
    test("all views fit, and axe finds nothing", async ({ explorer, playground }) => {
      const { page } = playground;
      await explorer.explore(closure("1.2"), "zlib-1.2");
      await expect(explorer.pane.getByRole("region", { name: "Derivation hello" })).toBeVisible();
      await page.setViewportSize({ width: 390, height: 844 });
      for (const view of ["Derivation", "ATerm", "JSON", "Explain", "Compare", "Graph"]) {
        await explorer.show(view);
        await expect(explorer.pane.locator(".explorer-view > *").first()).toBeVisible();
        await page.waitForTimeout(300);
        await explorer.checkAccess();
        const over = await explorer.pane
          .locator(".explorer-view > *")
          .evaluate((it) => it.scrollWidth - it.clientWidth);
        expect(over).toBeLessThanOrEqual(0);
      }
      const box = (await explorer.graph.boundingBox())!;
      await page.touchscreen.tap(box.x + box.width / 2, box.y + box.height / 2);
      await expect(explorer.graph).toBeFocused();
    });
  });
}
