/** Keys of commands where they are pressed: on the page and in the editor. */
import type { KeyBinding } from "@codemirror/view";
import { onCleanup } from "solid-js";
import type { Commands } from "./list.ts";

/** The editor's bindings of all commands that have keys. Signs a person types are left to the text. */
export function editorBindings(commands: Commands): KeyBinding[] {
  return commands.all().flatMap(({ id, keys = [] }) =>
    keys
      .filter((key) => key.length > 1)
      .map((key) => ({
        key,
        run: () => {
          const command = commands.get(id);
          if (!commands.enabled(command)) return false;
          commands.start(command);
          return true;
        },
      })),
  );
}

/** Runs commands by their keys wherever the focus is, as long as no dialog is open. Call inside a reactive root. */
export function listenForKeys(commands: Commands): void {
  const onKey = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing || event.getModifierState("AltGraph")) return;
    if (document.querySelector("dialog[open]") !== null) return;
    const plain = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (plain && isTextField(event.target)) return;
    if (commands.press(event)) event.preventDefault();
  };
  window.addEventListener("keydown", onKey);
  onCleanup(() => window.removeEventListener("keydown", onKey));
}

function isTextField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"))
  );
}
