// Where the repository is, whatever the current directory.
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** A file of the repository. */
export const path = (name) => join(root, name);
