import { For, type Component, type JSX } from "solid-js";
import { Dynamic } from "solid-js/web";
import type { Command } from "../commands/types.ts";

/** A panel of the rail. */
export interface RailPanel {
  id: string;
  /** Its name; also its heading. */
  label: string;
  icon: Component<{ size: number; "aria-hidden": "true" }>;
  /** Made when it is first opened. */
  content: () => JSX.Element;
}

/** The id of the element that holds the open panel. */
export const sidePanelId = "side-panel";

/** The narrow column at the left that opens panels, and below them what is there for good. */
export function Rail(props: {
  panels: readonly RailPanel[];
  open: string | null;
  onToggle: (id: string) => void;
  tooltip: (id: string) => string;
  /** Shown at the lower end. */
  commands: readonly { command: Command; icon: RailPanel["icon"]; tooltip: string; onRun: () => void }[];
}): JSX.Element {
  return (
    <nav class="rail" aria-label="Panels">
      <For each={props.panels}>
        {(panel) => (
          <button
            type="button"
            class="rail-button"
            aria-expanded={props.open === panel.id}
            aria-controls={props.open === panel.id ? sidePanelId : undefined}
            aria-label={panel.label}
            title={props.tooltip(panel.id)}
            onClick={() => props.onToggle(panel.id)}
          >
            <Dynamic component={panel.icon} size={20} aria-hidden="true" />
          </button>
        )}
      </For>
      <span class="rail-space" />
      <For each={props.commands}>
        {({ command, icon, tooltip, onRun }) => (
          <button
            type="button"
            class="rail-button"
            aria-label={command.title}
            title={tooltip}
            onClick={onRun}
          >
            <Dynamic component={icon} size={20} aria-hidden="true" />
          </button>
        )}
      </For>
    </nav>
  );
}
