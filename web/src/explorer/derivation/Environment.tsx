import { Match, Show, Switch, createMemo, createSignal, type JSX } from "solid-js";
import { formatCount } from "../../format.ts";
import { Few } from "../../result/derivation/Few.tsx";
import { PathText } from "../parts/index.ts";
import type { ExplorerUi } from "../types.ts";
import { FilterField } from "./FilterField.tsx";
import { JsonTree } from "./JsonTree.tsx";
import { LongText } from "./LongText.tsx";
import type { Json, Variable } from "./readable.ts";

/** The environment of a build: short values in place, scripts as scripts. */
export function Environment(props: { ui: ExplorerUi; variables: readonly Variable[] }): JSX.Element {
  const [filter, setFilter] = createSignal("");
  const shown = createMemo(() => {
    const wanted = filter().trim().toLowerCase();
    if (wanted === "") return props.variables;
    return props.variables.filter(
      ({ name, value }) => name.toLowerCase().includes(wanted) || value.toLowerCase().includes(wanted),
    );
  });
  return (
    <section aria-label="Environment">
      <div class="drv-section-head">
        <h3>
          Environment <span class="muted">{formatCount(props.variables.length)}</span>
        </h3>
        <FilterField
          label="Filter the environment by name or value"
          total={props.variables.length}
          shown={shown().length}
          value={filter()}
          onInput={setFilter}
        />
      </div>
      <Show when={shown().length > 0} fallback={<p class="muted">None that matches.</p>}>
        <ul class="drv-env code">
          <Few items={shown()}>
            {(variable) => (
              <li>
                <span class="env-name">
                  {variable.name}
                  <Show when={variable.asFile}>
                    <span
                      class="drv-tag"
                      title={`The builder gets it as a file, whose path is in $${variable.name}Path (passAsFile)`}
                    >
                      as file
                    </span>
                  </Show>
                </span>
                <Value ui={props.ui} variable={variable} />
              </li>
            )}
          </Few>
        </ul>
      </Show>
    </section>
  );
}

function Value(props: { ui: ExplorerUi; variable: Variable }): JSX.Element {
  const { kind, name, value } = props.variable;
  return (
    <div class="drv-value">
      <Switch fallback={<PathText ui={props.ui} text={value} />}>
        <Match when={value === ""}>
          <span class="muted">empty</span>
        </Match>
        <Match when={kind === "json"}>
          <JsonTree ui={props.ui} value={JSON.parse(value) as Json} label={name} />
        </Match>
        <Match when={kind === "script" || kind === "text"}>
          <LongText ui={props.ui} text={value} label={name} bash={kind === "script"} />
        </Match>
      </Switch>
    </div>
  );
}
