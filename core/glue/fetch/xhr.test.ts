import { expect, test } from "vitest";
import { FetchFailure, makeXhrFetcher, immutableLink, type XhrLike } from "./index.ts";

/** A class of requests that all end alike. */
function answering(end: Partial<XhrLike> & { throws?: boolean }): new () => XhrLike {
  return class implements XhrLike {
    responseType = "";
    timeout = 0;
    readonly status = end.status ?? 200;
    readonly statusText = end.statusText ?? "";
    readonly response = end.response ?? null;
    readonly responseURL = end.responseURL ?? "";
    open(): void {}
    send(): void {
      if (end.throws === true) throw new Error("NetworkError");
    }
    getResponseHeader(name: string): string | null {
      return name === "ETag" ? '"tag"' : null;
    }
  };
}

const options = { cancelled: () => false };

function failure(end: Parameters<typeof answering>[0], url = "https://host.org/a"): string {
  try {
    makeXhrFetcher(answering(end)).get(url, options);
  } catch (error) {
    if (error instanceof FetchFailure) return `${error.reason}: ${error.message}`;
    throw error;
  }
  return "none";
}

test("a file", () => {
  const response = new Uint8Array([1, 2]).buffer;
  const file = makeXhrFetcher(answering({ response, responseURL: "https://other/" })).get(
    "https://x/",
    options,
  );
  expect(file).toEqual({
    bytes: new Uint8Array([1, 2]),
    url: "https://other/",
    etag: '"tag"',
    immutableUrl: null,
  });
});

test("failures say what to do", () => {
  expect(failure({ throws: true })).toMatch(
    /^refused: .*'host\.org' does not allow.*\(CORS\).*command line, which may read any host$/,
  );
  expect(failure({ status: 0 })).toContain("(CORS)");
  expect(failure({ status: 404 })).toBe("not-found: HTTP error 404");
  expect(failure({ status: 500, statusText: "Oh" })).toBe("refused: HTTP error 500 (Oh)");
  expect(failure({}, "ftp://x")).toMatch(/^unsupported/);
});

test("links that never change", () => {
  expect(immutableLink('<https://x/a,b>; rel="immutable"')).toBe("https://x/a,b");
  expect(immutableLink("<https://y>; rel=next, <https://x>; rel=immutable")).toBe("https://x");
  expect(immutableLink('<https://y>; rel="next"')).toBe(null);
  expect(immutableLink(null)).toBe(null);
});
