import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { followLink, fromByteString, toByteString } from "./byte-strings.ts";

describe("byte strings", () => {
  it("hold texts as UTF-8", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(fromByteString(toByteString(text))).toBe(text);
      }),
    );
  });

  it("show bytes that are no UTF-8", () => {
    expect(fromByteString("a\xff")).toBe("a\\xff");
  });
});

describe("symbolic links", () => {
  const store = "/nix/store/10s5j3mfdg22k1597x580qrhprnzcjwb-hello-2.12";

  it("are followed inside their tree", () => {
    expect(followLink("bin/sh", "bash")).toEqual({ type: "inside", raw: "bin/bash" });
    expect(followLink("lib/a/b", "../../share//./x")).toEqual({ type: "inside", raw: "share/x" });
    expect(followLink("a", "..")).toBeNull();
  });

  it("are followed into other store paths, and nowhere else", () => {
    expect(followLink("bin/sh", `${store}/bin/hello`)).toEqual({
      type: "store",
      path: store,
      raw: "bin/hello",
    });
    expect(followLink("bin/sh", store)).toEqual({ type: "store", path: store, raw: "" });
    expect(followLink("bin/sh", "/usr/bin/env")).toBeNull();
  });
});
