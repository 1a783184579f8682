// The imports of a module, found by a real parser.
import { parseSync } from "vite";

/**
 * @param {string} file name, for the kind of syntax
 * @param {string} text
 * @returns {{ specifier: string, typeOnly: boolean, line: number }[]}
 */
export function importsOf(file, text) {
  const { module, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0].message}`);
  const found = [];
  const add = (specifier, start, typeOnly) =>
    found.push({ specifier, typeOnly, line: text.slice(0, start).split("\n").length });
  for (const { moduleRequest, start, entries } of module.staticImports) {
    add(moduleRequest.value, start, entries.length > 0 && entries.every((entry) => entry.isType));
  }
  for (const { start, entries } of module.staticExports) {
    const requests = new Map();
    for (const { moduleRequest, isType } of entries) {
      if (moduleRequest === null) continue;
      requests.set(moduleRequest.value, (requests.get(moduleRequest.value) ?? true) && isType);
    }
    for (const [specifier, typeOnly] of requests) add(specifier, start, typeOnly);
  }
  for (const { start, moduleRequest } of module.dynamicImports) {
    const literal = /^["'`](.*)["'`]$/s.exec(text.slice(moduleRequest.start, moduleRequest.end));
    if (literal) add(literal[1], start, false);
  }
  return found;
}
