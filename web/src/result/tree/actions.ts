/** What can be done with a row. */
import type { TextSpan } from "../../../../workers/index.ts";
import { showKey } from "../../commands/keys.ts";
import type { Row } from "./row-index.ts";
import { opensElsewhere } from "./row-words.ts";

export type RowAction = "open" | "copy-nix" | "copy-json" | "copy-path" | "go-to" | "open-derivation";

export interface RowActionItem {
  action: RowAction;
  title: string;
  /** As shown; "" where there is none. */
  keys: string;
}

/** Where the row's attribute was written, or its function. */
export function definitionOf(row: Row): TextSpan | null {
  return row.child?.span ?? row.value?.span ?? null;
}

/** What can be done with a row now. @param canGoTo - whether a place can be shown */
export function actionsFor(row: Row, canGoTo: (span: TextSpan) => boolean): RowActionItem[] {
  const { value } = row;
  if (value === null) return [];
  const items: RowActionItem[] = [];
  if (opensElsewhere(value)) items.push({ action: "open", title: openTitle(value.type), keys: "Enter" });
  if (value.derivation !== null) {
    items.push({ action: "open-derivation", title: "Open derivation", keys: showKey("Alt-o") });
  }
  const span = definitionOf(row);
  if (span !== null && canGoTo(span)) {
    items.push({ action: "go-to", title: "Go to definition", keys: showKey("Alt-Enter") });
  }
  items.push({ action: "copy-nix", title: "Copy as Nix", keys: showKey("Mod-c") });
  items.push({ action: "copy-json", title: "Copy as JSON", keys: showKey("Alt-j") });
  if (row.branch !== null) items.push({ action: "copy-path", title: "Copy path", keys: showKey("Alt-p") });
  return items;
}

function openTitle(type: string): string {
  if (type === "failed") return "Show the error";
  return type === "string" ? "Open the whole text" : "Show the documentation";
}
