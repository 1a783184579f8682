/** What the tests do with the page, in its own words. */
import { test as base, expect, type Locator, type Page } from "@playwright/test";
import { path } from "../scripts/lib/paths.mjs";
import { serve } from "../scripts/lib/serve.mjs";

/** How the built page is served. */
export interface Hosting {
  /** With the headers that allow shared memory. */
  isolated?: boolean;
  /** Path prefix, with slashes at both ends. */
  base?: string;
}

/** A page with the playground open. */
export class Playground {
  /** What went wrong behind the scenes; a test that expects nothing looks here at its end. */
  readonly faults: string[] = [];

  constructor(
    readonly page: Page,
    readonly url: string,
  ) {
    page.on("pageerror", (error) => this.faults.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") this.faults.push(message.text());
    });
  }

  get editor(): Locator {
    return this.page.getByRole("textbox", { name: "Nix expression" });
  }
  /** The value: all of its text, or its one line at the root of the tree. */
  get value(): Locator {
    return this.page.locator('.result-value .value code, .result-value .row[aria-level="1"] > .row-value');
  }
  /** A row of the tree, by its name. */
  row(name: string): Locator {
    return this.page
      .getByRole("tree", { name: "Result" })
      .getByRole("treeitem", { name: new RegExp(`^${name}, `) });
  }
  /** What screen readers were told last. */
  get spoken(): Locator {
    return this.page.locator("[data-spoken]");
  }
  get error(): Locator {
    return this.page.locator(".error-message");
  }
  get evaluateButton(): Locator {
    return this.page.getByRole("banner").getByRole("button", { name: "Evaluate" });
  }
  get stopButton(): Locator {
    return this.page.getByRole("button", { name: "Stop" });
  }
  /** The text marked as wrong in the editor. */
  get marked(): Locator {
    return this.page.locator(".editor-pane .cm-lintRange-error");
  }

  async open(fragment = ""): Promise<void> {
    await this.page.goto(this.url + fragment);
    await expect(this.editor).toBeVisible();
  }

  /** Replaces the editor's text; on a phone, goes to the editor first. */
  async write(text: string): Promise<void> {
    if (!(await this.editor.isVisible())) {
      await this.page.getByRole("button", { name: "Editor", exact: true }).click();
    }
    await this.editor.focus();
    await this.page.keyboard.press("ControlOrMeta+a");
    await this.page.keyboard.insertText(text);
  }

  /** Evaluates a text by the keyboard. */
  async evaluate(text: string): Promise<void> {
    await this.write(text);
    await this.page.keyboard.press("ControlOrMeta+Enter");
  }

  /** Chooses a view: Tree, Nix, JSON or XML. */
  async show(view: string): Promise<void> {
    await this.page.locator(".result-options").getByText(view, { exact: true }).click();
  }

  /** Runs a command by its name in the palette. */
  async command(title: string): Promise<void> {
    await this.page.keyboard.press("ControlOrMeta+k");
    await expect(this.page.getByRole("combobox", { name: "Command" })).toBeFocused();
    await this.page.keyboard.insertText(title);
    await this.page.keyboard.press("Enter");
  }

  async text(): Promise<string> {
    const lines = await this.editor.locator(".cm-line").allTextContents();
    return lines.join("\n");
  }

  /** Starts an evaluation that takes longer than the world lasts, and waits until it runs. */
  async evaluateForever(): Promise<void> {
    await this.evaluate("let f = n: if n == 0 then 0 else f (n - 1) + f (n - 1); in f 100");
    await expect(this.stopButton).toBeEnabled();
  }

  /** Milliseconds from pressing Stop until the page says it stopped, measured in the page. */
  async timeStop(): Promise<number> {
    return this.page.evaluate(async () => {
      const button = [...document.querySelectorAll("button")].find((it) => it.textContent?.trim() === "Stop");
      if (button === undefined) throw new Error("no Stop button");
      const from = performance.now();
      button.click();
      while (document.querySelector(".interrupted") === null) await new Promise(requestAnimationFrame);
      return performance.now() - from;
    });
  }
}

/** `test` with a playground, of the build in `dist/web` or the folder `TVIX_WEB`; set its hosting with `test.use({ hosting: … })`. */
export const test = base.extend<{ hosting: Hosting; playground: Playground }>({
  hosting: [{}, { option: true }],
  playground: async ({ page, hosting }, use) => {
    const server = await serve(process.env["TVIX_WEB"] ?? path("dist/web"), hosting);
    await use(new Playground(page, server.url));
    await page.close();
    await server.close();
  },
});

export { expect } from "@playwright/test";
