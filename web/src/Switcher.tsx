import { For, type JSX } from "solid-js";

/** What a narrow screen shows. */
export type Pane = "editor" | "result";

const panes: { pane: Pane; label: string }[] = [
  { pane: "editor", label: "Editor" },
  { pane: "result", label: "Result" },
];

/** On narrow screens: which pane is shown. */
export function Switcher(props: { pane: Pane; onSwitch: (pane: Pane) => void }): JSX.Element {
  return (
    <nav class="switcher" aria-label="Panes">
      <For each={panes}>
        {({ pane, label }) => (
          <button
            type="button"
            aria-current={props.pane === pane ? "page" : undefined}
            onClick={() => props.onSwitch(pane)}
          >
            {label}
          </button>
        )}
      </For>
    </nav>
  );
}
