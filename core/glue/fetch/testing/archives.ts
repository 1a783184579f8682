/** Archives and trees for tests, made by hand. */
import { emptyDirectory, type MemoryDirectory, MemoryTree } from "../../memory-tree.ts";

export interface TarFields {
  link?: string;
  body?: string;
  mode?: string;
  /** Seconds since 1970. */
  modified?: number;
}

/** A tar header with a right check sum, and content. */
export function tarEntry(name: string, type: string, fields: TarFields = {}): Buffer {
  const { link = "", body = "", mode = "0000644", modified = 1 } = fields;
  const header = Buffer.alloc(512);
  header.write(name, 0, "latin1");
  header.write(mode, 100);
  header.write(body.length.toString(8).padStart(11, "0"), 124);
  header.write(modified.toString(8).padStart(11, "0"), 136);
  header.write("        ", 148);
  header.write(type, 156);
  header.write(link, 157, "latin1");
  header.write("ustar\x0000", 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  const content = Buffer.alloc(Math.ceil(body.length / 512) * 512);
  content.write(body, "latin1");
  return Buffer.concat([header, content]);
}

/** A whole archive. */
export function tarOf(...entries: Buffer[]): Uint8Array {
  return new Uint8Array(Buffer.concat([...entries, Buffer.alloc(1024)]));
}

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
