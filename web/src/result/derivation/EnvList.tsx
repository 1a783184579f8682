/** The environment of a build: short values in place, long ones and scripts folded. */
import { Show, createSignal, type JSX } from "solid-js";
import { formatCount, formatNumberOf } from "../../format.ts";
import { StoreText } from "../StoreText.tsx";
import { PagedText } from "../text/PagedText.tsx";
import { localText } from "../text/source.ts";
import { Few } from "./Few.tsx";

interface EnvEntry {
  name: string;
  value: string;
}

/** Characters of a value shown in place. */
const longest = 300;

export function EnvList(props: { env: readonly EnvEntry[] }): JSX.Element {
  return (
    <ul class="env code">
      <Few items={props.env}>
        {(entry) => (
          <li>
            <span class="env-name">{entry.name}</span>
            <Show when={isLong(entry.value)} fallback={<ShortValue value={entry.value} />}>
              <LongValue entry={entry} />
            </Show>
          </li>
        )}
      </Few>
    </ul>
  );
}

function isLong(value: string): boolean {
  return value.length > longest || value.trimEnd().includes("\n");
}

function ShortValue(props: { value: string }): JSX.Element {
  return (
    <span class="env-value">
      <Show when={props.value !== ""} fallback={<span class="muted">empty</span>}>
        <StoreText text={props.value} />
      </Show>
    </span>
  );
}

function LongValue(props: { entry: EnvEntry }): JSX.Element {
  const [open, setOpen] = createSignal(false);
  const { name, value } = props.entry;
  const lines = value.trimEnd().split("\n").length;
  const size = lines > 1 ? formatNumberOf(lines, "line") : `${formatCount(value.length)} characters`;
  return (
    <details class="env-value" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <span class="env-start">{value.trimStart().split("\n", 1)[0]!.slice(0, 200)}</span>
        <span class="row-note">{size}</span>
      </summary>
      <Show when={open()}>
        <div class="env-text">
          <PagedText source={localText(value)} colouring={null} label={`Value of ${name}`} />
        </div>
      </Show>
    </details>
  );
}
