import { For, Show, type JSX } from "solid-js";
import { Tabs, tabId, type Tab } from "../ui/Tabs.tsx";

/** A pane of a group. */
export interface GroupPane extends Tab {
  content: () => JSX.Element;
  /** Whether it is made once and then kept, hidden, when another is in front; else it is made anew. */
  keep?: boolean;
}

/** The id of the element of a pane. */
export function paneId(id: string): string {
  return `pane-${id}`;
}

/** Panes in one place, one in front. */
export function PaneGroup(props: {
  id: string;
  label: string;
  panes: readonly GroupPane[];
  active: string;
  onSelect: (id: string) => void;
  /** Escape was pressed in it and nothing inside had a use for it. */
  onEscape: () => void;
  /** Below all panes, whichever is in front. */
  footer?: JSX.Element;
}): JSX.Element {
  return (
    <section
      class="pane pane-group"
      id={props.id}
      aria-label={props.label}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.defaultPrevented) return;
        event.preventDefault();
        props.onEscape();
      }}
    >
      <Tabs
        label={props.label}
        tabs={props.panes}
        active={props.active}
        onSelect={props.onSelect}
        panelId={paneId}
      />
      <For each={props.panes}>
        {(pane) => (
          <div
            class="pane-content"
            role="tabpanel"
            id={paneId(pane.id)}
            aria-labelledby={tabId(paneId(pane.id))}
            hidden={props.active !== pane.id}
          >
            <Show when={pane.keep === true || props.active === pane.id}>{pane.content()}</Show>
          </div>
        )}
      </For>
      {props.footer}
    </section>
  );
}
