import { expect, test } from "vitest";
import { isArchiveUrl, silentHost, urlProblem } from "./hosts.ts";

test("only addresses a page can fetch are taken", () => {
  expect(urlProblem("https://example.org/a.tar.gz")).toBeNull();
  expect(urlProblem("http://localhost:8080/")).toBeNull();
  expect(urlProblem("nixpkgs")).toMatch(/no URL/);
  expect(urlProblem("ftp://example.org/a.tar")).toMatch(/not ftp/);
  expect(urlProblem("javascript:alert(1)")).toMatch(/not javascript/);
});

test("hosts that forbid reading are known", () => {
  expect(silentHost("https://github.com/NixOS/nixpkgs/archive/20.09.tar.gz")).toBe("github.com");
  expect(silentHost("https://example.org/github.com.tar.gz")).toBeNull();
  expect(silentHost("github.com")).toBeNull();
});

test("archives are told from published trees", () => {
  for (const url of [
    "https://github.com/NixOS/nixpkgs/archive/20.09.tar.gz",
    "https://codeload.github.com/a/b/tar.gz/main",
    "https://api.github.com/repos/a/b/tarball/main",
    "https://example.org/a.zip?x=1",
  ]) {
    expect(isArchiveUrl(url), url).toBe(true);
  }
  for (const url of ["https://example.org/trees/nixpkgs/", "https://example.org/", ""]) {
    expect(isArchiveUrl(url), url).toBe(false);
  }
});
