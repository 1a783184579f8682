import { For, Show, createMemo, createSignal, createUniqueId, type JSX } from "solid-js";
import { Dialog } from "../ui/Dialog.tsx";
import { showKey } from "./keys.ts";
import type { Commands } from "./list.ts";
import { match } from "./match.ts";
import type { Command } from "./types.ts";

interface Found {
  command: Command;
  /** Places in the title to mark. */
  at: ReadonlySet<number>;
}

/** All commands, found by a few letters. */
export default function Palette(props: { commands: Commands; onClose: () => void }): JSX.Element {
  const [query, setQuery] = createSignal("");
  const [at, setAt] = createSignal(0);
  const listId = createUniqueId();
  let list!: HTMLUListElement;

  const found = createMemo(() => find(props.commands, query()));
  const optionId = (i: number): string => `${listId}-${i}`;

  const choose = (command: Command): void => {
    if (!props.commands.enabled(command)) return;
    props.onClose();
    // After the dialog is gone, so that the command may move the focus or open another.
    queueMicrotask(() => props.commands.run(command.id));
  };
  const move = (to: number): void => {
    setAt((to + found().length) % Math.max(1, found().length));
    list.querySelector(`#${CSS.escape(optionId(at()))}`)?.scrollIntoView({ block: "nearest" });
  };
  const onKey = (event: KeyboardEvent): void => {
    const chosen = found()[at()];
    if (event.key === "ArrowDown") move(at() + 1);
    else if (event.key === "ArrowUp") move(at() - 1);
    else if (event.key === "PageDown") move(Math.min(at() + 8, found().length - 1));
    else if (event.key === "PageUp") move(Math.max(at() - 8, 0));
    else if (event.key === "Enter" && !event.isComposing) {
      if (chosen !== undefined) choose(chosen.command);
    } else return;
    event.preventDefault();
  };

  return (
    <Dialog title="Commands" class="palette" bare onClose={props.onClose}>
      <input
        class="palette-query"
        type="text"
        role="combobox"
        aria-label="Command"
        aria-expanded="true"
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={found().length > 0 ? optionId(at()) : undefined}
        placeholder="What do you want to do?"
        spellcheck={false}
        autocomplete="off"
        onInput={(event) => {
          setQuery(event.currentTarget.value);
          setAt(0);
          list.scrollTop = 0;
        }}
        onKeyDown={onKey}
      />
      <ul class="palette-list" role="listbox" id={listId} aria-label="Commands" ref={(it) => (list = it)}>
        <For each={found()}>
          {({ command, at: marked }, i) => (
            <li
              id={optionId(i())}
              role="option"
              aria-selected={at() === i()}
              aria-disabled={!props.commands.enabled(command)}
              title={command.description}
              onPointerMove={() => setAt(i())}
              onClick={() => choose(command)}
            >
              <span class="palette-title">
                <Show when={command.checked?.() === true}>
                  <span class="palette-check" aria-hidden="true">
                    ✓
                  </span>
                </Show>
                <For each={[...command.title]}>
                  {(letter, place) => (marked.has(place()) ? <b>{letter}</b> : letter)}
                </For>
                <Show when={command.checked?.() === true}>
                  <span class="visually-hidden">, on</span>
                </Show>
              </span>
              <span class="palette-group">{command.group}</span>
              <span class="palette-key">
                <Show when={command.keys?.[0]}>{(key) => <kbd>{showKey(key())}</kbd>}</Show>
              </span>
            </li>
          )}
        </For>
      </ul>
      <Show when={found().length === 0}>
        <p class="palette-none">No command matches. Escape closes this.</p>
      </Show>
    </Dialog>
  );
}

function find(commands: Commands, query: string): Found[] {
  const all = commands.all();
  const recent = commands.recent();
  const usual = (command: Command): number => {
    const place = recent.indexOf(command.id);
    return (place < 0 ? 100 : place) + (commands.enabled(command) ? 0 : 1000);
  };
  const scored = all.flatMap((command) => {
    const own = match(query, command.title);
    // The group helps to find, but what the title says itself comes first.
    const by = own ?? (match(query, `${command.group} ${command.title}`) && { score: -20, at: [] });
    return by === null ? [] : [{ command, score: by.score, at: new Set(by.at) }];
  });
  // Sorting is stable: what is equal stays in the order of the list.
  return scored.toSorted((a, b) => b.score - a.score || usual(a.command) - usual(b.command));
}
