/** The mounts, in the order in which names are looked up. */
import { For, Show, createEffect, createMemo, on, type JSX } from "solid-js";
import { MountRow } from "./MountRow.tsx";
import type { MountsUi } from "./mounts-ui.ts";
import { moved, renamed, without } from "./order.ts";

export function MountList(props: { ui: MountsUi }): JSX.Element {
  let list!: HTMLOListElement;
  // By name, so that a row stays when the store tells the same list anew.
  const names = createMemo(() => props.ui.mounts().map(({ name }) => name), [], { equals: sameList });
  /** The mount that gets the focus once the list has changed. */
  let next: string | null = null;

  const focus = (name: string | undefined): void => {
    if (name !== undefined) list.querySelector<HTMLElement>(`[data-mount="${CSS.escape(name)}"]`)?.focus();
  };
  createEffect(
    on(names, (all) => {
      if (next === null || !all.includes(next)) return;
      focus(next);
      next = null;
    }),
  );

  const move = async (name: string, by: number): Promise<void> => {
    next = name;
    const list = moved(props.ui.mounts(), name, by);
    if (await props.ui.setMounts(list)) {
      const at = list.findIndex((mount) => mount.name === name) + 1;
      props.ui.speak(`<${name}> is ${at} of ${list.length}`);
    }
  };
  const rename = (from: string, to: string): void => {
    next = to;
    void props.ui.setMounts(renamed(props.ui.mounts(), from, to));
  };
  const unmount = async (name: string): Promise<void> => {
    const all = names();
    next = all[all.indexOf(name) + 1] ?? all[all.indexOf(name) - 1] ?? null;
    if (await props.ui.setMounts(without(props.ui.mounts(), name))) {
      props.ui.say(`<${name}> is no longer mounted; its tree is kept`);
    }
  };

  return (
    <ol class="mount-list" aria-label="Mounts, in the order of NIX_PATH" ref={(it) => (list = it)}>
      <For each={names()}>
        {(name, at) => (
          <Show when={props.ui.mounts().find((mount) => mount.name === name)}>
            {(mount) => (
              <MountRow
                ui={props.ui}
                mount={mount()}
                first={at() === 0}
                last={at() === names().length - 1}
                others={names().filter((it) => it !== name)}
                onMove={(by) => void move(name, by)}
                onStep={(by) => focus(names()[at() + by])}
                onRename={(to) => rename(name, to)}
                onUnmount={() => void unmount(name)}
                onFocus={() => focus(name)}
              />
            )}
          </Show>
        )}
      </For>
    </ol>
  );
}

function sameList(before: readonly string[], after: readonly string[]): boolean {
  return before.length === after.length && before.every((name, at) => name === after[at]);
}
