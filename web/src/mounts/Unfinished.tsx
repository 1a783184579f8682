/** Imports that a closed tab left unfinished. */
import { For, type JSX } from "solid-js";
import type { StoreState } from "../../../workers/index.ts";
import type { MountsUi } from "./mounts-ui.ts";
import { dayOf } from "./words.ts";

export function Unfinished(props: { ui: MountsUi; imports: StoreState["unfinished"] }): JSX.Element {
  return (
    <section class="store-part" aria-label="Unfinished imports">
      <h3>Unfinished imports</h3>
      <ul class="kept-list">
        <For each={props.imports}>
          {({ source, began }) => (
            <li class="kept">
              <span class="source" title={source}>
                {source}
              </span>
              <p class="store-note">Begun {dayOf(began)}; the tab was closed.</p>
              {isUrl(source) ? (
                <button type="button" class="link" onClick={() => props.ui.askUrl(source)}>
                  Import it again…
                </button>
              ) : null}
            </li>
          )}
        </For>
      </ul>
      <p class="store-note">Import the same thing again: what was stored of it is used.</p>
    </section>
  );
}

function isUrl(source: string): boolean {
  return /^https?:\/\//.test(source);
}
