/** The mounts of the workspace, in the order in which names are looked up. */
import { For, Show, createEffect, createMemo, on, type JSX } from "solid-js";
import { MountRow } from "./MountRow.tsx";
import type { MountsUi } from "./mounts-ui.ts";
import { asInAll, moved, renamed, switched, unmountedInAll, type MountsChange } from "./edits.ts";

export function MountList(props: { ui: MountsUi }): JSX.Element {
  let list!: HTMLOListElement;
  // By name, so that a row stays when the store tells the same list anew.
  const names = createMemo(() => props.ui.here().map(({ name }) => name), [], { equals: sameList });
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
    const list = moved(props.ui.here(), name, by);
    if (await props.ui.change(list)) {
      const at = list.findIndex((mount) => mount.name === name) + 1;
      props.ui.speak(`<${name}> is ${at} of ${list.length}`);
    }
  };
  const rename = (from: string, to: string): void => {
    next = to;
    void props.ui.change(renamed(props.ui.here(), from, to));
  };
  const turn = async (name: string, on: boolean): Promise<void> => {
    if (await props.ui.change(switched(props.ui.here(), name, on))) {
      props.ui.speak(`<${name}> is ${on ? "on" : "off"} in this workspace`);
    }
  };
  /** Takes away what is only here; what is in all workspaces is switched off. */
  const leaveOut = async (name: string): Promise<void> => {
    const mount = props.ui.here().find((it) => it.name === name);
    if (mount === undefined || (!mount.on && mount.common !== null)) return;
    if (mount.common !== null) return turn(name, false);
    nextTo(name);
    if (await props.ui.change(asInAll(props.ui.here(), name))) {
      props.ui.say(`<${name}> is no longer mounted; its tree is kept`);
    }
  };
  const unmountInAll = async (name: string): Promise<void> => {
    nextTo(name);
    const { own, all } = unmountedInAll(props.ui.all(), props.ui.here(), name);
    if (await props.ui.change(own, all)) {
      props.ui.say(`<${name}> is no longer mounted; its tree is kept`);
    }
  };
  const nextTo = (name: string): void => {
    const all = names();
    next = all[all.indexOf(name) + 1] ?? all[all.indexOf(name) - 1] ?? null;
  };
  /** The row stays or comes back under another name. */
  const edit = async (name: string, change: MountsChange): Promise<void> => {
    next = name;
    if (await props.ui.change(change.own, change.all)) focus(name);
  };

  return (
    <ol class="mount-list" aria-label="Mounts, in the order of NIX_PATH" ref={(it) => (list = it)}>
      <For each={names()}>
        {(name, at) => (
          <Show when={props.ui.here().find((mount) => mount.name === name)}>
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
                onSwitch={(on) => void turn(name, on)}
                onLeaveOut={() => void leaveOut(name)}
                onUnmountInAll={() => void unmountInAll(name)}
                onEdit={(change) => void edit(name, change)}
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
