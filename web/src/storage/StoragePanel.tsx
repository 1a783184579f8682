/** The panel of storage: what is used, by which trees, and what can be done about it. */
import RefreshCw from "lucide-solid/icons/refresh-cw";
import { For, Show, createMemo, onMount, type JSX } from "solid-js";
import type { ServiceUse, StorageReport, StorageTree } from "../../../workers/index.ts";
import { formatNumberOf, formatSize } from "../format.ts";
import { IconButton } from "../ui/IconButton.tsx";
import { DamageCard } from "./DamageCard.tsx";
import type { StorageUi } from "./storage-ui.ts";
import { TreeUse } from "./TreeUse.tsx";
import { serviceWords, usageWords } from "./words.ts";
import { WorkCard } from "./WorkCard.tsx";

export function StoragePanel(props: { ui: StorageUi }): JSX.Element {
  onMount(() => props.ui.refresh());
  return (
    <section class="storage-panel" aria-label="Storage">
      <div class="store-head">
        <h2>Storage</h2>
        <IconButton label="Look again" onClick={() => props.ui.refresh()}>
          <RefreshCw size={14} aria-hidden="true" />
        </IconButton>
      </div>
      <WorkCard ui={props.ui} />
      <DamageCard ui={props.ui} />
      <Show
        when={props.ui.usage()}
        fallback={
          <p class="store-note" role="status">
            Counting what is kept …
          </p>
        }
      >
        {(report) => (
          <>
            <Usage ui={props.ui} report={report()} />
            <Trees ui={props.ui} report={report()} />
            <Upkeep ui={props.ui} report={report()} />
          </>
        )}
      </Show>
    </section>
  );
}

function Usage(props: { ui: StorageUi; report: StorageReport }): JSX.Element {
  const part = (): number | null => {
    const { usage, quota } = props.report;
    return usage === null || quota === null || quota === 0 ? null : Math.min(1, usage / quota);
  };
  return (
    <div class="storage-usage">
      <Show when={part() !== null}>
        <div
          class="use-bar"
          classList={{ full: part()! > 0.9 }}
          role="meter"
          aria-label="Storage used"
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round(part()! * 100)}
          aria-valuetext={usageWords(props.report) ?? ""}
        >
          <span class="use-own" style={{ width: `${Math.max(1, part()! * 100)}%` }} />
        </div>
      </Show>
      <p class="import-line">{usageWords(props.report) ?? "The browser does not tell how much is used."}</p>
      <Show when={(part() ?? 0) > 0.9}>
        <p class="import-problem">There is little room left. Remove a tree, then collect garbage.</p>
      </Show>
      <Show
        when={props.report.persisted}
        fallback={
          <div class="kept-line">
            <span class="store-note">
              {props.ui.refused()
                ? "The browser did not agree. It may, once this page is bookmarked or installed; export what you need."
                : "When space is short, the browser may delete it."}
            </span>
            <button
              type="button"
              class="button"
              title="Ask the browser never to delete it by itself"
              onClick={() => void props.ui.persist()}
            >
              Keep
            </button>
          </div>
        }
      >
        <p class="store-note">Kept until you remove it.</p>
      </Show>
    </div>
  );
}

function Trees(props: { ui: StorageUi; report: StorageReport }): JSX.Element {
  const largest = createMemo(() => Math.max(1, ...props.report.trees.map(({ stored }) => stored)));
  const roots = createMemo(() => props.report.trees.map(({ tree }) => tree.root));
  const find = (root: string): StorageTree | undefined =>
    props.report.trees.find(({ tree }) => tree.root === root);
  return (
    <section class="store-part" aria-label="Trees">
      <h3>Trees</h3>
      <Show
        when={roots().length > 0}
        fallback={
          <p class="store-note">
            No tree is kept. Import one in{" "}
            <button type="button" class="link" onClick={() => props.ui.showMounts()}>
              Mounts
            </button>
            : what it takes is shown here.
          </p>
        }
      >
        <ul class="kept-list">
          <For each={roots()}>
            {(root) => (
              <Show when={find(root)}>
                {(use) => <TreeUse ui={props.ui} use={use()} largest={largest()} />}
              </Show>
            )}
          </For>
        </ul>
      </Show>
    </section>
  );
}

/** Each store by its name: what it was asked since the store worker began. */
function Services(props: { services: readonly ServiceUse[] }): JSX.Element {
  return (
    <details class="store-services">
      <summary>What was read</summary>
      <dl>
        <For each={props.services}>
          {(use) => (
            <div>
              <dt class="source" title={use.name}>
                {use.name}
              </dt>
              <dd>{serviceWords(use)}</dd>
            </div>
          )}
        </For>
      </dl>
    </details>
  );
}

function Upkeep(props: { ui: StorageUi; report: StorageReport }): JSX.Element {
  const busy = (): boolean => props.ui.work() !== null;
  return (
    <section class="store-part" aria-label="Upkeep">
      <h3>Upkeep</h3>
      <p class="import-line">
        {formatNumberOf(props.report.blobs, "file content")} and{" "}
        {formatNumberOf(props.report.directories, "directory", "directories")},{" "}
        {formatSize(props.report.stored)} in all.{" "}
        {props.report.garbage === 0
          ? "All of it is needed."
          : `${formatSize(props.report.garbage)} of it is garbage: no tree needs it.`}
      </p>
      <Show when={props.report.history.snapshots > 0}>
        <p class="import-line">
          {formatNumberOf(props.report.history.snapshots, "snapshot")} of workspaces,{" "}
          {formatSize(props.report.history.own)} that no tree has.
        </p>
      </Show>
      <div class="store-actions">
        <button
          type="button"
          class="button"
          disabled={busy()}
          title="Frees what no tree and no snapshot needs"
          onClick={() => void props.ui.collect()}
        >
          Collect garbage
        </button>
        <button
          type="button"
          class="button"
          disabled={busy()}
          title="Reads everything and compares it with its digests"
          onClick={() => void props.ui.verify()}
        >
          Verify
        </button>
      </div>
      <Show when={props.report.services.length > 0}>
        <Services services={props.report.services} />
      </Show>
    </section>
  );
}
