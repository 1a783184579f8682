// How the page is cut into files: what is needed at once comes in few of them, as each small one costs a request
// and compresses badly.
import { path } from "./paths.mjs";

/** The page, and the small one for frames: what both need at once is a file of its own. */
const entries = { page: path("web/src/start.tsx"), embed: path("web/src/embed/start.tsx") };
/** Comes before both. */
const first = path("web/src/main.tsx");

/**
 * Vite's `build.rolldownOptions.output.codeSplitting`.
 * @returns {import("rolldown").CodeSplittingOptions}
 */
export function chunks() {
  /** @type {Map<string, Set<string>>} */
  const reached = new Map();
  return {
    groups: [
      // First, as a group takes along what its modules need.
      { name: "editor", priority: 1, test: /\/node_modules\/@codemirror\/(view|state|language)\// },
      { debugName: "at once", name: (id, context) => nameOf(id, (from) => reach(from, context)) },
    ],
  };

  function reach(from, context) {
    let found = reached.get(from);
    if (found === undefined) reached.set(from, (found = reachedFrom(from, context)));
    return found;
  }
}

function nameOf(id, reach) {
  if (reach(first).has(id)) return null;
  const atOnce = reach(entries.page).has(id);
  const inFrames = reach(entries.embed).has(id);
  if (atOnce && inFrames) return "common";
  if (atOnce) return "page";
  return inFrames ? "embed" : null;
}

/** Modules that come with one: those it imports, and so on, but for `import()`. */
function reachedFrom(from, context) {
  const found = new Set();
  const todo = [from];
  while (todo.length > 0) {
    const id = todo.pop();
    if (found.has(id)) continue;
    found.add(id);
    todo.push(...(context.getModuleInfo(id)?.importedIds ?? []));
  }
  return found;
}
