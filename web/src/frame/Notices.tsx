import { For, Show, type JSX } from "solid-js";
import type { Notices } from "./notices.ts";

/** Lines at the top that stay until they are put away. */
export function NoticeLines(props: { notices: Notices }): JSX.Element {
  return (
    <div class="notices">
      <For each={props.notices.all()}>
        {(notice) => (
          <div class={`notice ${notice.tone}`} role={notice.tone === "warning" ? "alert" : "status"}>
            <span>{notice.message}</span>
            <span class="notice-actions">
              <For each={notice.actions}>
                {(action) => (
                  <button
                    type="button"
                    class="button"
                    onClick={() => {
                      props.notices.close(notice.id);
                      action.run();
                    }}
                  >
                    {action.label}
                  </button>
                )}
              </For>
              <button type="button" class="button" onClick={() => props.notices.close(notice.id)}>
                Close
              </button>
            </span>
          </div>
        )}
      </For>
    </div>
  );
}

/** The short line that goes by itself, and what screen readers are told. */
export function Toast(props: { notices: Notices }): JSX.Element {
  return (
    <>
      <Show when={props.notices.toast()}>
        {(text) => (
          <div class="toast" aria-hidden="true">
            {text()}
          </div>
        )}
      </Show>
      <div class="visually-hidden" role="status" aria-live="polite" data-spoken>
        {props.notices.spoken()}
      </div>
    </>
  );
}
