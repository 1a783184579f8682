import { For, Show, createSignal, createUniqueId, type JSX } from "solid-js";
import { Dialog } from "../ui/Dialog.tsx";
import { choices, ranges } from "./read.ts";
import type { SettingsStore } from "./store.ts";
import type { Settings } from "./types.ts";

const themeNames: Record<Settings["theme"], string> = {
  system: "Like the system",
  light: "Light",
  dark: "Dark",
};
const viewNames: Record<Settings["view"], string> = { tree: "Tree", nix: "Nix", json: "JSON", xml: "XML" };
const profileNames: Record<Settings["profile"], string> = { "2.36": "2.36", "2.8": "2.8" };

/** All settings; each takes effect at once. */
export default function SettingsDialog(props: {
  settings: SettingsStore;
  onExport: () => void;
  onImport: () => void;
  onClose: () => void;
}): JSX.Element {
  const { settings } = props;
  const { current } = settings;
  return (
    <Dialog title="Settings" class="settings" onClose={props.onClose}>
      <div class="dialog-scroll">
        <Group title="Look">
          <Choice
            label="Theme"
            value={current.theme}
            names={themeNames}
            values={choices.theme}
            onChange={(theme) => settings.set({ theme })}
          />
          <NumberField
            label="Font size"
            unit="pixels"
            name="fontSize"
            value={current.fontSize}
            onChange={(fontSize) => settings.set({ fontSize })}
          />
          <Check
            label="Wrap long lines"
            checked={current.wrapLines}
            onChange={(wrapLines) => settings.set({ wrapLines })}
          />
        </Group>
        <Group title="Evaluating">
          <Check
            label="Evaluate as you type"
            hint="Shortly after each change; a running evaluation is stopped."
            checked={current.evaluateAsYouType}
            onChange={(evaluateAsYouType) => settings.set({ evaluateAsYouType })}
          />
          <Choice
            label="Show results as"
            value={current.view}
            names={viewNames}
            values={choices.view}
            onChange={(view) => settings.set({ view })}
          />
          <Check
            label="Evaluate all of the value"
            hint="Nested values too, as --strict does."
            checked={current.strict}
            onChange={(strict) => settings.set({ strict })}
          />
          <Choice
            label="Nix version"
            hint="Whose language is followed; they differ in details."
            value={current.profile}
            names={profileNames}
            values={choices.profile}
            onChange={(profile) => settings.set({ profile })}
          />
          <Check
            label="Pipe operators"
            hint="Allow |> and <|, an experimental feature of Nix."
            checked={current.pipeOperators}
            onChange={(pipeOperators) => settings.set({ pipeOperators })}
          />
        </Group>
        <Group title="Limits">
          <NumberField
            label="Time"
            unit="seconds"
            hint="An evaluation that takes longer ends in an error."
            name="timeLimit"
            value={current.timeLimit}
            onChange={(timeLimit) => settings.set({ timeLimit })}
          />
          <NumberField
            label="Memory"
            unit="MiB"
            hint="Allocated in one evaluation, approximately; what is free again counts too."
            name="memoryLimit"
            value={current.memoryLimit}
            onChange={(memoryLimit) => settings.set({ memoryLimit })}
          />
        </Group>
        <div class="settings-actions">
          <button type="button" class="button" onClick={() => props.onExport()}>
            Export settings
          </button>
          <button type="button" class="button" onClick={() => props.onImport()}>
            Import settings
          </button>
          <button type="button" class="button" onClick={() => settings.reset()}>
            Reset all
          </button>
        </div>
        <p class="settings-note">
          Kept in this browser only. Links carry language, view and strictness, never limits.
        </p>
      </div>
    </Dialog>
  );
}

function Group(props: { title: string; children: JSX.Element }): JSX.Element {
  return (
    <fieldset class="settings-group">
      <legend>{props.title}</legend>
      {props.children}
    </fieldset>
  );
}

/** A label, its control and a line that says more. */
function Row(props: {
  label: string;
  hint?: string;
  children: (ids: { id: string; hint?: string }) => JSX.Element;
}): JSX.Element {
  const id = createUniqueId();
  return (
    <div class="settings-row">
      <div>
        <label for={id}>{props.label}</label>
        <Show when={props.hint}>
          <p class="settings-hint" id={`${id}-hint`}>
            {props.hint}
          </p>
        </Show>
      </div>
      {props.children({ id, ...(props.hint !== undefined && { hint: `${id}-hint` }) })}
    </div>
  );
}

function Choice<T extends string>(props: {
  label: string;
  hint?: string;
  value: T;
  values: readonly T[];
  names: Record<T, string>;
  onChange: (value: T) => void;
}): JSX.Element {
  return (
    <Row label={props.label} {...(props.hint !== undefined && { hint: props.hint })}>
      {(ids) => (
        <select
          id={ids.id}
          class="field"
          aria-describedby={ids.hint}
          onChange={(event) => {
            const chosen = props.values.find((value) => value === event.currentTarget.value);
            if (chosen !== undefined) props.onChange(chosen);
          }}
        >
          <For each={props.values}>
            {(value) => (
              <option value={value} selected={value === props.value}>
                {props.names[value]}
              </option>
            )}
          </For>
        </select>
      )}
    </Row>
  );
}

function Check(props: {
  label: string;
  hint?: string;
  checked: boolean;
  onChange: (on: boolean) => void;
}): JSX.Element {
  return (
    <Row label={props.label} {...(props.hint !== undefined && { hint: props.hint })}>
      {(ids) => (
        <input
          id={ids.id}
          type="checkbox"
          class="check"
          aria-describedby={ids.hint}
          checked={props.checked}
          onChange={(event) => props.onChange(event.currentTarget.checked)}
        />
      )}
    </Row>
  );
}

/** A number in its range; one that is not is told, and not taken. */
function NumberField(props: {
  label: string;
  unit: string;
  hint?: string;
  name: keyof typeof ranges;
  value: number;
  onChange: (value: number) => void;
}): JSX.Element {
  const [wrong, setWrong] = createSignal(false);
  const range = () => ranges[props.name];
  const rule = (): string => `From ${range().min} to ${range().max} ${props.unit}.`;
  const take = (input: HTMLInputElement): void => {
    const value = input.valueAsNumber;
    const fits = value >= range().min && value <= range().max;
    setWrong(!fits);
    if (fits) props.onChange(value);
  };
  return (
    <Row label={props.label} hint={wrong() ? rule() : (props.hint ?? rule())}>
      {(ids) => (
        <span class="settings-number">
          <input
            id={ids.id}
            type="number"
            class="field"
            classList={{ wrong: wrong() }}
            aria-describedby={ids.hint}
            aria-invalid={wrong()}
            min={range().min}
            max={range().max}
            step={range().step}
            value={props.value}
            onChange={(event) => take(event.currentTarget)}
          />
          <span class="settings-unit">{props.unit}</span>
        </span>
      )}
    </Row>
  );
}
