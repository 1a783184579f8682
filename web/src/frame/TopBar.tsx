import Play from "lucide-solid/icons/play";
import Search from "lucide-solid/icons/search";
import Settings from "lucide-solid/icons/settings";
import Share from "lucide-solid/icons/share-2";
import Square from "lucide-solid/icons/square";
import { Show, type JSX } from "solid-js";
import { ariaKey, showKey } from "../commands/keys.ts";
import type { Commands } from "../commands/list.ts";

/** The bar at the top: name, workspace, and what is done most. */
export function TopBar(props: {
  commands: Commands;
  running: boolean;
  /** Whether it has been running long enough to show. */
  busy: boolean;
  /** The name of the workspace and what can be done with it. */
  workspace: JSX.Element;
}): JSX.Element {
  const keys = (id: string): string | undefined => {
    const key = props.commands.get(id).keys?.[0];
    return key === undefined ? undefined : ariaKey(key);
  };
  const shownKey = (id: string): string => {
    const key = props.commands.get(id).keys?.[0];
    return key === undefined ? "" : showKey(key);
  };
  return (
    <header class="top-bar">
      <h1 class="name">
        <img src="./favicon.svg" alt="" width="20" height="20" />{" "}
        <span class="name-text">Tvix Playground</span>
      </h1>
      <div class="workspace-slot">{props.workspace}</div>
      <div class="actions">
        <button
          type="button"
          class="button palette-button"
          title={props.commands.tooltip("page.palette")}
          aria-keyshortcuts={keys("page.palette")}
          onClick={() => props.commands.run("page.palette")}
        >
          <Search size={16} aria-hidden="true" />
          <span class="button-label">Commands</span>
          <kbd aria-hidden="true">{shownKey("page.palette")}</kbd>
        </button>
        <button
          type="button"
          class="icon-button"
          aria-label="Settings"
          title={props.commands.tooltip("settings.open")}
          aria-keyshortcuts={keys("settings.open")}
          onClick={() => props.commands.run("settings.open")}
        >
          <Settings size={18} aria-hidden="true" />
        </button>
        <button
          type="button"
          class="button"
          title={props.commands.tooltip("share.link")}
          aria-keyshortcuts={keys("share.link")}
          onClick={() => props.commands.run("share.link")}
        >
          <Share size={16} aria-hidden="true" />
          <span class="button-label">Share</span>
        </button>
        <button
          type="button"
          class="button stop-button"
          disabled={!props.running}
          title={props.commands.tooltip("evaluate.stop")}
          aria-keyshortcuts={keys("evaluate.stop")}
          onClick={() => props.commands.run("evaluate.stop")}
        >
          <Square size={14} aria-hidden="true" />
          <span class="button-label">Stop</span>
        </button>
        <button
          type="button"
          class="button primary"
          title={props.commands.tooltip("evaluate.run")}
          aria-keyshortcuts={keys("evaluate.run")}
          onClick={() => props.commands.run("evaluate.run")}
        >
          <Play size={14} aria-hidden="true" />
          <span class="button-label">Evaluate</span>
          <kbd aria-hidden="true">{shownKey("evaluate.run")}</kbd>
        </button>
      </div>
      <Show when={props.busy}>
        <div class="progress-bar" aria-hidden="true" />
      </Show>
    </header>
  );
}
