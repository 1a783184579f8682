/** What differs between two closures: a table of packages. */
import { For, Show, createMemo, createSignal, type JSX } from "solid-js";
import type { ClosureDiff } from "../../../../workers/index.ts";
import { formatCount, formatNumberOf, formatSize } from "../../format.ts";
import { Few } from "../../result/derivation/Few.tsx";
import { FilterField } from "../derivation/FilterField.tsx";
import { PathLink } from "../parts/index.ts";
import type { ExplorerUi } from "../types.ts";
import {
  changeWords,
  chosenRows,
  closureRows,
  countKinds,
  versionLabel,
  type ChangeKind,
  type ClosureRow,
  type SortKey,
} from "./closure-rows.ts";

const columns: readonly { key: SortKey; label: string }[] = [
  { key: "name", label: "Package" },
  { key: "kind", label: "Change" },
  { key: "before", label: "Before" },
  { key: "after", label: "After" },
  { key: "change", label: "Size" },
];

const kinds: readonly ChangeKind[] = ["version", "added", "removed", "content"];

export function ClosureTable(props: { ui: ExplorerUi; diff: ClosureDiff }): JSX.Element {
  const [filter, setFilter] = createSignal("");
  const [kind, setKind] = createSignal<ChangeKind | null>(null);
  const [sort, setSort] = createSignal<{ key: SortKey; down: boolean }>({ key: "name", down: false });
  const rows = createMemo(() => closureRows(props.diff));
  const counts = createMemo(() => countKinds(rows()));
  const shown = createMemo(() => chosenRows(rows(), filter(), kind(), sort()));
  const totals = (side: { paths: number; narSize: number }): string =>
    `${formatNumberOf(side.paths, "path")}, ${formatSize(side.narSize)}`;
  const sortBy = (key: SortKey): void =>
    void setSort((it) =>
      it.key === key ? { key, down: !it.down } : { key, down: key !== "name" && key !== "kind" },
    );
  return (
    <>
      <p class="compare-totals" role="status">
        {`${totals(props.diff.before)} before; ${totals(props.diff.after)} after: `}
        <strong>{sizeChange(props.diff.after.narSize - props.diff.before.narSize)}</strong>
      </p>
      <div class="drv-section-head">
        <fieldset class="compare-kinds">
          <legend class="visually-hidden">Changes shown</legend>
          <button type="button" class="button" aria-pressed={kind() === null} onClick={() => setKind(null)}>
            {`All ${formatCount(rows().length)}`}
          </button>
          <For each={kinds.filter((it) => counts()[it] > 0)}>
            {(it) => (
              <button type="button" class="button" aria-pressed={kind() === it} onClick={() => setKind(it)}>
                {`${changeWords[it]} ${formatCount(counts()[it])}`}
              </button>
            )}
          </For>
        </fieldset>
        <FilterField
          label="Filter the packages"
          total={rows().length}
          shown={shown().length}
          value={filter()}
          onInput={setFilter}
        />
      </div>
      <div class="compare-table" tabindex="0" role="region" aria-label="Packages that differ">
        <table>
          <thead>
            <tr>
              <For each={columns}>
                {(column) => (
                  <th
                    scope="col"
                    aria-sort={sort().key !== column.key ? "none" : sort().down ? "descending" : "ascending"}
                  >
                    <button type="button" class="compare-sort" onClick={() => sortBy(column.key)}>
                      {column.label}
                      <span aria-hidden="true">
                        {sort().key !== column.key ? "" : sort().down ? " ↓" : " ↑"}
                      </span>
                    </button>
                  </th>
                )}
              </For>
            </tr>
          </thead>
          <tbody>
            <Few
              items={shown()}
              wrap={(button) => (
                <tr>
                  <td colspan={columns.length}>{button}</td>
                </tr>
              )}
            >
              {(row) => <Row ui={props.ui} row={row} />}
            </Few>
          </tbody>
        </table>
        <Show when={shown().length === 0}>
          <p class="muted">
            {rows().length === 0 ? "Both closures have the same packages." : "None that matches."}
          </p>
        </Show>
      </div>
    </>
  );
}

function Row(props: { ui: ExplorerUi; row: ClosureRow }): JSX.Element {
  const { row } = props;
  return (
    <tr>
      <th scope="row" class="code">
        {row.name}
      </th>
      <td>
        <span class={`compare-change ${row.kind}`}>{changeWords[row.kind]}</span>
      </td>
      <Side ui={props.ui} paths={row.before} shared={row.shared} size={row.sizeBefore} />
      <Side ui={props.ui} paths={row.after} shared={row.shared} size={row.sizeAfter} />
      <td class="compare-number">{sizeChange(row.sizeAfter - row.sizeBefore)}</td>
    </tr>
  );
}

function Side(props: {
  ui: ExplorerUi;
  paths: ClosureRow["before"];
  shared: string;
  size: number;
}): JSX.Element {
  return (
    <td>
      <Show when={props.paths.length > 0} fallback={<span class="muted">{props.shared || "–"}</span>}>
        <span class="compare-versions code">
          <For each={props.paths}>
            {(it) => <PathLink ui={props.ui} path={it.path} label={versionLabel(it)} />}
          </For>
        </span>{" "}
        <span class="muted compare-number">{formatSize(props.size)}</span>
      </Show>
    </td>
  );
}

/** `+1.5 KiB`, `−3 B`, `±0`. */
function sizeChange(bytes: number): string {
  if (bytes === 0) return "±0";
  return `${bytes > 0 ? "+" : "−"}${formatSize(Math.abs(bytes))}`;
}
