/** Ten things a newcomer does, by keyboard alone, wherever the page is hosted. */
import AxeBuilder from "@axe-core/playwright";
import { encodeLink } from "../web/src/share/link.ts";
import { unsaidSettings } from "../web/src/share/types.ts";
import { expect, test, type Hosting, type Playground } from "./playground.ts";

const hostings: Record<string, Hosting> = {
  "a plain static host, under a sub-path": { isolated: false, base: "/some/where/" },
  "a host with isolation headers": { isolated: true },
};

const program = `let
  cfg = { services.web = { port = 80; host = "example.org"; }; };
in
{
  address = "\${cfg.services.web.host}:\${toString cfg.services.web.port}";
  inherit cfg;
}
`;

function link(text: string): Promise<string> {
  const workspace = { name: "Shared", files: { "main.nix": text }, open: ["main.nix"], active: "main.nix" };
  return encodeLink({ workspace, settings: unsaidSettings });
}

/** No task may use the mouse: what is pressed is pressed by keys. */
async function press(playground: Playground, ...keys: string[]): Promise<void> {
  for (const key of keys) await playground.page.keyboard.press(key);
}

for (const [name, hosting] of Object.entries(hostings)) {
  test.describe(`on ${name}`, () => {
    test.use({ hosting });

    test("opens a shared link and changes a value in it", async ({ playground }) => {
      await playground.open(await link(program));
      await expect(playground.row("address")).toContainText('"example.org:80"');
      await playground.editor.focus();
      // The gutter for folding comes with search.
      await expect(playground.page.locator(".cm-foldGutter")).toBeAttached();
      await press(playground, "ControlOrMeta+f");
      await expect(playground.page.locator(".cm-search input").first()).toBeFocused();
      await playground.page.keyboard.type("port = 80");
      await press(playground, "Enter", "Escape");
      await playground.page.keyboard.insertText("port = 8080");
      await press(playground, "ControlOrMeta+Enter");
      await expect(playground.row("address")).toContainText('"example.org:8080"');
      expect(playground.faults).toEqual([]);
    });

    test("finds why an attribute is missing", async ({ playground }) => {
      await playground.open();
      await playground.evaluate(program.replace("web.port", "web.prot"));
      // The tree shows where it fails; opened, the row tells why.
      await expect(playground.row("address")).toContainText(/missing/);
      await playground.evaluate("let cfg = { services.web.port = 80; }; in cfg.services.web.prot");
      await expect(playground.error).toContainText("attribute 'prot' missing");
      await expect(playground.marked).toHaveText("prot");
      await playground.command("Show Problems");
      await expect(playground.page.getByRole("region", { name: "List of problems" })).toContainText("prot");
    });

    test("unfolds a big set and goes to its end", async ({ playground }) => {
      await playground.open();
      await playground.evaluate(
        'builtins.listToAttrs (builtins.genList (i: { name = "n${toString (100000 + i)}"; value = { x = i; }; }) 100000)',
      );
      const tree = playground.page.getByRole("tree", { name: "Result" });
      await expect(playground.row("n100000")).toBeVisible({ timeout: 15_000 });
      await press(playground, "F6", "Tab");
      await tree.focus();
      await press(playground, "End");
      await expect(playground.row("n199999")).toBeVisible();
      await press(playground, "ArrowRight");
      await expect(playground.row("x")).toContainText("99999");
    });

    test("stops an endless loop", async ({ playground }) => {
      await playground.open();
      await playground.evaluate("let f = n: f (n + 1); in f 0");
      await expect(playground.stopButton).toBeEnabled();
      await press(playground, "ControlOrMeta+.");
      await expect(playground.page.locator(".interrupted")).toContainText(/^Stopped after/);
      await playground.evaluate("1 + 1");
      await expect(playground.value).toHaveText("2");
    });

    test("adds a file and imports it", async ({ playground }) => {
      const { page } = playground;
      await playground.open();
      await playground.command("New file");
      const field = page.getByRole("textbox", { name: "Path of the new file" });
      await expect(field).toBeFocused();
      await press(playground, "ControlOrMeta+a");
      await page.keyboard.insertText("port.nix");
      await press(playground, "Enter");
      await expect(page.getByRole("tab", { name: "port.nix" })).toHaveAttribute("aria-selected", "true");
      await playground.write("{ port = 80 + 1; }");
      await press(playground, "Alt+PageUp");
      await expect(page.getByRole("tab", { name: "main.nix" })).toHaveAttribute("aria-selected", "true");
      await playground.evaluate("(import ./port.nix).port");
      await expect(playground.value).toHaveText("81");
    });

    test("copies a value as JSON", async ({ playground, context }) => {
      await context.grantPermissions(["clipboard-read", "clipboard-write"]);
      await playground.open();
      await playground.evaluate('{ a = [ 1 "zwei" ]; }');
      await expect(playground.row("a")).toContainText("zwei");
      await playground.page.getByRole("tree", { name: "Result" }).focus();
      await press(playground, "Shift+F10");
      const item = playground.page.getByRole("menuitem", { name: /JSON/ }).first();
      await expect(item).toBeVisible();
      for (let i = 0; i < 20 && !(await item.evaluate((it) => it === document.activeElement)); i++) {
        await press(playground, "ArrowDown");
      }
      await press(playground, "Enter");
      await expect
        .poll(() => playground.page.evaluate(() => navigator.clipboard.readText()))
        .toMatch(/^\{\s*"a":\s*\[\s*1,\s*"zwei"\s*\]\s*\}\s*$/);
    });

    test("switches the theme, and it stays", async ({ playground }) => {
      const { page } = playground;
      await playground.open();
      await playground.command("Theme: dark");
      await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
      await page.reload();
      await expect(playground.editor).toBeVisible();
      await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
    });

    test("shares what is there, and opens it on a phone", async ({ playground, context, browser }) => {
      const { page } = playground;
      await context.grantPermissions(["clipboard-read", "clipboard-write"]);
      await playground.open();
      await playground.evaluate('{ grün = "😀"; }'.replace("grün", '"grün"'));
      await press(playground, "ControlOrMeta+Shift+s");
      await expect(page.getByText("Link copied").first()).toBeVisible();
      const copied = await page.evaluate(() => navigator.clipboard.readText());
      expect(copied).toContain("#n2.");

      const phone = await browser.newPage({ viewport: { width: 390, height: 844 }, hasTouch: true });
      await phone.goto(copied);
      const result = phone.getByRole("button", { name: "Result", exact: true });
      await expect(result).toBeVisible();
      for (let i = 0; i < 10 && !(await result.evaluate((it) => it === document.activeElement)); i++) {
        await phone.keyboard.press("Shift+Tab");
      }
      await phone.keyboard.press("Enter");
      await expect(phone.getByRole("treeitem", { name: /grün/ }).last()).toContainText("😀");
      await phone.close();
    });
  });
}

