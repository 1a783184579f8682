import { Show, type JSX } from "solid-js";

/** What there is nothing of: what it is for, and the next step as `children`. */
export function EmptyState(props: { title: string; text?: string; children?: JSX.Element }): JSX.Element {
  return (
    <div class="explorer-state">
      <p class="explorer-state-title">{props.title}</p>
      <Show when={props.text}>
        <p>{props.text}</p>
      </Show>
      {props.children}
    </div>
  );
}
