import { For, Show, createEffect, on, onCleanup, onMount, type JSX } from "solid-js";

export interface Tab {
  id: string;
  label: string;
  /** A count beside the label; nothing for 0. */
  count?: number;
  /** How the count is spoken: `3 problems`. */
  countLabel?: string;
  /** Whether the count is of something wrong. */
  wrong?: boolean;
}

/** A row of tabs after the ARIA pattern: arrows move among them and choose, Tab leaves the row. */
export function Tabs(props: {
  label: string;
  tabs: readonly Tab[];
  active: string;
  onSelect: (id: string) => void;
  /** The id of the panel of a tab. */
  panelId: (id: string) => string;
}): JSX.Element {
  let row!: HTMLDivElement;
  // A row that is wider than the screen shows which one it is.
  const reveal = (): void => {
    const tab = row.querySelector<HTMLElement>("[aria-selected=true]");
    if (tab === null) return;
    const left = tab.offsetLeft - row.offsetLeft;
    const right = left + tab.offsetWidth;
    if (left < row.scrollLeft) row.scrollLeft = left;
    else if (right > row.scrollLeft + row.clientWidth) row.scrollLeft = right - row.clientWidth;
  };
  onMount(() => {
    const observer = new ResizeObserver(reveal);
    observer.observe(row);
    onCleanup(() => observer.disconnect());
  });
  createEffect(
    on(
      () => props.active,
      () => queueMicrotask(reveal),
    ),
  );
  const onKey = (event: KeyboardEvent): void => {
    const at = props.tabs.findIndex((tab) => tab.id === props.active);
    const last = props.tabs.length - 1;
    const to = {
      ArrowRight: at === last ? 0 : at + 1,
      ArrowLeft: at === 0 ? last : at - 1,
      Home: 0,
      End: last,
    }[event.key];
    const tab =
      to === undefined || event.ctrlKey || event.metaKey || event.altKey ? undefined : props.tabs[to];
    if (tab === undefined) return;
    event.preventDefault();
    props.onSelect(tab.id);
    row.querySelector<HTMLElement>(`#${tabId(props.panelId(tab.id))}`)?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label={props.label} ref={(it) => (row = it)} onKeyDown={onKey}>
      <For each={props.tabs}>
        {(tab) => (
          <button
            type="button"
            role="tab"
            id={tabId(props.panelId(tab.id))}
            aria-controls={props.panelId(tab.id)}
            aria-selected={tab.id === props.active}
            aria-label={(tab.count ?? 0) > 0 ? `${tab.label}, ${tab.countLabel}` : undefined}
            tabindex={tab.id === props.active ? 0 : -1}
            onClick={() => props.onSelect(tab.id)}
          >
            <span class="tab-label">{tab.label}</span>
            <Show when={(tab.count ?? 0) > 0}>
              <span class="tab-count" classList={{ wrong: tab.wrong === true }} aria-hidden="true">
                {tab.count}
              </span>
            </Show>
          </button>
        )}
      </For>
    </div>
  );
}

/** The id of the tab of a panel, for `aria-labelledby`. */
export function tabId(panelId: string): string {
  return `${panelId}-tab`;
}
