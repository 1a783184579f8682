/** One row: twisty, name, value coloured by type, what else there is to it. */
import ChevronRight from "lucide-solid/icons/chevron-right";
import Crosshair from "lucide-solid/icons/crosshair";
import Ellipsis from "lucide-solid/icons/ellipsis";
import { Show, type JSX } from "solid-js";
import type { ValueSummary } from "../../../../workers/index.ts";
import { formatCount, formatNumberOf } from "../../format.ts";
import { attributeName } from "../expression-path.ts";
import { StoreText } from "../StoreText.tsx";
import { definitionOf, type RowAction } from "./actions.ts";
import type { Row } from "./row-index.ts";
import { opensElsewhere, rowText, sizeWord, typeClass, typeWord, unfolds } from "./row-words.ts";

export interface TreeRowProps {
  row: Row;
  id: string;
  active: boolean;
  pending: boolean;
  canGoTo: boolean;
  onSelect: () => void;
  onToggle: () => void;
  onActivate: () => void;
  onAction: (action: RowAction) => void;
  onMenu: (anchor: HTMLElement) => void;
}

/** Levels that are indented: deeper ones would leave no room. */
const mostIndent = 24;

export function TreeRow(props: TreeRowProps): JSX.Element {
  const { row } = props;
  const { value, child } = row;
  // Buttons of a row are reached by keys of the tree and by its menu.
  return (
    <div
      class="row"
      id={props.id}
      role="treeitem"
      aria-level={row.level}
      aria-setsize={row.siblings}
      aria-posinset={row.position + 1}
      aria-selected={props.active}
      aria-expanded={value !== null && unfolds(value) ? row.opened !== null : undefined}
      aria-label={rowLabel(row)}
      aria-busy={props.pending || value === null ? true : undefined}
      classList={{ active: props.active }}
      style={{ "padding-left": `calc(${Math.min(row.level - 1, mostIndent)} * var(--indent))` }}
      onClick={(event) => {
        if (getSelection()?.isCollapsed === false) return;
        props.onSelect();
        if (value === null) return;
        if (unfolds(value)) {
          if (event.detail === 1) props.onToggle();
        } else if (event.detail === 2 || event.target.closest(".row-open") !== null) props.onActivate();
      }}
      onContextMenu={(event) => {
        if (getSelection()?.isCollapsed === false) return;
        event.preventDefault();
        props.onSelect();
        props.onMenu(event.currentTarget);
      }}
    >
      <span class="twisty" classList={{ open: row.opened !== null }} aria-hidden="true">
        <Show when={value !== null && unfolds(value)}>
          <ChevronRight size={16} />
        </Show>
      </span>
      <Show when={child}>
        {(it) => (
          <span class="row-name">
            {it().name === null ? formatCount(it().index) : attributeName(it().name!)}
            <span class="row-sign">{it().name === null ? ":" : " ="}</span>
          </span>
        )}
      </Show>
      <Show when={value} fallback={<span class="row-waiting" />}>
        {(it) => <RowValue value={it()} pending={props.pending} row={row} canGoTo={props.canGoTo} />}
      </Show>
      <span class="row-tools">
        <Show when={value !== null && value.derivation !== null}>
          <button
            type="button"
            class="row-tool text"
            tabindex="-1"
            onClick={stopping(() => props.onAction("open-derivation"))}
          >
            Derivation
          </button>
        </Show>
        <Show when={props.canGoTo && definitionOf(row)}>
          {(span) => (
            <button
              type="button"
              class="row-tool"
              tabindex="-1"
              title={`Go to definition, line ${span().line}`}
              aria-label={`Go to definition, line ${span().line}`}
              onClick={stopping(() => props.onAction("go-to"))}
            >
              <Crosshair size={14} aria-hidden="true" />
            </button>
          )}
        </Show>
        <Show when={value !== null}>
          <button
            type="button"
            class="row-tool row-menu-button"
            tabindex="-1"
            title="Actions"
            aria-label="Actions"
            onClick={(event) => {
              event.stopPropagation();
              props.onSelect();
              props.onMenu(event.currentTarget);
            }}
          >
            <Ellipsis size={14} aria-hidden="true" />
          </button>
        </Show>
      </span>
    </div>
  );
}

function stopping(act: () => void): (event: MouseEvent) => void {
  return (event) => {
    event.stopPropagation();
    act();
  };
}

function RowValue(props: { value: ValueSummary; pending: boolean; row: Row; canGoTo: boolean }): JSX.Element {
  const { value, row } = props;
  const size = sizeWord(value);
  return (
    <>
      <span class={`row-value ${typeClass(value)}`} title={valueTitle(value)}>
        <Show when={value.derivation !== null}>
          <span class="row-tag">derivation</span>
        </Show>
        {value.type === "string" ? <StoreText text={value.text} keyless /> : rowText(value)}
      </span>
      <Show when={props.pending}>
        <span class="row-note">evaluating</span>
      </Show>
      <Show when={row.filter !== ""}>
        <span class="row-note">
          {`${formatCount(row.total)} of ${formatNumberOf(value.size, "attribute")} with “${row.filter}”`}
        </span>
      </Show>
      <Show when={size !== "" && row.filter === ""}>
        <span class="row-note">{size}</span>
      </Show>
      <Show when={value.context.length > 0}>
        <span class="row-note row-context" title={value.context.join("\n")}>
          {formatNumberOf(value.context.length, "dependency", "dependencies")}
        </span>
      </Show>
      <Show when={opensElsewhere(value)}>
        <span class="row-open">{openWord(value)}</span>
      </Show>
      <Show when={value.type === "lambda" && !opensElsewhere(value) && props.canGoTo}>
        <span class="row-open">Source</span>
      </Show>
    </>
  );
}

function openWord(value: ValueSummary): string {
  if (value.type === "failed") return "Show";
  return value.type === "string" ? "Open" : "Doc";
}

/** On hover: what it is, and what there is no room for. */
function valueTitle(value: ValueSummary): string {
  if (value.type === "failed") return value.error?.message ?? value.text;
  if (value.doc !== null) return `${typeWord(value)}\n\n${value.doc}`;
  if (value.type === "thunk") return "Not evaluated yet; open it to evaluate it";
  return value.cut || value.type === "string" ? `${typeWord(value)}\n${value.text}` : typeWord(value);
}

/** The row as it is read out. */
function rowLabel({ child, value, siblings }: Row): string {
  if (value === null) return "loading";
  const name =
    child === null
      ? "result"
      : (child.name ?? `element ${formatCount(child.index)} of ${formatCount(siblings)}`);
  const text = value.type === "thunk" ? "" : `: ${rowText(value).slice(0, 200)}`;
  return `${name}, ${typeWord(value)}${text}`;
}
