/** Looks for nodes by name: marks all that are found, goes from one to the next. */
import { Show, createEffect, createSignal, on, type JSX } from "solid-js";
import { formatCount } from "../../format.ts";

export function GraphSearch(props: {
  query: string;
  hits: readonly number[];
  onQuery: (query: string) => void;
  /** Goes to one of them. */
  onHit: (node: number) => void;
  onLeave: () => void;
  ref: (input: HTMLInputElement) => void;
}): JSX.Element {
  const [at, setAt] = createSignal(-1);
  createEffect(
    on(
      () => props.hits,
      () => setAt(-1),
      { defer: true },
    ),
  );
  const step = (by: number): void => {
    const count = props.hits.length;
    if (count === 0) return;
    const next = at() < 0 ? (by > 0 ? 0 : count - 1) : (at() + by + count) % count;
    setAt(next);
    props.onHit(props.hits[next]!);
  };
  const told = (): string => {
    if (props.query.trim() === "") return "";
    const count = props.hits.length;
    if (count === 0) return "none";
    return at() < 0 ? `${formatCount(count)} found` : `${formatCount(at() + 1)} of ${formatCount(count)}`;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Enter") step(event.shiftKey ? -1 : 1);
    else if (event.key === "ArrowDown") step(1);
    else if (event.key === "ArrowUp") step(-1);
    else if (event.key === "Escape" && props.query !== "") props.onQuery("");
    else if (event.key === "Escape") props.onLeave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <span class="graph-search">
      <input
        ref={(input) => props.ref(input)}
        type="search"
        class="filter"
        placeholder="Find a node"
        aria-label="Find a node by name; Enter goes from one to the next"
        value={props.query}
        onInput={(event) => props.onQuery(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <span class="graph-found muted" role="status">
        {told()}
      </span>
      <Show when={props.hits.length > 1}>
        <button type="button" class="tool-button labelled" onClick={() => step(1)}>
          Next
        </button>
      </Show>
    </span>
  );
}
