import { For, Show, type JSX } from "solid-js";

/** A name and what stands for it; `note` in a muted tone after it. */
export interface Fact {
  name: string;
  value: JSX.Element;
  note?: JSX.Element;
}

/** Names and values in two columns, one on narrow panes. */
export function Facts(props: { facts: readonly Fact[] }): JSX.Element {
  return (
    <dl class="facts">
      <For each={props.facts}>
        {(fact) => (
          <div class="fact">
            <dt>{fact.name}</dt>
            <dd>
              {fact.value}
              <Show when={fact.note !== undefined && fact.note !== ""}>
                <span class="fact-note">{fact.note}</span>
              </Show>
            </dd>
          </div>
        )}
      </For>
    </dl>
  );
}
