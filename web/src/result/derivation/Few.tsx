import { For, Show, createMemo, createSignal, type JSX } from "solid-js";
import { formatCount } from "../../format.ts";

/** Items shown at once. */
const few = 100;

/** A list of which a hundred items are shown, and more where they are asked for. */
export function Few<T>(props: {
  items: readonly T[];
  children: (item: T) => JSX.Element;
  /** What the button for more stands in; an item of a list unless told otherwise. */
  wrap?: (button: JSX.Element) => JSX.Element;
}): JSX.Element {
  const most = createMemo(() => {
    void props.items;
    return createSignal(few);
  });
  const left = (): number => props.items.length - most()[0]();
  return (
    <>
      <For each={props.items.slice(0, most()[0]())}>{props.children}</For>
      <Show when={left() > 0}>
        {(props.wrap ?? inList)(
          <button type="button" class="button" onClick={() => most()[1]((count) => count + few)}>
            {`Show ${formatCount(Math.min(few, left()))} more of ${formatCount(props.items.length)}`}
          </button>,
        )}
      </Show>
    </>
  );
}

function inList(button: JSX.Element): JSX.Element {
  return <li class="more">{button}</li>;
}
