/** A Chromium that keeps its profile and can be killed like a power cut would, as far as that can be played. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { chromium, type Browser, type Page } from "playwright";
import { chromiumFlags, findChromium } from "../../scripts/lib/chromium.mjs";

/** A running browser. */
export class KillableBrowser {
  private constructor(
    private readonly child: ChildProcess,
    private readonly browser: Browser,
    private readonly url: string,
  ) {}

  /** @param profile - the folder that outlives it */
  static async start(profile: string, url: string): Promise<KillableBrowser> {
    const portFile = join(profile, "DevToolsActivePort");
    rmSync(portFile, { force: true });
    // What a killed browser leaves to keep others out.
    for (const name of ["SingletonLock", "SingletonCookie", "SingletonSocket"])
      rmSync(join(profile, name), { force: true });
    const flags = ["--headless", "--remote-debugging-port=0", `--user-data-dir=${profile}`, "about:blank"];
    // A group of its own, so that all its processes die at once.
    const child = spawn((await findChromium()) as string, [...(chromiumFlags as string[]), ...flags], {
      detached: true,
      stdio: "ignore",
    });
    living.add(child);
    for (let i = 0; i < 600 && !existsSync(portFile); i++)
      await new Promise((resolve) => setTimeout(resolve, 50));
    const [port] = readFileSync(portFile, "utf8").split("\n");
    const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
    return new KillableBrowser(child, browser, url);
  }

  /** A page in the profile's own context. */
  async open(): Promise<Page> {
    const page = await soon(this.browser.contexts()[0]!.newPage());
    await page.goto(this.url);
    await page.waitForFunction(() => "driver" in window);
    return page;
  }

  /** Its processes are the children of this one. */
  get pid(): number {
    return this.child.pid!;
  }

  /** Kills all its processes at once; they get no chance to write anything. */
  async kill(): Promise<void> {
    const ended = once(this.child, "exit");
    endGroup(this.child);
    await ended;
    await this.browser.close().catch(() => undefined);
  }
}

/** A browser that has too much to do sometimes never answers: that shall not stop everything. */
function soon<T>(answer: Promise<T>): Promise<T> {
  const limit = 30_000;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer within ${limit / 1000} s`)), limit);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

const living = new Set<ChildProcess>();
process.once("exit", () => living.forEach(endGroup));

/** Kills a process and all that it started. */
function endGroup(child: ChildProcess): void {
  living.delete(child);
  process.kill(-child.pid!, "SIGKILL");
}
