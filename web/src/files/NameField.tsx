/** A field for a name in place: Enter takes it, Escape leaves things as they were. */
import { Show, createSignal, createUniqueId, onMount, type JSX } from "solid-js";

export interface NameFieldProps {
  label: string;
  start: string;
  /** What is selected at first; default: all. */
  selection?: [from: number, to: number];
  /** What is wrong with a name, in a sentence; null when nothing is. */
  problem: (name: string) => string | null;
  /** `left`: by going elsewhere, where the focus then stays. */
  onDone: (name: string, left: boolean) => void;
  onCancel: (left: boolean) => void;
}

export function NameField(props: NameFieldProps): JSX.Element {
  const [name, setName] = createSignal(props.start);
  /** Nothing is called wrong before something was typed or Enter pressed. */
  const [touched, setTouched] = createSignal(false);
  const [over, setOver] = createSignal(false);
  const id = createUniqueId();
  let field!: HTMLInputElement;
  const problem = (): string | null => (touched() && !over() ? props.problem(name()) : null);

  const end = (action: () => void): void => {
    if (over()) return;
    setOver(true);
    action();
  };
  const done = (left: boolean): void => {
    setTouched(true);
    if (name() === props.start) end(() => props.onCancel(left));
    else if (props.problem(name()) === null) end(() => props.onDone(name(), left));
  };
  const onKey = (event: KeyboardEvent): void => {
    event.stopPropagation();
    if (event.isComposing) return;
    if (event.key === "Enter") done(false);
    else if (event.key === "Escape") end(() => props.onCancel(false));
    else return;
    event.preventDefault();
  };
  // Who leaves the field by mouse or Tab means the name that is there, if it is one.
  const onBlur = (): void => {
    if (props.problem(name()) === null) done(true);
    else end(() => props.onCancel(true));
  };

  onMount(() => {
    field.focus();
    field.setSelectionRange(...(props.selection ?? [0, props.start.length]));
  });

  return (
    <span class="name-field">
      <input
        ref={(it) => (field = it)}
        type="text"
        aria-label={props.label}
        aria-invalid={problem() !== null}
        aria-describedby={problem() === null ? undefined : id}
        value={props.start}
        spellcheck={false}
        autocomplete="off"
        autocapitalize="off"
        onInput={(event) => {
          setName(event.currentTarget.value);
          setTouched(true);
        }}
        onKeyDown={onKey}
        onBlur={onBlur}
        onClick={(event) => event.stopPropagation()}
      />
      <Show when={problem()}>
        {(message) => (
          <span class="name-problem" id={id} role="alert">
            {message()}
          </span>
        )}
      </Show>
    </span>
  );
}
