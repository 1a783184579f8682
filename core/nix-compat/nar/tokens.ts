/** The strings that stand between names, targets and contents in every NAR, as bytes. */
import { strings } from "./strings.ts";

export const magic = strings("nix-archive-1");
export const directoryStart = strings("(", "type", "directory");
export const regularStart = strings("(", "type", "regular", "contents");
export const executableStart = strings("(", "type", "regular", "executable", "", "contents");
export const symlinkStart = strings("(", "type", "symlink", "target");
export const entryStart = strings("entry", "(", "name");
export const nodeStart = strings("node");
export const close = strings(")");
export const closeInEntry = strings(")", ")");
