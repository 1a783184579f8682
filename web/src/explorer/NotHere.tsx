/** What a link or a path names and the store does not have: where it may come from. */
import { For, Show, type JSX } from "solid-js";
import type { Subject } from "../../../workers/index.ts";
import { pickFile } from "./OpenField.tsx";
import { EmptyState } from "./parts/EmptyState.tsx";
import type { ExplorerState } from "./state.ts";
import { hostOf } from "./words.ts";

export function NotHere(props: { state: ExplorerState; subject: Subject; why: string }): JSX.Element {
  const { state } = props;
  const path = (): string | null => (props.subject.type === "path" ? props.subject.path : null);
  return (
    <EmptyState title="Not here">
      <Show
        when={path()}
        keyed
        fallback={
          <p>
            This browser does not have what the link names. It is known by its digest only: open the file that
            it came from, and the link works.
          </p>
        }
      >
        {(it) => (
          <>
            <p class="explorer-whole-path">
              <code>{it}</code>
            </p>
            <p>
              {it.endsWith(".drv")
                ? "This browser does not have this derivation. Evaluating what makes it brings it here; binary caches have few of them."
                : "This browser does not have this store path. A binary cache may."}
            </p>
            <div class="explorer-state-actions">
              <For each={state.caches()}>
                {(cache) => (
                  <button
                    type="button"
                    class="button"
                    title={cache.url}
                    onClick={() => state.fetchPath(it, [cache])}
                  >
                    Fetch from {hostOf(cache.url)}
                  </button>
                )}
              </For>
            </div>
          </>
        )}
      </Show>
      <div class="explorer-state-actions">
        <button type="button" class="button" onClick={() => void pickFile(state)}>
          Open a file…
        </button>
        <button type="button" class="button" onClick={() => state.reload()}>
          Look again
        </button>
        <Show when={path() !== null}>
          <button type="button" class="button" onClick={() => state.setDialog("caches")}>
            Binary caches…
          </button>
        </Show>
      </div>
    </EmptyState>
  );
}
