/**
 * A workspace as a file, `NAME.tvix.json`: the JSON of document.ts with a line that says what it is. For people
 * whose link would be too long, and to keep.
 */
import { fromDocument, maxBytes, toDocument } from "./document.ts";
import { LinkError } from "./errors.ts";
import type { Shared } from "./types.ts";

/** What the files' names end in. */
export const fileEnding = ".tvix.json";

const format = "tvix-workspace-1";

/** Whether a file is meant to be opened as a workspace, going by its name. */
export function isWorkspaceFile(name: string): boolean {
  return name.toLowerCase().endsWith(fileEnding);
}

/** The file of a workspace: its name and its text. */
export function encodeFile(shared: Shared): { name: string; text: string } {
  const plain = shared.workspace.name.replace(/[^\p{L}\p{N}._-]+/gu, "-").replace(/^[-.]+|[-.]+$/g, "");
  const text = JSON.stringify({ format, ...toDocument(shared) }, null, 2);
  return { name: `${plain === "" ? "workspace" : plain.slice(0, 100)}${fileEnding}`, text: `${text}\n` };
}

/**
 * Reads such a file.
 * @throws LinkError when it is none, or breaks the rules of workspaces
 */
export function decodeFile(text: string): Shared {
  if (text.length > maxBytes) throw new LinkError("This file is too large for a workspace file.");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new LinkError(`This file is no JSON: ${why}`, { cause: error });
  }
  const found: unknown =
    typeof value === "object" && value !== null && Object.hasOwn(value, "format")
      ? Reflect.get(value, "format")
      : null;
  if (found !== format) {
    throw new LinkError(
      typeof found === "string" && found.startsWith("tvix-workspace-")
        ? "This workspace file was made by a newer version of this page. Reload the page."
        : "This file is no workspace of Tvix Playground.",
    );
  }
  return fromDocument(value, "file");
}
