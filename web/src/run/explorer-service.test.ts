import "fake-indexeddb/auto";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createExplorerClient, type ExplorerClient } from "./explorer-client.ts";
import type { OpenProgress } from "../../../workers/index.ts";
import { TestBrowser } from "../../../workers/store/testing.ts";
import { narOf, tree, valueOf } from "../../../workers/explorer/explorer.testing.ts";
import { serveExplorer } from "../../../workers/explorer/index.ts";

let browser: TestBrowser;
let client: ExplorerClient;
const ports: MessagePort[] = [];
beforeEach(() => {
  browser = new TestBrowser();
  const tab = browser.open();
  client = createExplorerClient({
    explore: () => {
      const { port1, port2 } = new MessageChannel();
      ports.push(port1, port2);
      serveExplorer(port2, tab);
      return Promise.resolve({ port: port1, died: new Promise(() => undefined) });
    },
  });
});
afterEach(async () => {
  for (const port of ports.splice(0)) port.close();
  await browser.close();
});

it("answers a page through a port, all of it plain data", async () => {
  const reports: OpenProgress[] = [];
  const file = new Blob([await narOf(tree)]);
  const request = { source: { type: "file" as const, file, name: "x.nar" }, caches: [] };
  const opened = valueOf(await client.open(request, (report) => void reports.push(report)).answer);
  await expect.poll(() => reports.length).toBeGreaterThan(0);
  expect(reports[0]).toMatchObject({ phase: "reading", total: file.size });
  const root = valueOf(await client.root(opened.subject));
  expect(valueOf(await client.children(root.node, 0, 10)).total).toBe(2);
  const hello = valueOf(await client.at(root.node, "bin/hello"));
  expect(new TextDecoder().decode(valueOf(await client.read(hello.node, 0, 9)))).toBe("#!/bin/sh");
  const query = { name: "hello", content: null, caseSensitive: false };
  expect(valueOf(await client.search(root.node, query, 10, () => undefined).answer).hits).toHaveLength(1);
  expect(valueOf(await client.elf(hello.node))).toBeNull();
  expect(valueOf(await client.blob(hello.node, () => undefined).answer).chunks).toHaveLength(1);
  expect(valueOf(await client.directory(root.node)).entries).toBe(2);
  expect(valueOf(await client.narLayout(root.node, 0, 10)).segments).toHaveLength(10);
  expect(valueOf(await client.opened())).toEqual([opened]);
  expect(await client.derivation("x")).toMatchObject({ type: "failed", failure: { kind: "invalid" } });
});
