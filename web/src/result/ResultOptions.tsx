import { For, type JSX } from "solid-js";
import { profileOf, profiles, views, type Session, type View } from "../session.ts";

const labels: Record<View, { label: string; title: string }> = {
  value: { label: "Value", title: "Evaluated to the bottom, as nix-instantiate --eval --strict prints it" },
  lazy: { label: "Lazy", title: "Evaluated as far as needed, as nix-instantiate --eval prints it" },
  json: { label: "JSON", title: "As nix-instantiate --eval --strict --json prints it" },
  xml: { label: "XML", title: "As nix-instantiate --eval --strict --xml prints it" },
};

/** How the result is wanted, and by which Nix. */
export function ResultOptions(props: { session: Session }): JSX.Element {
  return (
    <div class="result-options">
      <fieldset class="segments">
        <legend class="visually-hidden">Show the result as</legend>
        <For each={views}>
          {(view) => (
            <label title={labels[view].title}>
              <input
                type="radio"
                name="view"
                value={view}
                checked={props.session.view() === view}
                onChange={() => props.session.setView(view)}
              />
              <span>{labels[view].label}</span>
            </label>
          )}
        </For>
      </fieldset>
      <label class="choice">
        <span>Nix</span>
        <select
          aria-label="Nix version"
          title="The Nix version whose language is followed"
          value={props.session.profile()}
          onChange={(event) => props.session.setProfile(profileOf(event.currentTarget.value))}
        >
          <For each={profiles}>{(profile) => <option value={profile}>{profile}</option>}</For>
        </select>
      </label>
    </div>
  );
}
