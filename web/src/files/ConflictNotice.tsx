/** Says that two browser tabs changed the same files, and asks what to keep. */
import { For, Show, type JSX } from "solid-js";
import type { ConflictFile, Workspace } from "../workspace/index.ts";

/** Nothing as long as there is no conflict. */
export function ConflictNotice(props: { workspace: Workspace }): JSX.Element {
  return (
    <Show when={props.workspace.conflict()}>
      {(conflict) => (
        <section class="conflict" role="alert" aria-label="Changed in two tabs">
          <div class="conflict-text">
            <p>
              <strong>Another tab changed this workspace, too</strong>, at {timeOf(conflict().changed)}.
              Nothing is saved here until you choose:
            </p>
            <ul>
              <For each={conflict().files}>
                {(file) => (
                  <li>
                    <code>{file.path}</code> {describe(file)}
                  </li>
                )}
              </For>
            </ul>
          </div>
          <div class="conflict-choices">
            <button
              type="button"
              class="button"
              title="What the other tab changed in these files is replaced."
              onClick={() => props.workspace.resolveConflict("mine")}
            >
              Keep mine
            </button>
            <button
              type="button"
              class="button"
              title="What you changed in these files here is replaced."
              onClick={() => props.workspace.resolveConflict("theirs")}
            >
              Take theirs
            </button>
            <button
              type="button"
              class="button primary"
              title="Your files stay; the other tab's are added as copies, named “… (other tab)”."
              onClick={() => props.workspace.resolveConflict("both")}
            >
              Keep both
            </button>
          </div>
        </section>
      )}
    </Show>
  );
}

function describe({ mine, theirs }: ConflictFile): string {
  if (mine === null) return "was deleted or moved here and changed there";
  if (theirs === null) return "was changed here and deleted or moved there";
  return "was changed here and there";
}

function timeOf(changed: number): string {
  return new Date(changed).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}
