import { expect, test } from "vitest";
import {
  answerFromShell,
  forgetOlder,
  keepShell,
  pathInShell,
  type Shell,
  type ShellHost,
} from "./shell-cache.ts";

/** Caches as far as they are used here. */
class Caches {
  readonly all = new Map<string, Map<string, Response>>();
  open(name: string): Promise<Cache> {
    const entries = this.all.get(name) ?? new Map<string, Response>();
    this.all.set(name, entries);
    const urlOf = (request: RequestInfo | URL): string =>
      request instanceof Request ? request.url : String(request);
    return Promise.resolve({
      match: (request: RequestInfo) => Promise.resolve(entries.get(urlOf(request))?.clone()),
      put: (request: RequestInfo, response: Response) =>
        Promise.resolve(void entries.set(urlOf(request), response)),
      keys: () => Promise.resolve([...entries.keys()].map((url) => new Request(url))),
    } as unknown as Cache);
  }
  keys(): Promise<string[]> {
    return Promise.resolve([...this.all.keys()]);
  }
  delete(name: string): Promise<boolean> {
    return Promise.resolve(this.all.delete(name));
  }
}

function setUp(contents: Record<string, string>): { host: ShellHost; asked: string[]; caches: Caches } {
  const asked: string[] = [];
  const caches = new Caches();
  const host: ShellHost = {
    caches: caches as unknown as CacheStorage,
    fetch(request) {
      asked.push(request.url);
      const content = contents[request.url];
      return Promise.resolve(new Response(content ?? "", { status: content === undefined ? 404 : 200 }));
    },
    base: "https://host.example/sub/",
  };
  return { host, asked, caches };
}

const contents = {
  "https://host.example/sub/index.html": "<page>",
  "https://host.example/sub/a.js": "code",
};
const shell: Shell = {
  version: "1",
  files: [
    { path: "index.html", digest: "d1" },
    { path: "a.js", digest: "d2" },
  ],
};

test("keeps the page, answers without the network and with the headers that let memory be shared", async () => {
  const { host, asked } = setUp(contents);
  await keepShell(shell, host);
  expect(asked).toHaveLength(2);
  const response = await answerFromShell(shell, host, "index.html");
  expect(await response.text()).toBe("<page>");
  expect(response.headers.get("Cross-Origin-Embedder-Policy")).toBe("require-corp");
  expect(response.headers.get("Cross-Origin-Opener-Policy")).toBe("same-origin");
  const policyOf = async (path: string) =>
    (await answerFromShell(shell, host, path)).headers.get("Cross-Origin-Resource-Policy");
  // Isolated pages may frame the page, nobody gets its parts.
  expect(await policyOf("index.html")).toBe("cross-origin");
  expect(await policyOf("a.js")).toBe("same-origin");
  expect(asked).toHaveLength(2);
});

test("a new version fetches only what changed, and the old one goes when it takes over", async () => {
  const { host, asked, caches } = setUp(contents);
  await keepShell(shell, host);
  await caches.open("tvix-shell-https://host.example/other/-1");
  const next: Shell = { version: "2", files: [shell.files[0]!, { path: "a.js", digest: "d3" }] };
  await keepShell(next, host);
  expect(asked.slice(2)).toEqual(["https://host.example/sub/a.js"]);
  await forgetOlder(next, host);
  expect([...caches.all.keys()]).toEqual([
    "tvix-shell-https://host.example/other/-1",
    "tvix-shell-https://host.example/sub/-2",
  ]);
});

test("a file that can't be had is an error: half a page is none", async () => {
  const { host } = setUp({ "https://host.example/sub/index.html": "x" });
  await expect(keepShell(shell, host)).rejects.toThrow("https://host.example/sub/a.js: 404");
});

test("a cache that was thrown away is replaced by the network", async () => {
  const { host } = setUp(contents);
  const response = await answerFromShell(shell, host, "a.js");
  expect(await response.text()).toBe("code");
  expect(response.headers.get("Cross-Origin-Embedder-Policy")).toBe("require-corp");
});

test.each([
  ["https://host.example/sub/", "index.html"],
  ["https://host.example/sub/?embed", "index.html"],
  ["https://host.example/sub/index.html", "index.html"],
  ["https://host.example/sub/a.js?v=1", "a.js"],
  ["https://host.example/sub/b.js", null],
  ["https://host.example/a.js", null],
  ["https://elsewhere.example/sub/a.js", null],
])("%s is %s", (url, path) => {
  const { host } = setUp({});
  expect(pathInShell(shell, host, { method: "GET", url })).toBe(path);
  expect(pathInShell(shell, host, { method: "POST", url })).toBeNull();
});
