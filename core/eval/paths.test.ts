import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalPath } from "./paths.ts";

/** The same component by component. */
function canonical(path: string): string {
  if (!/\/(\.?\.?\/|\.?\.?$)/.test(path)) return path;
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}

test.each([
  ["/", "/"],
  ["//", "/"],
  ["/..", "/"],
  ["/a/./b", "/a/b"],
  ["/a/../../b/", "/b"],
  ["/a/.hidden/..b/...", "/a/.hidden/..b/..."],
])("%s is %s", (path, is) => {
  expect(canonicalPath(path)).toBe(is);
});

test("a path is made canonical as component by component", () => {
  const component = fc.constantFrom("", ".", "..", "a", "bc", ".d", "..e", "f.", "...");
  fc.assert(
    fc.property(fc.array(component), fc.boolean(), (components, isAbsolute) => {
      const path = (isAbsolute ? "/" : "") + components.join("/");
      expect(canonicalPath(path)).toBe(canonical(path));
    }),
  );
});
