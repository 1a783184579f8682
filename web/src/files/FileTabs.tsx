/** The open files as tabs over the editor. */
import Plus from "lucide-solid/icons/plus";
import X from "lucide-solid/icons/x";
import { For, Show, createEffect, createMemo, on, onCleanup, onMount, type JSX } from "solid-js";
import { nameOf } from "./download.ts";
import { hintsOf } from "./tree.ts";
import type { FileTabsProps } from "./types.ts";

const dragType = "application/x-tvix-tab";

/** After the ARIA pattern: arrows move among the tabs and choose, Delete closes, Tab leaves the row. */
export function FileTabs(props: FileTabsProps): JSX.Element {
  let row!: HTMLDivElement;
  const hints = createMemo(() => hintsOf(props.workspace.open()));
  const closable = (): boolean => props.workspace.open().length > 1;
  const tabOf = (path: string): HTMLElement | null => row.querySelector(`[data-path="${CSS.escape(path)}"]`);

  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { workspace } = props;
    const open = workspace.open();
    const at = open.indexOf(workspace.active());
    const last = open.length - 1;
    if (event.key === "Delete") workspace.close(workspace.active());
    else {
      const steps: Record<string, number> = {
        ArrowRight: at === last ? 0 : at + 1,
        ArrowLeft: at === 0 ? last : at - 1,
        Home: 0,
        End: last,
      };
      const to = open[steps[event.key] ?? -1];
      if (to === undefined) return;
      if (event.shiftKey && event.key.startsWith("Arrow"))
        workspace.moveTab(workspace.active(), steps[event.key]!);
      else workspace.setActive(to);
    }
    event.preventDefault();
    tabOf(workspace.active())?.focus();
  };

  const reveal = (): void =>
    tabOf(props.workspace.active())?.scrollIntoView({ block: "nearest", inline: "nearest" });
  createEffect(on([props.workspace.active, props.workspace.open], reveal));
  onMount(() => {
    // Also when the row was out of sight, or got narrower.
    const observer = new ResizeObserver(reveal);
    observer.observe(row);
    onCleanup(() => observer.disconnect());
  });

  return (
    <div class="file-tabs">
      <div
        class="file-tab-row"
        role="tablist"
        aria-label="Open files"
        ref={(it) => (row = it)}
        onKeyDown={onKey}
      >
        <For each={props.workspace.open()}>
          {(path) => (
            <button
              type="button"
              role="tab"
              class="file-tab"
              data-path={path}
              title={path}
              aria-controls={props.panelId}
              aria-selected={props.workspace.active() === path}
              tabindex={props.workspace.active() === path ? 0 : -1}
              draggable={true}
              onClick={() => props.workspace.setActive(path)}
              onAuxClick={(event) => {
                if (event.button === 1) props.workspace.close(path);
              }}
              onDragStart={(event) => event.dataTransfer?.setData(dragType, path)}
              onDragOver={(event) => {
                if (event.dataTransfer?.types.includes(dragType) === true) event.preventDefault();
              }}
              onDrop={(event) => {
                const moved = event.dataTransfer?.getData(dragType) ?? "";
                if (moved === "") return;
                event.preventDefault();
                props.workspace.moveTab(moved, props.workspace.open().indexOf(path));
              }}
            >
              <span class="file-tab-name">{nameOf(path)}</span>
              <Show when={hints().get(path)}>
                {(folder) => <span class="file-tab-hint">{folder()}</span>}
              </Show>
              {/* No button in a tab: by keyboard it is Delete, or the command. */}
              <Show when={closable()}>
                <span
                  class="file-tab-close"
                  aria-hidden="true"
                  title="Close this tab (Delete)"
                  onClick={(event) => {
                    event.stopPropagation();
                    props.workspace.close(path);
                  }}
                >
                  <X size={14} />
                </span>
              </Show>
            </button>
          )}
        </For>
      </div>
      <Show when={props.onNew}>
        {(onNew) => (
          <button
            type="button"
            class="icon-button"
            aria-label="New file"
            title="New file"
            onClick={() => onNew()()}
          >
            <Plus size={16} aria-hidden="true" />
          </button>
        )}
      </Show>
    </div>
  );
}
