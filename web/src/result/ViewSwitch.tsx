import { For, type JSX } from "solid-js";
import type { View } from "../settings/types.ts";

const views: readonly { view: View; label: string; title: string }[] = [
  { view: "tree", label: "Tree", title: "The value as a tree: what you open is evaluated" },
  { view: "nix", label: "Nix", title: "As nix-instantiate --eval prints it" },
  { view: "json", label: "JSON", title: "As nix-instantiate --eval --strict --json prints it" },
  { view: "xml", label: "XML", title: "As nix-instantiate --eval --xml prints it" },
];

export interface ViewSwitchProps {
  view: View;
  onView: (view: View) => void;
  strict: boolean;
  onStrict: (strict: boolean) => void;
}

/** How the result is shown, and whether all of it is evaluated first. */
export function ViewSwitch(props: ViewSwitchProps): JSX.Element {
  const always = (): boolean => props.view === "json";
  return (
    <>
      <fieldset class="segments">
        <legend class="visually-hidden">Show the result as</legend>
        <For each={views}>
          {({ view, label, title }) => (
            <label title={title}>
              <input
                type="radio"
                name="view"
                value={view}
                checked={props.view === view}
                onChange={() => props.onView(view)}
              />
              <span>{label}</span>
            </label>
          )}
        </For>
      </fieldset>
      <label
        class="strict"
        title={
          always()
            ? "JSON is always evaluated to the bottom"
            : "Evaluate to the bottom before anything is shown"
        }
      >
        <input
          type="checkbox"
          checked={props.strict || always()}
          disabled={always()}
          onChange={(event) => props.onStrict(event.currentTarget.checked)}
        />
        <span>Strict</span>
      </label>
    </>
  );
}
