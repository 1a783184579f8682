import { Show, createMemo, createSignal, type JSX } from "solid-js";
import { formatCount } from "../../format.ts";
import { Few } from "../../result/derivation/Few.tsx";
import { PathLink } from "../parts/index.ts";
import type { ExplorerUi } from "../types.ts";
import { FilterField } from "./FilterField.tsx";
import type { ReadableInput } from "./readable.ts";

/** What a derivation is built from: outputs of other derivations, and sources. */
export function Inputs(props: {
  ui: ExplorerUi;
  inputs: readonly ReadableInput[];
  sources: readonly string[];
}): JSX.Element {
  return (
    <>
      <List title="Input derivations" items={props.inputs} textOf={(input) => input.path}>
        {(input) => (
          <li>
            <PathLink ui={props.ui} path={input.path} label={input.name} />
            <span class="muted">{input.outputs.join(", ")}</span>
          </li>
        )}
      </List>
      <List title="Input sources" items={props.sources} textOf={(path) => path}>
        {(path) => (
          <li>
            <PathLink ui={props.ui} path={path} />
          </li>
        )}
      </List>
    </>
  );
}

function List<T>(props: {
  title: string;
  items: readonly T[];
  textOf: (item: T) => string;
  children: (item: T) => JSX.Element;
}): JSX.Element {
  const [filter, setFilter] = createSignal("");
  const shown = createMemo(() => {
    const wanted = filter().trim().toLowerCase();
    return wanted === ""
      ? props.items
      : props.items.filter((item) => props.textOf(item).toLowerCase().includes(wanted));
  });
  return (
    <section aria-label={props.title}>
      <div class="drv-section-head">
        <h3>
          {props.title} <span class="muted">{formatCount(props.items.length)}</span>
        </h3>
        <FilterField
          label={`Filter ${props.title.toLowerCase()}`}
          total={props.items.length}
          shown={shown().length}
          value={filter()}
          onInput={setFilter}
        />
      </div>
      <Show
        when={shown().length > 0}
        fallback={<p class="muted">{props.items.length === 0 ? "None." : "None that matches."}</p>}
      >
        <ul class="drv-inputs code">
          <Few items={shown()}>{props.children}</Few>
        </ul>
      </Show>
    </section>
  );
}
