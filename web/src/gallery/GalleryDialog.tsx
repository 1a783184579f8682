import { For, Show, createMemo, createSignal, createUniqueId, type JSX } from "solid-js";
import "../styles/gallery.css";
import { formatNumberOf } from "../format.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { examples } from "./examples.ts";
import { Preview } from "./Preview.tsx";
import { searchEntries } from "./search.ts";
import { groups, type Example, type Group } from "./types.ts";

/** The examples: found by words or by group, looked at, and opened. */
export default function GalleryDialog(props: {
  /** Opens it as a workspace of its own. */
  onOpen: (example: Example) => void;
  onClose: () => void;
}): JSX.Element {
  const [query, setQuery] = createSignal("");
  const [at, setAt] = createSignal(0);
  const listId = createUniqueId();
  let list!: HTMLDivElement;

  const found = createMemo(() => searchEntries(examples, query()));
  const chosen = (): Example | undefined => found()[at()];
  const optionId = (example: Example): string => `${listId}-${example.id}`;
  const inGroup = (group: Group): Example[] => found().filter((example) => example.group === group);

  const open = (example: Example): void => {
    props.onClose();
    props.onOpen(example);
  };
  const move = (to: number): void => {
    setAt(Math.max(0, Math.min(to, found().length - 1)));
    const example = chosen();
    if (example !== undefined) {
      list.querySelector(`#${CSS.escape(optionId(example))}`)?.scrollIntoView({ block: "nearest" });
    }
  };
  const onKey = (event: KeyboardEvent): void => {
    const example = chosen();
    const last = found().length - 1;
    if (event.key === "ArrowDown") move(at() === last ? 0 : at() + 1);
    else if (event.key === "ArrowUp") move(at() === 0 ? last : at() - 1);
    else if (event.key === "PageDown") move(at() + 8);
    else if (event.key === "PageUp") move(at() - 8);
    else if (event.key === "Enter" && !event.isComposing) {
      if (example !== undefined) open(example);
    } else return;
    event.preventDefault();
  };

  return (
    <Dialog title="Examples" class="gallery" onClose={props.onClose}>
      <div class="gallery-panes">
        <div class="gallery-left">
          <input
            class="field gallery-query"
            type="text"
            role="combobox"
            aria-label="Search examples"
            aria-expanded="true"
            aria-controls={listId}
            aria-autocomplete="list"
            aria-activedescendant={chosen() === undefined ? undefined : optionId(chosen()!)}
            placeholder="Search examples"
            spellcheck={false}
            autocomplete="off"
            autofocus
            onInput={(event) => {
              setQuery(event.currentTarget.value);
              setAt(0);
            }}
            onKeyDown={onKey}
          />
          <div
            class="gallery-list"
            role="listbox"
            id={listId}
            aria-label="Examples"
            ref={(it) => (list = it)}
          >
            <For each={groups}>
              {(group) => (
                <Show when={inGroup(group).length > 0}>
                  <div role="group" aria-label={group}>
                    <div class="gallery-group" aria-hidden="true">
                      {group}
                    </div>
                    <For each={inGroup(group)}>
                      {(example) => (
                        <div
                          class="gallery-option"
                          role="option"
                          id={optionId(example)}
                          aria-selected={chosen() === example}
                          onClick={() => setAt(found().indexOf(example))}
                          onDblClick={() => open(example)}
                        >
                          {example.title}
                        </div>
                      )}
                    </For>
                  </div>
                </Show>
              )}
            </For>
          </div>
          <p class="gallery-count" role="status">
            {found().length === 0
              ? "No example matches. Fewer words find more."
              : formatNumberOf(found().length, "example")}
          </p>
        </div>
        <Show when={chosen()} keyed>
          {(example) => <Preview example={example} onOpen={() => open(example)} />}
        </Show>
      </div>
    </Dialog>
  );
}