const screens = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };

// The page's own states are looked at in the other two ways, in page.spec.ts.
const looks = [
  ["desktop", "light"],
  ["phone", "dark"],
] as const;

for (const [size, colorScheme] of looks) {
  test.describe(`${size}, ${colorScheme}`, () => {
    test.use({ viewport: screens[size], colorScheme });

    test("no screen has accessibility faults, and nothing sticks out", async ({ playground }) => {
      test.setTimeout(120_000);
      const { page } = playground;
      const expectClean = async (what: string): Promise<void> => {
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(
          violations.map(({ id, nodes }) => [id, ...nodes.map((node) => node.html)]),
          what,
        ).toEqual([]);
        const sizes = await page.evaluate(() => [
          document.documentElement.scrollWidth - document.documentElement.clientWidth,
          document.documentElement.scrollHeight - document.documentElement.clientHeight,
        ]);
        expect(sizes, what).toEqual([0, 0]);
      };
      await playground.open();
      await expect(page.locator(".status-line")).toContainText("Evaluated in");
      await expectClean("first visit");
      await playground.command("Show Result");
      await expectClean("result");
      await playground.command("Show Problems");
      await expectClean("problems");
      await playground.command("Show Derivation");
      await expectClean("derivation");
      await playground.command("Show files");
      await expectClean("files");
      await press(playground, "ControlOrMeta+k");
      await expectClean("palette");
      await press(playground, "Escape");
      await expect(page.getByRole("dialog")).toHaveCount(0);
      for (const dialog of ["Settings", "Help", "Browse examples"]) {
        await playground.command(dialog);
        await expect(page.getByRole("dialog")).toBeVisible();
        await expectClean(dialog);
        await press(playground, "Escape");
        await expect(page.getByRole("dialog")).toHaveCount(0);
      }
    });
  });
}
