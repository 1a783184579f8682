/** The panel of mounts: imports under way, mounts in the order of NIX_PATH, and trees without a name. */
import FileArchive from "lucide-solid/icons/file-archive";
import FolderInput from "lucide-solid/icons/folder-input";
import Link from "lucide-solid/icons/link";
import { For, Show, createMemo, createSignal, onMount, type JSX } from "solid-js";
import { ProblemLine } from "../ui/ProblemLine.tsx";
import { unmounted } from "./edits.ts";
import { EmptyMounts } from "./EmptyMounts.tsx";
import { IconButton } from "../ui/IconButton.tsx";
import { ImportCard } from "./ImportCard.tsx";
import { KeptTrees } from "./KeptTrees.tsx";
import { MountList } from "./MountList.tsx";
import type { MountsUi } from "./mounts-ui.ts";
import { Scope } from "./Scope.tsx";
import { SiteMounts } from "./SiteMounts.tsx";
import { Unfinished } from "./Unfinished.tsx";

export function MountsPanel(props: { ui: MountsUi }): JSX.Element {
  const state = (): ReturnType<MountsUi["store"]["state"]> => props.ui.store.state();
  const others = createMemo(() => unmounted(state()?.trees ?? [], props.ui.all(), props.ui.here()));
  const unfinished = createMemo(() => {
    const running = new Set(
      props.ui.imports.jobs.filter(({ status }) => status.type === "running").map(({ label }) => label),
    );
    return (state()?.unfinished ?? []).filter(({ source }) => !running.has(source));
  });
  const empty = (): boolean => props.ui.here().length === 0 && others().length === 0;

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
      <ProblemLine problem={props.ui.problem()} onDismiss={() => props.ui.setProblem(null)} />
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
        <Show when={props.ui.here().length > 0}>
          <Scope ui={props.ui} />
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
