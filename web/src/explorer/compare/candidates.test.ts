import { expect, it } from "vitest";
import type { Opened, Subject } from "../../../../workers/index.ts";
import { candidatesFor, isDerivation } from "./candidates.ts";

const path = (name: string, digit = "0"): string => `/nix/store/${digit.repeat(32)}-${name}`;
const at = (name: string, digit?: string): Subject => ({ type: "path", path: path(name, digit), from: null });
const opened = (subject: Subject): Opened => ({
  subject,
  name: "",
  time: 0,
  warnings: [],
  origin: { format: "NAR", size: null, sha256: null },
});
const file: Subject = { type: "document", kind: "derivation", node: "AA", name: "x.drv" };

it("offers derivations for derivations, names like its own first", () => {
  const found = candidatesFor(
    at("hello-2.drv"),
    [opened(at("bash.drv")), opened(file), opened(at("hello-2")), opened(at("hello-2.drv"))],
    [path("bash.drv"), path("hello-1.drv"), path("zlib")],
    "",
  );
  expect(found.map(({ name, note }) => [name, note])).toEqual([
    ["hello-1.drv", "in the store"],
    ["bash.drv", "NAR"],
    ["x.drv", "NAR"],
  ]);
});

it("offers other paths for other paths, and filters", () => {
  const list = [path("hello-1"), path("zlib"), path("hello-1.drv")];
  const names = (filter: string) => candidatesFor(at("hello-2"), [], list, filter).map(({ name }) => name);
  expect(names("")).toEqual(["hello-1", "zlib"]);
  expect(names("ZL")).toEqual(["zlib"]);
  expect(names("/nix/store/000")).toEqual(["hello-1", "zlib"]);
});

it("tells derivations", () => {
  expect([at("a.drv"), file, at("a")].map(isDerivation)).toEqual([true, true, false]);
});
