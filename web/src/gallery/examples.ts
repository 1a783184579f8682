/** The examples with their files. Their texts make this a large module: import it when it is needed. */
import { catalog } from "./catalog.ts";
import type { Entry, Example } from "./types.ts";

/** `./examples/ID/PATH` → text. */
const texts = import.meta.glob<string>(["./examples/**/*", "!./examples/*/expected.txt"], {
  query: "?raw",
  import: "default",
  eager: true,
});

/** All examples, in the order of the catalog. */
export const examples: readonly Example[] = catalog.map((entry) => ({
  ...entry,
  workspace: workspaceOf(entry),
}));

function workspaceOf({ id, title }: Entry): Example["workspace"] {
  const folder = `./examples/${id}/`;
  const files = Object.entries(texts)
    .filter(([path]) => path.startsWith(folder))
    .map(([path, text]) => [path.slice(folder.length), text] as const);
  const paths = files.map(([path]) => path).sort();
  return {
    name: title,
    files: Object.fromEntries(files),
    // The main file first: it is the one that is evaluated.
    open: ["main.nix", ...paths.filter((path) => path !== "main.nix")],
    active: "main.nix",
  };
}
