/** The menu of a row: all that can be done with it, by mouse or keys. */
import type { JSX } from "solid-js";
import { PopupMenu } from "../../ui/PopupMenu.tsx";
import type { RowAction, RowActionItem } from "./actions.ts";

export interface RowMenuProps {
  items: readonly RowActionItem[];
  /** What it opens beside. */
  anchor: DOMRect;
  onAction: (action: RowAction) => void;
  onClose: () => void;
}

export function RowMenu(props: RowMenuProps): JSX.Element {
  return (
    <PopupMenu
      label="Actions"
      class="row-menu"
      items={props.items}
      anchor={props.anchor}
      onChoose={(item) => props.onAction(item.action)}
      onClose={() => props.onClose()}
    >
      {(item) => (
        <>
          <span>{item.title}</span>
          <kbd>{item.keys}</kbd>
        </>
      )}
    </PopupMenu>
  );
}
