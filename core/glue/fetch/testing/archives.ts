/** Archives and trees for tests, made by hand. */
import { tarEntry, tarOf } from "../../../castore/archive/testing/archives.ts";
import { emptyDirectory, type MemoryDirectory, MemoryTree } from "../../memory-tree.ts";

export { tarEntry, tarOf };

/** An archive of files below one directory. */
export function tarball(files: Readonly<Record<string, string>>, top = "top", modified = 1): Uint8Array {
  const entries = Object.entries(files).map(([name, body]) =>
    tarEntry(`${top}/${name}`, "0", { body, modified }),
  );
  return tarOf(tarEntry(`${top}/`, "5", { modified }), ...entries);
}

/** A world of files by their absolute paths. */
export function world(files: Readonly<Record<string, string>>): MemoryTree {
  const root = emptyDirectory();
  for (const [path, text] of Object.entries(files)) {
    const parts = path.split("/").filter((part) => part !== "");
    const last = parts.pop()!;
    let here: MemoryDirectory = root;
    for (const part of parts) {
      let next = here.entries.get(part);
      if (next?.kind !== "directory") here.entries.set(part, (next = emptyDirectory()));
      here = next;
    }
    here.entries.set(last, { kind: "regular", bytes: Buffer.from(text, "latin1"), executable: false });
  }
  return new MemoryTree(root);
}
