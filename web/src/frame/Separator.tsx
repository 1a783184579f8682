import type { JSX } from "solid-js";

/**
 * The line between two panes, for dragging and for the arrow keys. Enter and a double press go back to the default,
 * as the ARIA pattern of a window splitter has it.
 */
export function Separator(props: {
  label: string;
  /** Id of the pane whose width this is. */
  controls: string;
  value: number;
  min: number;
  max: number;
  /** One press of an arrow key. */
  step: number;
  /** What a position of the pointer means. */
  valueAt: (clientX: number) => number;
  /** As a reader is told. */
  text: string;
  onChange: (value: number) => void;
  onReset: () => void;
}): JSX.Element {
  const change = (value: number): void => props.onChange(Math.min(props.max, Math.max(props.min, value)));
  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter") props.onReset();
    else {
      const { value, step, min, max } = props;
      const to = { ArrowLeft: value - step, ArrowRight: value + step, Home: min, End: max }[event.key];
      if (to === undefined) return;
      change(to);
    }
    event.preventDefault();
  };
  return (
    <div
      class="separator"
      role="separator"
      tabindex="0"
      aria-orientation="vertical"
      aria-label={props.label}
      aria-controls={props.controls}
      aria-valuenow={Math.round(props.value * 100) / 100}
      aria-valuemin={props.min}
      aria-valuemax={props.max}
      aria-valuetext={props.text}
      title={`${props.label}: drag, or use the arrow keys; Enter resets`}
      onKeyDown={onKey}
      onDblClick={() => props.onReset()}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) change(props.valueAt(event.clientX));
      }}
    />
  );
}
