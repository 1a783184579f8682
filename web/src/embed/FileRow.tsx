import { For, type JSX } from "solid-js";
import { editorPanelId } from "../editor/Editor.tsx";
import type { MemoryFiles } from "./memory-files.ts";

/** The files as tabs, after the ARIA pattern: arrows move among them and choose. */
export function FileRow(props: { files: MemoryFiles }): JSX.Element {
  let row!: HTMLDivElement;
  const onKey = (event: KeyboardEvent): void => {
    const paths = props.files.files();
    const at = paths.indexOf(props.files.active());
    const last = paths.length - 1;
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: last }[event.key];
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    props.files.setActive(paths[(to + paths.length) % paths.length]!);
    row.querySelector<HTMLElement>('[aria-selected="true"]')?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label="Files" ref={(it) => (row = it)} onKeyDown={onKey}>
      <For each={props.files.files()}>
        {(path) => (
          <button
            type="button"
            role="tab"
            aria-controls={editorPanelId}
            aria-selected={path === props.files.active()}
            tabindex={path === props.files.active() ? 0 : -1}
            onClick={() => props.files.setActive(path)}
          >
            {path}
          </button>
        )}
      </For>
    </div>
  );
}
