/** The panel of the history: a workspace's snapshots, the newest first. */
import "../styles/history.css";
import ChevronDown from "lucide-solid/icons/chevron-down";
import ChevronRight from "lucide-solid/icons/chevron-right";
import Save from "lucide-solid/icons/save";
import { For, Show, createMemo, createSignal, createUniqueId, onMount, type JSX } from "solid-js";
import type { Snapshot } from "../../../workers/index.ts";
import { formatNumberOf, formatSize } from "../format.ts";
import { Digest } from "../mounts/index.ts";
import { IconButton } from "../ui/IconButton.tsx";
import { ProblemLine } from "../ui/ProblemLine.tsx";
import { ChangeMark } from "./ChangeMark.tsx";
import type { HistoryUi } from "./history-ui.ts";
import { dayName, describeChanges, exactTime, timeOf } from "./words.ts";

export function HistoryPanel(props: { ui: HistoryUi }): JSX.Element {
  onMount(() => void props.ui.open());
  const days = createMemo(() => {
    const now = Date.now();
    const groups = new Map<string, Snapshot[]>();
    for (const snapshot of props.ui.snapshots() ?? []) {
      const day = dayName(snapshot.time, now);
      const group = groups.get(day);
      if (group === undefined) groups.set(day, [snapshot]);
      else group.push(snapshot);
    }
    return [...groups];
  });
  return (
    <section class="history-panel" aria-label="History">
      <div class="store-head">
        <h2>History</h2>
        <IconButton
          label="Save a snapshot now"
          disabled={props.ui.busy()}
          onClick={() => void props.ui.saveNow()}
        >
          <Save size={16} aria-hidden="true" />
        </IconButton>
      </div>
      <ProblemLine problem={props.ui.problem()} onDismiss={() => props.ui.setProblem(null)} />
      <Show
        when={props.ui.snapshots() !== null}
        fallback={
          <p class="store-note" role="status">
            {props.ui.problem() === null ? "Looking for snapshots …" : "No history can be shown."}
          </p>
        }
      >
        <Show when={days().length > 0} fallback={<NoHistory ui={props.ui} />}>
          <For each={days()}>
            {([day, snapshots]) => (
              <section class="history-day" aria-label={day}>
                <h3>{day}</h3>
                <ul>
                  <For each={snapshots}>{(snapshot) => <Row ui={props.ui} snapshot={snapshot} />}</For>
                </ul>
              </section>
            )}
          </For>
        </Show>
      </Show>
    </section>
  );
}

function NoHistory(props: { ui: HistoryUi }): JSX.Element {
  return (
    <div class="store-empty">
      <p class="store-note">
        No snapshot of this workspace yet. One is taken some seconds after you change a file, and when you
        evaluate. Each is a tree in this browser’s store; what did not change is stored once.
      </p>
      <button type="button" class="button" disabled={props.ui.busy()} onClick={() => void props.ui.saveNow()}>
        Save a snapshot now
      </button>
    </div>
  );
}

function Row(props: { ui: HistoryUi; snapshot: Snapshot }): JSX.Element {
  const [open, setOpen] = createSignal(false);
  const detailsId = createUniqueId();
  const words = (): string => describeChanges(props.snapshot, props.ui.before(props.snapshot) === null);
  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (event.key === "ArrowRight") setOpen(true);
    else if (event.key === "ArrowLeft") setOpen(false);
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") step(event, event.key === "ArrowDown");
    else return;
    event.preventDefault();
  };
  return (
    <li>
      <button
        type="button"
        class="history-row"
        aria-expanded={open()}
        aria-controls={open() ? detailsId : undefined}
        title={exactTime(props.snapshot.time)}
        onClick={() => setOpen(!open())}
        onKeyDown={onKey}
      >
        <Show when={open()} fallback={<ChevronRight size={14} aria-hidden="true" />}>
          <ChevronDown size={14} aria-hidden="true" />
        </Show>
        <time dateTime={new Date(props.snapshot.time).toISOString()}>{timeOf(props.snapshot.time)}</time>
        <span class="history-words">{words()}</span>
        <Show when={props.snapshot.message}>
          {(message) => <span class="history-message">{message()}</span>}
        </Show>
      </button>
      <Show when={open()}>
        <div class="history-details" id={detailsId}>
          <Digest root={props.snapshot.root} onRefused={props.ui.report} />
          <p class="store-note">
            {formatNumberOf(props.snapshot.files, "file")}, {formatSize(props.snapshot.bytes)}
          </p>
          <Changes ui={props.ui} snapshot={props.snapshot} />
          <div class="store-actions">
            <button
              type="button"
              class="button"
              aria-label="Compare with now"
              title="Shows what differs from the present files"
              onClick={() => props.ui.compare({ snapshot: props.snapshot, path: null, against: "now" })}
            >
              Compare
            </button>
            <button
              type="button"
              class="button"
              disabled={props.ui.busy()}
              title="Puts these files in place of the present ones, which are kept as a snapshot"
              onClick={() => void props.ui.restore(props.snapshot)}
            >
              Restore
            </button>
          </div>
        </div>
      </Show>
    </li>
  );
}

function Changes(props: { ui: HistoryUi; snapshot: Snapshot }): JSX.Element {
  return (
    <ul class="history-changes" aria-label="Changed files">
      <For each={props.snapshot.changes}>
        {({ path, kind }) => (
          <li>
            <button
              type="button"
              title={`${path}: ${kind}; shows the difference`}
              onClick={() => props.ui.compare({ snapshot: props.snapshot, path, against: "before" })}
            >
              <ChangeMark kind={kind} />
              <span class="history-path">{path}</span>
            </button>
          </li>
        )}
      </For>
      <Show when={props.snapshot.changed > props.snapshot.changes.length}>
        <li class="store-note">and {props.snapshot.changed - props.snapshot.changes.length} more</li>
      </Show>
    </ul>
  );
}

/** Moves the focus to the row before or after. */
function step(event: KeyboardEvent, down: boolean): void {
  const row = event.currentTarget as HTMLElement;
  const rows = [...(row.closest(".history-panel")?.querySelectorAll<HTMLElement>(".history-row") ?? [])];
  rows[rows.indexOf(row) + (down ? 1 : -1)]?.focus();
}
