/** Says whether the mounts are those of all workspaces, and makes them so. */
import { Show, type JSX } from "solid-js";
import { allUsedInAll, isDifferent } from "./edits.ts";
import type { MountsUi } from "./mounts-ui.ts";

export function Scope(props: { ui: MountsUi }): JSX.Element {
  const different = (): boolean => isDifferent(props.ui.all(), props.ui.here());
  let line!: HTMLParagraphElement;

  const done = (text: string): void => {
    // The buttons are gone.
    line.focus();
    props.ui.say(text);
  };
  const useInAll = async (): Promise<void> => {
    const { own, all } = allUsedInAll(props.ui.all(), props.ui.here());
    if (await props.ui.change(own, all)) done("All workspaces have these mounts now");
  };
  const forget = async (): Promise<void> => {
    if (await props.ui.change([]))
      done(`“${props.ui.workspaceName()}” has the mounts of all workspaces again`);
  };
  return (
    <div class="mount-scope" role="group" aria-label="Which workspaces these mounts are for">
      <p class="store-note" tabindex="-1" ref={(it) => (line = it)}>
        <Show
          when={different()}
          fallback={
            <>
              The same in all workspaces. What you switch, move, rename or choose here is for “
              {props.ui.workspaceName()}” alone.
            </>
          }
        >
          “{props.ui.workspaceName()}” has mounts of its own.
        </Show>
      </p>
      <Show when={different()}>
        <div class="store-actions">
          <button
            type="button"
            class="button"
            title="All workspaces get these names, trees and this order. What is off here stays on there."
            onClick={() => void useInAll()}
          >
            Use in all workspaces
          </button>
          <button
            type="button"
            class="button"
            title="Forgets what is otherwise in this workspace"
            onClick={() => void forget()}
          >
            As in all others
          </button>
        </div>
      </Show>
    </div>
  );
}
