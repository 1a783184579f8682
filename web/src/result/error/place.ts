/** Places in files, as they are shown. */
import type { TextSpan } from "../../../../workers/index.ts";
import { shortenMiddle, shortenStorePath } from "../store-paths.ts";

/** Where the files of a workspace are for the evaluator. */
const workspaceFolder = "/workspace/";

/** Characters of a file's name that are shown. */
const longest = 60;

/** A file as it is shown: those of the workspace by their path in it. */
export function fileName(file: string): string {
  if (file.startsWith(workspaceFolder)) return shortenMiddle(file.slice(workspaceFolder.length), longest);
  const store = /^(\/nix\/store\/[^/]+)(.*)$/.exec(file);
  return store === null ? shortenMiddle(file, longest) : shortenStorePath(store[1]!) + store[2]!;
}

/** `main.nix:3:5`, or `3:5` in the text itself. */
export function placeOf({ file, line, column }: Pick<TextSpan, "file" | "line" | "column">): string {
  return `${file === null ? "" : `${fileName(file)}:`}${line}:${column}`;
}
