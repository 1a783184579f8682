import { Show, createMemo, type JSX } from "solid-js";
import { formatNumberOf, formatSize, formatTime } from "./format.ts";
import type { Session } from "./session.ts";

/** One line: how long it took and what it cost, or how far it is. */
export function StatusLine(props: { session: Session }): JSX.Element {
  const costs = createMemo(() => {
    const progress = props.session.progress();
    if (progress !== null) {
      const { ms, thunks, calls } = progress;
      const counts =
        thunks === undefined ? [] : [formatNumberOf(thunks, "thunk"), formatNumberOf(calls ?? 0, "call")];
      return [`Evaluating for ${formatTime(ms)}`, ...counts];
    }
    const shown = props.session.shown();
    if (shown === null) return ["Nothing evaluated yet"];
    const { ms, thunks, calls, allocated } = shown.reply.stats;
    return [
      `Evaluated in ${formatTime(ms)}`,
      formatNumberOf(thunks, "thunk"),
      formatNumberOf(calls, "call"),
      `${formatSize(allocated)} allocated`,
    ];
  });
  return (
    <footer class="status-line">
      <span>{costs().join(" · ")}</span>
      <Show when={props.session.edited() && props.session.shown() !== null}>
        <span>Text changed since</span>
      </Show>
    </footer>
  );
}
