/** What mounts show over the page: the drop target and two dialogs. */
import { Show, type JSX } from "solid-js";
import { DropDialog } from "./DropDialog.tsx";
import { DropTarget } from "./DropTarget.tsx";
import type { MountsUi } from "./mounts-ui.ts";
import { importNotes, UrlDialog } from "./UrlDialog.tsx";

export function MountsOverlay(props: { ui: MountsUi; over: boolean }): JSX.Element {
  return (
    <>
      <DropTarget ui={props.ui} over={props.over} />
      <Show when={props.ui.dropped()}>{(dropped) => <DropDialog ui={props.ui} dropped={dropped()} />}</Show>
      <Show when={props.ui.asking() !== null}>
        <UrlDialog
          title="Import from URL"
          action="Import"
          notes={importNotes}
          start={props.ui.asking() ?? ""}
          onDone={(wanted) => {
            props.ui.endAsking();
            if (wanted !== null) props.ui.start(wanted);
          }}
        />
      </Show>
    </>
  );
}
