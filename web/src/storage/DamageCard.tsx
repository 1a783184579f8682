/** What is damaged, by tree and path, and where it can be repaired from. */
import X from "lucide-solid/icons/x";
import { For, Show, createMemo, createSignal, type JSX } from "solid-js";
import { UrlDialog } from "../mounts/index.ts";
import { IconButton } from "../ui/IconButton.tsx";
import { groupDamage, type DamageGroup } from "./damage.ts";
import type { StorageUi } from "./storage-ui.ts";

/** Paths of a tree that are shown at first. */
const shownPaths = 10;

const repairNotes = {
  archive: "A tar, zip or NAR of the same tree. It is fetched; only what is damaged is stored.",
  published: "A folder that castore publish made. Only what is damaged is fetched.",
};

export function DamageCard(props: { ui: StorageUi }): JSX.Element {
  const groups = createMemo(() => groupDamage(props.ui.damaged(), props.ui.store.state()?.trees ?? []));
  // By key, so that what is open stays so when another look finds the same.
  const keys = createMemo(() => groups().map(({ key }) => key));
  const [asking, setAsking] = createSignal(false);
  return (
    <>
      <Show when={props.ui.damaged().length > 0}>
        <article class="import-card damage-card" aria-label="Damage">
          <div class="import-head">
            <strong>What is damaged or missing</strong>
            <IconButton label="Put the list of damage away" onClick={() => props.ui.forgetDamage()}>
              <X size={14} aria-hidden="true" />
            </IconButton>
          </div>
          <For each={keys()}>
            {(key) => (
              <Show when={groups().find((it) => it.key === key)}>
                {(group) => <Group ui={props.ui} group={group()} onUrl={() => setAsking(true)} />}
              </Show>
            )}
          </For>
          <p class="store-note">
            Repair brings only what is damaged, and checks all of it. What is whole stays as it is.
          </p>
        </article>
      </Show>
      <Show when={asking()}>
        <UrlDialog
          title="Repair from URL"
          action="Repair"
          start=""
          notes={repairNotes}
          onDone={(wanted) => {
            setAsking(false);
            if (wanted !== null) void props.ui.repair(wanted);
          }}
        />
      </Show>
    </>
  );
}

function Group(props: { ui: StorageUi; group: DamageGroup; onUrl: () => void }): JSX.Element {
  const [choosing, setChoosing] = createSignal(false);
  const [all, setAll] = createSignal(false);
  const items = (): DamageGroup["items"] =>
    all() ? props.group.items : props.group.items.slice(0, shownPaths);
  const busy = (): boolean => props.ui.work() !== null;
  const button = (label: string, run: () => void): JSX.Element => (
    <button type="button" class="button" disabled={busy()} onClick={() => run()}>
      {label}
    </button>
  );
  return (
    <section class="damage-group" aria-label={`Damage of ${props.group.title}`}>
      <div class="kept-line">
        <span class="source" title={props.group.title}>
          {props.group.title}
        </span>
        <button
          type="button"
          class="link"
          aria-label={`Repair ${props.group.title} from…`}
          aria-expanded={choosing()}
          onClick={() => setChoosing(!choosing())}
        >
          Repair from…
        </button>
      </div>
      <ul class="damaged">
        <For each={items()}>
          {({ path, problem }) => (
            <li title={problem}>
              <code>{path}</code>
            </li>
          )}
        </For>
      </ul>
      <Show when={props.group.items.length > items().length}>
        <button type="button" class="link" onClick={() => setAll(true)}>
          Show all {props.group.items.length}
        </button>
      </Show>
      <Show when={choosing()}>
        <div class="store-actions" role="group" aria-label={`Repair ${props.group.title} from`}>
          <Show when={props.group.tree?.url}>
            {(url) =>
              button(`Where it is published: ${new URL(url()).host}`, () => void props.ui.repairFrom(url()))
            }
          </Show>
          {button("Archive…", () => void props.ui.repairFromArchive())}
          {button("Folder…", () => void props.ui.repairFromFolder())}
          {button("URL…", props.onUrl)}
        </div>
        <p class="store-note">
          Whatever has the same files will do: what it was imported from, an export, another copy.
        </p>
      </Show>
    </section>
  );
}
