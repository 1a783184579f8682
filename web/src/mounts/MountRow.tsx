/** One mount: its name and tree, and opened what can be done with it. */
import ArrowDown from "lucide-solid/icons/arrow-down";
import ArrowUp from "lucide-solid/icons/arrow-up";
import ChevronDown from "lucide-solid/icons/chevron-down";
import ChevronRight from "lucide-solid/icons/chevron-right";
import { For, Show, createSignal, createUniqueId, type JSX } from "solid-js";
import type { KeptTree } from "../../../workers/index.ts";
import { NameField } from "../files/NameField.tsx";
import { Digest } from "./Digest.tsx";
import { asInAll, usedInAll, withOwnTree, type MountsChange } from "./edits.ts";
import { IconButton } from "../ui/IconButton.tsx";
import type { MountsUi } from "./mounts-ui.ts";
import { mountNameProblem } from "./naming.ts";
import { isOwn, type MountHere } from "./resolve.ts";
import { dayOf, describeTree, ownWords } from "./words.ts";
import { Warnings } from "./Warnings.tsx";

export interface MountRowProps {
  ui: MountsUi;
  mount: MountHere;
  first: boolean;
  last: boolean;
  /** The names of all other mounts. */
  others: readonly string[];
  onMove: (by: number) => void;
  /** Goes on to a neighbour. */
  onStep: (by: number) => void;
  onRename: (name: string) => void;
  onSwitch: (on: boolean) => void;
  /** Takes it away from this workspace. */
  onLeaveOut: () => void;
  onUnmountInAll: () => void;
  /** What its own buttons change. */
  onEdit: (change: MountsChange) => void;
  onFocus: () => void;
}

