/** A snapshot's files against those of the one before, or against the present ones. */
import "../styles/history.css";
import { For, Show, createMemo, createResource, createSignal, type JSX } from "solid-js";
import { formatNumberOf } from "../format.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { compareFiles, type Files } from "./compare.ts";
import { FileDiff } from "./FileDiff.tsx";
import type { Comparison, HistoryUi } from "./history-ui.ts";
import { exactTime } from "./words.ts";

export function CompareDialog(props: { ui: HistoryUi; comparison: Comparison }): JSX.Element {
  const { snapshot, path } = props.comparison;
  const [against, setAgainst] = createSignal(props.comparison.against);
  const [chosen, setChosen] = createSignal(path);
  const before = props.ui.before(snapshot);

  /** Both sides, the earlier one first; a message where they can't be had. */
  const [sides] = createResource(against, async (other): Promise<[Files, Files] | string> => {
    try {
      const files = await props.ui.filesOf(snapshot);
      if (other === "now") return [files, props.ui.present()];
      return [before === null ? new Map() : await props.ui.filesOf(before), files];
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  });
  const both = (): [Files, Files] | null => {
    const found = sides();
    return found === undefined || typeof found === "string" ? null : found;
  };
  const changes = createMemo(() => {
    const found = both();
    return found === null ? [] : compareFiles(...found);
  });
  const file = (): string | null =>
    changes().find((it) => it.path === chosen())?.path ?? changes()[0]?.path ?? null;

  return (
    <Dialog
      title={`Snapshot of ${exactTime(snapshot.time)}`}
      class="history-dialog"
      onClose={() => props.ui.compare(null)}
    >
      <div class="history-choices">
        <label>
          <span>Compared with</span>
          <select
            class="field"
            onChange={(event) => setAgainst(event.currentTarget.value === "now" ? "now" : "before")}
          >
            <option value="before" selected={against() === "before"}>
              {before === null ? "Nothing: it is the first" : `The one before, ${exactTime(before.time)}`}
            </option>
            <option value="now" selected={against() === "now"}>
              The present files
            </option>
          </select>
        </label>
        <label>
          <span>File</span>
          <select
            class="field"
            disabled={changes().length === 0}
            onChange={(event) => setChosen(event.currentTarget.value)}
          >
            <For each={changes()} fallback={<option>None differs</option>}>
              {(change) => (
                <option value={change.path} selected={change.path === file()}>
                  {change.path} ({change.kind})
                </option>
              )}
            </For>
          </select>
        </label>
      </div>
      <div class="history-diff" tabindex="0" role="region" aria-label="Difference">
        <Show
          when={both()}
          fallback={
            <p class="store-note" role="status">
              {typeof sides() === "string" ? (sides() as string) : "Reading …"}
            </p>
          }
        >
          {(found) => (
            <Show when={file()} fallback={<p class="store-note">All files are the same.</p>} keyed>
              {(it) => <FileDiff before={found()[0].get(it) ?? null} after={found()[1].get(it) ?? null} />}
            </Show>
          )}
        </Show>
      </div>
      <div class="history-foot">
        <span class="store-note">
          {both() === null || changes().length === 0
            ? ""
            : `${formatNumberOf(changes().length, "file")} ${changes().length === 1 ? "differs" : "differ"}.`}
        </span>
        <button
          type="button"
          class="button"
          disabled={props.ui.busy()}
          onClick={() => void props.ui.restore(snapshot)}
        >
          Restore this snapshot
        </button>
      </div>
    </Dialog>
  );
}
