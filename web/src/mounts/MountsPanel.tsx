/** The panel of mounts: imports under way, mounts in the order of NIX_PATH, and trees without a name. */
import FileArchive from "lucide-solid/icons/file-archive";
import FolderInput from "lucide-solid/icons/folder-input";
import Link from "lucide-solid/icons/link";
import X from "lucide-solid/icons/x";
import { For, Show, createMemo, createSignal, onMount, type JSX } from "solid-js";
import { EmptyMounts } from "./EmptyMounts.tsx";
import { IconButton } from "./IconButton.tsx";
import { ImportCard } from "./ImportCard.tsx";
import { KeptTrees } from "./KeptTrees.tsx";
import { MountList } from "./MountList.tsx";
import type { MountsUi } from "./mounts-ui.ts";
import { unmounted } from "./order.ts";
import { SiteMounts } from "./SiteMounts.tsx";
import { Unfinished } from "./Unfinished.tsx";

export function MountsPanel(props: { ui: MountsUi }): JSX.Element {
  const state = (): ReturnType<MountsUi["store"]["state"]> => props.ui.store.state();
  const others = createMemo(() => unmounted(state()?.trees ?? [], props.ui.mounts()));
  const unfinished = createMemo(() => {
    const running = new Set(
      props.ui.imports.jobs.filter(({ status }) => status.type === "running").map(({ label }) => label),
    );
    return (state()?.unfinished ?? []).filter(({ source }) => !running.has(source));
  });
  const empty = (): boolean => props.ui.mounts().length === 0 && others().length === 0;

  /** Whether opening has come to an end, one way or the other. */
  const [opened, setOpened] = createSignal(false);
  const open = async (): Promise<void> => {
    setOpened(false);
    await props.ui.open();
    setOpened(true);
  };
  onMount(() => void open());

  return (
    <section class="mounts-panel" aria-label="Mounts">
      <div class="store-head">
        <h2>Mounts</h2>
        <IconButton label="Import archive" onClick={() => void props.ui.pickArchive()}>
          <FileArchive size={16} aria-hidden="true" />
        </IconButton>
        <IconButton label="Import folder" onClick={() => void props.ui.pickFolder()}>
          <FolderInput size={16} aria-hidden="true" />
        </IconButton>
        <IconButton label="Import from URL" onClick={() => props.ui.askUrl()}>
          <Link size={16} aria-hidden="true" />
        </IconButton>
      </div>
      <div role="alert">
        <Show when={props.ui.problem()}>
          {(problem) => (
            <div class="store-line wrong">
              <span>{problem()}</span>
              <IconButton label="Dismiss the problem" onClick={() => props.ui.setProblem(null)}>
                <X size={14} aria-hidden="true" />
              </IconButton>
            </div>
          )}
        </Show>
      </div>
      <For each={props.ui.imports.jobs}>{(job) => <ImportCard ui={props.ui} job={job} />}</For>
      <Show
        when={state() !== null}
        fallback={
          <Show
            when={opened()}
            fallback={
              <p class="store-note" role="status">
                Opening the store …
              </p>
            }
          >
            <p class="store-note">
              <button type="button" class="link" onClick={() => void open()}>
                Try again
              </button>
            </p>
          </Show>
        }
      >
        <Show when={props.ui.mounts().length > 0}>
          <MountList ui={props.ui} />
        </Show>
        <Show when={props.ui.site.list().length > 0}>
          <SiteMounts ui={props.ui} />
        </Show>
        <Show when={empty()}>
          <EmptyMounts ui={props.ui} />
        </Show>
        <Show when={others().length > 0}>
          <KeptTrees ui={props.ui} trees={others()} />
        </Show>
        <Show when={unfinished().length > 0}>
          <Unfinished ui={props.ui} imports={unfinished()} />
        </Show>
      </Show>
    </section>
  );
}
