import { For, Show, createMemo, createSignal, onCleanup, type JSX } from "solid-js";
import { formatNumberOf, formatSize, formatTime } from "../format.ts";
import type { Session } from "../session.ts";

/** One line: how long it took and what it cost, or how far it is; and what is kept. */
export function StatusLine(props: {
  session: Session;
  /** Whether the workspace is kept. */
  saved: "saved" | "saving" | "failed";
  /** For what later rooms have to say: store size, peers. */
  more?: readonly string[];
}): JSX.Element {
  const costs = createMemo((): string[] => {
    const progress = props.session.progress();
    if (progress !== null) {
      const { ms, thunks, calls } = progress;
      const counts =
        thunks === undefined ? [] : [formatNumberOf(thunks, "thunk"), formatNumberOf(calls ?? 0, "call")];
      return [`Evaluating for ${formatTime(ms)}`, ...counts];
    }
    const interruption = props.session.interruption();
    if (interruption !== null) {
      return [
        `${interruption.type === "stopped" ? "Stopped" : "Crashed"} after ${formatTime(interruption.after)}`,
      ];
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
  const offline = createOffline();
  return (
    <footer class="status-line">
      <span class="status-costs">{costs().join(" · ")}</span>
      <span class="status-side">
        <Show when={props.session.edited() && props.session.shown() !== null}>
          <span>Text changed since</span>
        </Show>
        <For each={props.more ?? []}>{(text) => <span>{text}</span>}</For>
        <Show when={offline()}>
          <span title="No network: what is here works, fetching does not">Offline</span>
        </Show>
        <span classList={{ "status-wrong": props.saved === "failed" }} title={savedTitles[props.saved]}>
          {savedWords[props.saved]}
        </span>
      </span>
    </footer>
  );
}

const savedWords = { saved: "Saved", saving: "Saving", failed: "Not saved" } as const;
const savedTitles = {
  saved: "The workspace is kept in this browser",
  saving: "The workspace is being kept in this browser",
  failed: "This browser could not keep the workspace. Share it or download it before you close the page.",
} as const;

function createOffline(): () => boolean {
  const [offline, setOffline] = createSignal(!navigator.onLine);
  const look = (): void => void setOffline(!navigator.onLine);
  window.addEventListener("online", look);
  window.addEventListener("offline", look);
  onCleanup(() => {
    window.removeEventListener("online", look);
    window.removeEventListener("offline", look);
  });
  return offline;
}
