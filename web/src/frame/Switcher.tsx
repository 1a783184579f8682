import { For, Show, type JSX } from "solid-js";

/** What a narrow screen shows. */
export type Pane = "panel" | "editor" | "group";

/** On narrow screens: which pane is shown. */
export function Switcher(props: {
  /** What the panel of the rail is called. */
  panes: readonly { pane: Pane; label: string; wrong?: number }[];
  pane: Pane;
  onSwitch: (pane: Pane) => void;
}): JSX.Element {
  return (
    <nav class="switcher" aria-label="Panes">
      <For each={props.panes}>
        {(it) => (
          <button
            type="button"
            aria-current={props.pane === it.pane ? "page" : undefined}
            onClick={() => props.onSwitch(it.pane)}
          >
            {it.label}
            <Show when={(it.wrong ?? 0) > 0}>
              <span class="tab-count wrong" aria-hidden="true">
                {it.wrong}
              </span>
            </Show>
          </button>
        )}
      </For>
    </nav>
  );
}