export function MountRow(props: MountRowProps): JSX.Element {
  const [open, setOpen] = createSignal(false);
  const [naming, setNaming] = createSignal(false);
  const detailsId = createUniqueId();
  const trees = (): readonly KeptTree[] => props.ui.store.state()?.trees ?? [];
  /** The tree that is meant, whether it is here or not. */
  const root = (): string => props.mount.root ?? props.mount.common?.root ?? "";
  const tree = (): KeptTree | undefined => trees().find((it) => it.root === root());
  const source = (): string => {
    if (tree() !== undefined) return tree()!.source;
    return props.mount.root === null
      ? (props.mount.common?.source ?? "")
      : (props.mount.url ?? "Not kept here");
  };

  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (by !== undefined && event.altKey) props.onMove(by);
    else if (event.altKey) return;
    else if (by !== undefined) props.onStep(by);
    else if (event.key === "ArrowRight") setOpen(true);
    else if (event.key === "ArrowLeft") setOpen(false);
    else if (event.key === "F2") {
      // The page's own F2 is for the file in the editor.
      event.stopPropagation();
      setNaming(true);
    } else if (event.key === "Delete") props.onLeaveOut();
    else return;
    event.preventDefault();
  };
  const endNaming = (): void => {
    setNaming(false);
    props.onFocus();
  };
  const choose = (next: string): void => {
    if (next !== root()) void props.ui.change(withOwnTree(props.ui.here(), props.mount.name, next));
  };

  return (
    <li class="mount" classList={{ off: !props.mount.on }}>
      <div class="mount-head">
        <Show
          when={naming()}
          fallback={
            <button
              type="button"
              class="mount-name"
              data-mount={props.mount.name}
              aria-expanded={open()}
              aria-controls={open() ? detailsId : undefined}
              aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown F2 Delete"
              title={`<${props.mount.name}>: Alt-Up and Alt-Down move it, F2 renames, Delete takes it away`}
              onClick={() => setOpen(!open())}
              onKeyDown={onKey}
            >
              <Show when={open()} fallback={<ChevronRight size={14} aria-hidden="true" />}>
                <ChevronDown size={14} aria-hidden="true" />
              </Show>
              <code>&lt;{props.mount.name}&gt;</code>
            </button>
          }
        >
          <NameField
            label={`New name of <${props.mount.name}>`}
            start={props.mount.name}
            problem={(name) => mountNameProblem(name, props.others)}
            onDone={(name) => {
              setNaming(false);
              props.onRename(name);
            }}
            onCancel={endNaming}
          />
        </Show>
        <IconButton
          label={`Move <${props.mount.name}> up`}
          title="Look here earlier (Alt-Up)"
          disabled={props.first}
          onClick={() => props.onMove(-1)}
        >
          <ArrowUp size={14} aria-hidden="true" />
        </IconButton>
        <IconButton
          label={`Move <${props.mount.name}> down`}
          title="Look here later (Alt-Down)"
          disabled={props.last}
          onClick={() => props.onMove(1)}
        >
          <ArrowDown size={14} aria-hidden="true" />
        </IconButton>
        <input
          type="checkbox"
          role="switch"
          class="switch"
          aria-label={`<${props.mount.name}> in this workspace`}
          title={`In “${props.ui.workspaceName()}”: ${props.mount.on ? "on" : "off"}`}
          checked={props.mount.on}
          onChange={(event) => props.onSwitch(event.currentTarget.checked)}
        />
      </div>
      <div class="mount-source">
        <Show when={isOwn(props.mount)}>
          <span class="mount-own">{props.mount.on ? "only here" : "off here"}</span>
        </Show>
        <span class="source" title={source()}>
          {source()}
        </span>
        <Digest root={root()} onRefused={props.ui.report} />
      </div>
      <Show when={open()}>
        <div class="mount-details" id={detailsId}>
          <p class="store-note">{ownWords(props.mount)}</p>
          <Show when={props.mount.missing && props.mount.url}>
            {(url) => (
              <p class="store-note">
                It may be had from{" "}
                <button type="button" class="link" onClick={() => props.ui.askUrl(url())}>
                  {url()}
                </button>
              </p>
            )}
          </Show>
          <Show when={tree()}>
            {(it) => (
              <p class="store-note">
                {describeTree(it())}
                {it().url === null ? "" : ". Its files are fetched from there as needed"}.
              </p>
            )}
          </Show>
          <label class="mount-tree">
            <span>Tree</span>
            <select class="field" value={root()} onChange={(event) => choose(event.currentTarget.value)}>
              <Show when={tree() === undefined}>
                <option value={root()}>{source()}</option>
              </Show>
              <For each={trees()}>
                {(it) => (
                  <option value={it.root} selected={it.root === root()}>
                    {it.source}, {dayOf(it.added)}
                  </option>
                )}
              </For>
            </select>
          </label>
          <Warnings warnings={tree()?.warnings ?? []} />
          <div class="store-actions">
            <Show when={props.mount.seen !== null}>
              <button type="button" class="button" onClick={() => props.ui.tryMount(props.mount.name)}>
                Try it
              </button>
            </Show>
            <button type="button" class="button" onClick={() => setNaming(true)}>
              Rename
            </button>
            <Show when={isOwn(props.mount) && props.mount.seen !== null}>
              <button
                type="button"
                class="button"
                onClick={() => props.onEdit(usedInAll(props.ui.all(), props.ui.here(), props.mount.name))}
              >
                Use in all workspaces
              </button>
            </Show>
            <Show when={isOwn(props.mount) && props.mount.common !== null}>
              <button
                type="button"
                class="button"
                onClick={() => props.onEdit({ own: asInAll(props.ui.here(), props.mount.name), all: null })}
              >
                As in all others
              </button>
            </Show>
            <Show
              when={props.mount.common !== null}
              fallback={
                <button type="button" class="button" onClick={() => props.onLeaveOut()}>
                  Unmount
                </button>
              }
            >
              <button type="button" class="button" onClick={() => props.onUnmountInAll()}>
                Unmount in all workspaces
              </button>
            </Show>
          </div>
        </div>
      </Show>
    </li>
  );
}
