import fc from "fast-check";
import { expect, test } from "vitest";
import type { Machine } from "./machine.ts";
import { absolutePath, canonicalPath } from "./paths.ts";
import { Source } from "./syntax/source.ts";

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

const component = fc.constantFrom("", ".", "..", "a", "bc", ".d", "..e", "f.", "...");

test("a path is made canonical as component by component", () => {
  fc.assert(
    fc.property(fc.array(component), fc.boolean(), (components, isAbsolute) => {
      const path = (isAbsolute ? "/" : "") + components.join("/");
      expect(canonicalPath(path)).toBe(canonical(path));
    }),
  );
});

test("relative literals start from the directory of their file, however that is spelled", () => {
  const relative = fc.array(component, { minLength: 1, maxLength: 6 }).map((parts) => parts.join("/"));
  fc.assert(
    fc.property(relative, relative, fc.boolean(), (directory, text, prefix) => {
      fc.pre(!text.startsWith("/") && text !== "");
      const source = new Source({ type: "string" }, "", `/${directory}`);
      const path = canonical(`/${directory}/${text}`);
      expect(absolutePath({} as Machine, source, text, prefix)).toBe(
        prefix && text.endsWith("/") && path !== "/" ? `${path}/` : path,
      );
    }),
  );
});
