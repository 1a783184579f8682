/** A symbolic link: where it leads, and a way to go there. */
import { Show, createResource, type JSX } from "solid-js";
import type { EntryView } from "../../../../workers/index.ts";
import { followLink } from "../byte-strings.ts";
import { EmptyState } from "../parts/EmptyState.tsx";
import { PathText } from "../parts/PathText.tsx";
import type { ExplorerUi } from "../types.ts";

export function SymlinkViewer(props: {
  ui: ExplorerUi;
  root: EntryView;
  entry: EntryView;
  raw: string;
  onFollow?: ((raw: string) => void) | undefined;
}): JSX.Element {
  const goal = () => followLink(props.raw, props.entry.target ?? "");
  /** Whether what it leads to inside is there. */
  const [there] = createResource(goal, async (it) =>
    it.type === "store" ? true : (await props.ui.client.at(props.root.node, it.raw)).type === "ok",
  );
  const follow = (): void => {
    const it = goal();
    if (it?.type === "inside") props.onFollow?.(it.raw);
    else if (it?.type === "store") {
      const subject = { type: "path" as const, path: it.path, from: null };
      props.ui.go({ subject, view: "files", at: it.raw });
    }
  };
  return (
    <EmptyState title="Leads to">
      <p class="explorer-whole-path">
        <code>
          <PathText ui={props.ui} text={props.entry.target ?? ""} whole />
        </code>
      </p>
      <Show when={goal() === null}>
        <p>It leads out of this tree.</p>
      </Show>
      <Show when={there() === false}>
        <p>What it leads to is not in this tree.</p>
      </Show>
      <Show when={there() === true}>
        <div class="explorer-state-actions">
          <button type="button" class="button" data-focus onClick={follow}>
            Follow
          </button>
        </div>
      </Show>
    </EmptyState>
  );
}
