import { expect, test } from "vitest";
import { firstExpression, freeName, isArchiveName, mountNameProblem, proposeName } from "./naming.ts";

const archive = (name: string): string => proposeName({ type: "archive", file: new Blob(), name });

test("nixpkgs is known by its archives' names", () => {
  for (const name of [
    "nixpkgs.tar.gz",
    "nixpkgs-20.09.tar.xz",
    "nixexprs.tar.xz",
    "nixos-21.05.3740.ce7a1190a0f.tar.gz",
    "nixpkgs-0a1b2c3d4e.zip",
  ]) {
    expect(archive(name), name).toBe("nixpkgs");
  }
});

test("a folder with pkgs/top-level is nixpkgs, whatever its name", () => {
  const files = [{ path: "pkgs/top-level/all-packages.nix", file: new Blob() }];
  expect(proposeName({ type: "folder", name: "src", files })).toBe("nixpkgs");
  expect(proposeName({ type: "folder", name: "my project", files: [] })).toBe("my-project");
});

test.each([
  ["home-manager-release-21.05.zip", "home-manager"],
  ["flake-utils-main.tar.gz", "flake-utils"],
  ["lib-v1.2.3.tar.zst", "lib"],
  ["thing-0a1b2c3d4e5f.tgz", "thing"],
  ["x86.nar", "x86"],
  ["2.tar", "2"],
  ["…….tar", "tree"],
  ["nixbox.tar", "nixbox"],
])("%s is mounted as %s", (name, mount) => expect(archive(name)).toBe(mount));

test.each([
  ["https://github.com/NixOS/nixpkgs/archive/20.09.tar.gz", "nixpkgs"],
  ["https://github.com/numtide/flake-utils/archive/refs/heads/main.zip", "flake-utils"],
  ["https://codeload.github.com/a/b/tar.gz/main", "b"],
  ["https://gitlab.com/a/b/-/archive/v1/b-v1.tar.bz2", "b"],
  ["https://channels.nixos.org/nixos-21.05/nixexprs.tar.xz", "nixpkgs"],
  ["https://example.org/trees/my%20lib/", "my-lib"],
  ["https://example.org/", "example.org"],
  ["https://example.org/%E0%A4%A", "E0-A4-A"],
  ["no url", "no-url"],
])("%s is mounted as %s", (url, mount) => expect(proposeName({ type: "url", url })).toBe(mount));

test("names that < > can't hold, or that are taken, are told so", () => {
  expect(mountNameProblem("nixpkgs", [])).toBeNull();
  expect(mountNameProblem("a/b.c_d+e-1", [])).toBeNull();
  expect(mountNameProblem("", [])).toMatch(/needs a name/);
  expect(mountNameProblem("<nixpkgs>", [])).toMatch(/Leave out/);
  for (const name of ["a b", "a=b", "/a", "a//b", "a/", "ü"]) {
    expect(mountNameProblem(name, []), name).toMatch(/only letters/);
  }
  expect(mountNameProblem("a", ["a"])).toMatch(/already/);
});

test("a taken name gets a number", () => {
  expect(freeName("a", [])).toBe("a");
  expect(freeName("a", ["a", "a-2"])).toBe("a-3");
});

test("archives are known by their names", () => {
  for (const name of ["a.tar", "a.TAR.GZ", "a.tgz", "a.tar.zst", "a.zip", "a.nar", "a.nar.xz", "a.tbz2"]) {
    expect(isArchiveName(name), name).toBe(true);
  }
  for (const name of ["a.nix", "a.gz", "tar", "a.tar.nix", "zip"])
    expect(isArchiveName(name), name).toBe(false);
});

test("nixpkgs is a function, other trees may be anything", () => {
  expect(firstExpression("nixpkgs")).toBe("import <nixpkgs> { }");
  expect(firstExpression("nixpkgs-2")).toBe("import <nixpkgs-2> { }");
  expect(firstExpression("lib")).toBe("import <lib>");
});
