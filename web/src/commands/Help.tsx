import { For, Show, type JSX } from "solid-js";
import { Dialog } from "../ui/Dialog.tsx";
import { showKey } from "./keys.ts";
import type { Commands } from "./list.ts";
import type { Command } from "./types.ts";

const groups: readonly Command["group"][] = [
  "Evaluate",
  "View",
  "File",
  "Edit",
  "Mounts",
  "Explore",
  "Share",
  "Settings",
  "Help",
];

/** What the page is and how it is used: panes, commands, keys. */
export default function Help(props: {
  commands: Commands;
  /** The panes there are, and what each is for. */
  panes: readonly { name: string; text: string }[];
  onClose: () => void;
}): JSX.Element {
  const of = (group: Command["group"]): Command[] => props.commands.all().filter((it) => it.group === group);
  return (
    <Dialog title="Help" class="help" onClose={props.onClose}>
      {/* Focusable, so that the keyboard can scroll it. */}
      <div class="dialog-scroll" tabindex="0" role="region" aria-label="Help text">
        <p>
          Nix, evaluated in this tab. Nothing you write leaves it, unless you share it or the text itself
          fetches something.
        </p>
        <h3>Panes</h3>
        <dl class="help-panes">
          <For each={props.panes}>
            {(pane) => (
              <>
                <dt>{pane.name}</dt>
                <dd>{pane.text}</dd>
              </>
            )}
          </For>
        </dl>
        <h3>Commands</h3>
        <p>
          Each is in the palette, {showKey("Mod-k")}. Escape always steps back; in the editor, Escape and then
          Tab leave it.
        </p>
        <div class="help-groups">
          <For each={groups}>
            {(group) => (
              <Show when={of(group).length > 0}>
                <section>
                  <h4>{group}</h4>
                  <ul>
                    <For each={of(group)}>
                      {(command) => (
                        <li>
                          <span>
                            {command.title}
                            <Show when={command.description}>
                              {(text) => <span class="help-description">{text()}</span>}
                            </Show>
                          </span>
                          <span class="help-keys">
                            <For each={command.keys ?? []}>{(key) => <kbd>{showKey(key)}</kbd>}</For>
                          </span>
                        </li>
                      )}
                    </For>
                  </ul>
                </section>
              </Show>
            )}
          </For>
        </div>
        <h3>More</h3>
        <ul class="help-links">
          <li>
            <a href="https://nix.dev/manual/nix/latest/language/" target="_blank" rel="noreferrer">
              The Nix language
            </a>{" "}
            in the manual of Nix
          </li>
          <li>
            <a href="https://nix.dev/tutorials/nix-language" target="_blank" rel="noreferrer">
              Nix language basics
            </a>
            , a tutorial
          </li>
          <li>
            <a href="https://tvix.dev" target="_blank" rel="noreferrer">
              Tvix
            </a>
            , whose design this page follows
          </li>
        </ul>
      </div>
    </Dialog>
  );
}
