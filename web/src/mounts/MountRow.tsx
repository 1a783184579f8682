/** One mount: its name and tree, and opened what can be done with it. */
import ArrowDown from "lucide-solid/icons/arrow-down";
import ArrowUp from "lucide-solid/icons/arrow-up";
import ChevronDown from "lucide-solid/icons/chevron-down";
import ChevronRight from "lucide-solid/icons/chevron-right";
import { For, Show, createSignal, createUniqueId, type JSX } from "solid-js";
import type { KeptTree, Mount } from "../../../workers/index.ts";
import { NameField } from "../files/NameField.tsx";
import { Digest } from "./Digest.tsx";
import { IconButton } from "./IconButton.tsx";
import type { MountsUi } from "./mounts-ui.ts";
import { mountNameProblem } from "./naming.ts";
import { withTree } from "./order.ts";
import { dayOf, describeTree } from "./words.ts";
import { Warnings } from "./Warnings.tsx";

export interface MountRowProps {
  ui: MountsUi;
  mount: Mount;
  first: boolean;
  last: boolean;
  /** The names of all other mounts. */
  others: readonly string[];
  onMove: (by: number) => void;
  /** Goes on to a neighbour. */
  onStep: (by: number) => void;
  onRename: (name: string) => void;
  onUnmount: () => void;
  onFocus: () => void;
}

export function MountRow(props: MountRowProps): JSX.Element {
  const [open, setOpen] = createSignal(false);
  const [naming, setNaming] = createSignal(false);
  const detailsId = createUniqueId();
  const trees = (): readonly KeptTree[] => props.ui.store.state()?.trees ?? [];
  const tree = (): KeptTree | undefined => trees().find(({ root }) => root === props.mount.root);

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
    } else if (event.key === "Delete") props.onUnmount();
    else return;
    event.preventDefault();
  };
  const endNaming = (): void => {
    setNaming(false);
    props.onFocus();
  };
  const switchTo = (root: string): void => {
    const next = trees().find((it) => it.root === root);
    if (next === undefined) return;
    void props.ui.setMounts(withTree(props.ui.mounts(), props.mount.name, next));
  };

  return (
    <li class="mount">
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
              title={`<${props.mount.name}>: Alt-Up and Alt-Down move it, F2 renames, Delete unmounts`}
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
      </div>
      <div class="mount-source">
        <span class="source" title={props.mount.source}>
          {props.mount.source}
        </span>
        <Digest root={props.mount.root} onRefused={props.ui.report} />
      </div>
      <Show when={open()}>
        <div class="mount-details" id={detailsId}>
          <Show when={props.mount.url}>
            {(url) => <p class="store-note">Fetched from {url()} as needed.</p>}
          </Show>
          <Show
            when={tree()}
            fallback={
              <p class="store-note">This tree is not kept here. Choose another one, or unmount it.</p>
            }
          >
            {(it) => <p class="store-note">{describeTree(it())}</p>}
          </Show>
          <label class="mount-tree">
            <span>Tree</span>
            <select
              class="field"
              value={props.mount.root}
              onChange={(event) => switchTo(event.currentTarget.value)}
            >
              <Show when={tree() === undefined}>
                <option value={props.mount.root}>{props.mount.source}</option>
              </Show>
              <For each={trees()}>
                {(it) => (
                  <option value={it.root} selected={it.root === props.mount.root}>
                    {it.source}, {dayOf(it.added)}
                  </option>
                )}
              </For>
            </select>
          </label>
          <Warnings warnings={tree()?.warnings ?? []} />
          <div class="store-actions">
            <button type="button" class="button" onClick={() => props.ui.tryMount(props.mount.name)}>
              Try it
            </button>
            <button type="button" class="button" onClick={() => setNaming(true)}>
              Rename
            </button>
            <button type="button" class="button" onClick={() => props.onUnmount()}>
              Unmount
            </button>
          </div>
        </div>
      </Show>
    </li>
  );
}
