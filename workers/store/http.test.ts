import { afterEach, expect, it, vi } from "vitest";
import { Metrics } from "../../core/castore/index.ts";
import { httpSource } from "./http.ts";

afterEach(() => vi.unstubAllGlobals());

it("counts what is fetched under the address of the tree", async () => {
  vi.stubGlobal("fetch", async (url: string) => {
    if (url.endsWith("/gone")) return new Response(null, { status: 404 });
    if (url.endsWith("/broken")) throw new TypeError("no network");
    return new Response("12345");
  });
  let time = 0;
  const metrics = new Metrics(() => (time += 2));
  const source = httpSource("https://host/tree/", metrics);
  expect(await source.get("here")).toHaveLength(5);
  expect(await source.get("gone")).toBeNull();
  await expect(source.get("broken")).rejects.toThrow("no network");
  expect(metrics.all()).toEqual([
    {
      name: "https://host/tree/",
      requests: 3,
      hits: 1,
      misses: 1,
      errors: 1,
      bytesRead: 5,
      bytesWritten: 0,
      milliseconds: 6,
    },
  ]);
});
