/** Telling subjects apart. */
import { hashTextBase16 } from "../../core/nix-compat/index.ts";
import type { Subject } from "../explorer-protocol.ts";

/** Begins the names of pins of what was opened. */
export const pinPrefix = "opened ";

/** The same for subjects that are the same thing, whatever they are called and wherever they came from. */
export function subjectKey(subject: Subject): string {
  switch (subject.type) {
    case "path":
      return `path ${subject.path}`;
    case "node":
      return `node ${subject.node}`;
    case "document":
      return `document ${subject.kind} ${subject.node}`;
    case "paths":
      return `paths ${hashTextBase16("sha256", subject.paths.join("\n"))}`;
  }
}
