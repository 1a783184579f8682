/** What is being done with the store, and what came of it. */
import X from "lucide-solid/icons/x";
import { Show, type JSX } from "solid-js";
import { IconButton } from "../ui/IconButton.tsx";
import type { StorageUi } from "./storage-ui.ts";
import { workWords } from "./words.ts";

export function WorkCard(props: { ui: StorageUi }): JSX.Element {
  return (
    <>
      <Show when={props.ui.work()}>
        {(work) => (
          <article class="import-card" aria-label={work().title}>
            <div class="import-head">
              <strong class="source">{work().title}</strong>
              <button
                type="button"
                class="link"
                disabled={work().cancelling}
                onClick={() => props.ui.cancel()}
              >
                {work().cancelling ? "Cancelling …" : "Cancel"}
              </button>
            </div>
            <Show when={work().progress.total} fallback={<progress aria-label={work().title} />}>
              {(total) => <progress aria-label={work().title} max={total()} value={work().progress.done} />}
            </Show>
            <p class="import-line">{workWords(work().progress)}</p>
          </article>
        )}
      </Show>
      <Show when={props.ui.outcome()}>
        {(outcome) => (
          <div class="store-line" classList={{ wrong: outcome().tone === "wrong" }} role="status">
            <p>{outcome().text}</p>
            <IconButton label="Dismiss" onClick={() => props.ui.dismiss()}>
              <X size={14} aria-hidden="true" />
            </IconButton>
          </div>
        )}
      </Show>
    </>
  );
}
