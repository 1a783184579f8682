/** Which paths a file of a workspace may have. */

/** Something that can't be done with a workspace; the message is for people. */
export class WorkspaceError extends Error {
  override name = "WorkspaceError";
}

/** What file systems allow a name, in bytes. */
const maxNameBytes = 255;
/** So that a path fits into any system's limit, `/workspace/` included. */
const maxPathBytes = 4000;

const encoder = new TextEncoder();

/** What is wrong with a path by itself, in a sentence; null when nothing is. */
export function pathProblem(path: string): string | null {
  if (path === "") return "A file needs a name.";
  if (path.startsWith("/")) return "A path here is relative: leave out the / at its start.";
  if (path.endsWith("/")) return "A path ends with the file's name, not with /.";
  if (/\p{Surrogate}/u.test(path)) return "The name is not valid Unicode.";
  if (encoder.encode(path).length > maxPathBytes) return `A path has at most ${maxPathBytes} bytes.`;
  for (const name of path.split("/")) {
    const problem = nameProblem(name);
    if (problem !== null) return problem;
  }
  return null;
}

function nameProblem(name: string): string | null {
  if (name === "") return "Two / follow each other: a folder needs a name.";
  if (name === "." || name === "..") return `“${name}” can't be a name: paths start at the workspace.`;
  if (name.includes("\0")) return "A name can't have a NUL character.";
  const { length } = encoder.encode(name);
  return length > maxNameBytes
    ? `A name has at most ${maxNameBytes} bytes, “${shorten(name)}” ${length}.`
    : null;
}

/** What keeps a file from being added to others, in a sentence; null when nothing does. */
export function placeProblem(
  path: string,
  others: { has(path: string): boolean; keys(): Iterable<string> },
): string | null {
  const problem = pathProblem(path);
  if (problem !== null) return problem;
  if (others.has(path)) return `There is a file ${path} already.`;
  for (let end = path.indexOf("/"); end !== -1; end = path.indexOf("/", end + 1)) {
    const folder = path.slice(0, end);
    if (others.has(folder)) return `${folder} is a file, so it can't hold ${path.slice(end + 1)}.`;
  }
  for (const other of others.keys()) {
    if (other.startsWith(`${path}/`)) return `There is a folder ${path} already.`;
  }
  return null;
}

/** A path like the wished one that can be added: `a.nix`, `a 2.nix`, …; `mark` comes before the number. */
export function freePath(wished: string, others: ReadonlyMap<string, unknown>, mark = ""): string {
  const slash = wished.lastIndexOf("/") + 1;
  // Where the folder itself is taken by a file, beside that file.
  const folders = [wished.slice(0, slash), ""];
  const { stem, ending } = splitName(wished.slice(slash));
  for (const folder of folders) {
    for (let count = mark === "" ? 0 : 1; count < 1000; count++) {
      const number = count > 1 ? ` ${count}` : "";
      const suffix = `${mark === "" ? "" : ` ${mark}`}${number}`;
      const path =
        folder + clip(stem, maxNameBytes - encoder.encode(suffix + ending).length) + suffix + ending;
      if (placeProblem(path, others) === null) return path;
    }
  }
  throw new WorkspaceError(`There are too many files like ${wished}.`);
}

/** A name without what follows its last dot, and that; a dot at the start is part of the stem. */
function splitName(name: string): { stem: string; ending: string } {
  const dot = name.lastIndexOf(".");
  if (dot <= 0 || encoder.encode(name.slice(dot)).length > 32) return { stem: name, ending: "" };
  return { stem: name.slice(0, dot), ending: name.slice(dot) };
}

/** The longest start of whole characters that fits into some bytes of UTF-8. */
function clip(text: string, bytes: number): string {
  let kept = "";
  let room = bytes;
  for (const character of text) {
    room -= encoder.encode(character).length;
    if (room < 0) break;
    kept += character;
  }
  return kept;
}

function shorten(name: string): string {
  return `${clip(name, 20)}…`;
}
