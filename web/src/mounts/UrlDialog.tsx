/** Asks for the address of an archive or a published tree. */
import { Show, createSignal, createUniqueId, type JSX } from "solid-js";
import { Dialog } from "../ui/Dialog.tsx";
import { wantedUrl } from "./collect.ts";
import { isArchiveUrl, silentHost, urlProblem } from "./hosts.ts";
import { SilentHostAdvice } from "./SilentHostAdvice.tsx";
import type { Wanted } from "./types.ts";

export interface UrlDialogProps {
  title: string;
  /** What the button says. */
  action: string;
  /** What stands in the field first. */
  start: string;
  /** What becomes of each kind, in a sentence or two. */
  notes: { archive: string; published: string };
  /** Null: nothing. */
  onDone: (wanted: Wanted | null) => void;
}

/** What importing does. */
export const importNotes: UrlDialogProps["notes"] = {
  archive: "A tar, zip or NAR. All of it is fetched now, then kept.",
  published: "A folder that castore publish made. Files are fetched when they are used, then kept.",
};

export function UrlDialog(props: UrlDialogProps): JSX.Element {
  const [url, setUrl] = createSignal(props.start);
  const [tried, setTried] = createSignal(false);
  /** Null as long as the address decides. */
  const [chosen, setChosen] = createSignal<"url" | "published" | null>(null);
  const kind = (): "url" | "published" =>
    chosen() ?? (url() === "" || isArchiveUrl(url().trim()) ? "url" : "published");
  const problem = (): string | null => (tried() ? urlProblem(url().trim()) : null);
  const problemId = createUniqueId();
  const group = createUniqueId();
  let field!: HTMLInputElement;

  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    setTried(true);
    const address = url().trim();
    if (urlProblem(address) !== null) return field.focus();
    props.onDone(wantedUrl(address, kind() === "published"));
  };
  const choice = (value: "url" | "published", label: string): JSX.Element => (
    <label>
      <input
        type="radio"
        name={group}
        value={value}
        checked={kind() === value}
        onChange={() => setChosen(value)}
      />
      <span>{label}</span>
    </label>
  );

  return (
    <Dialog title={props.title} class="url-dialog" onClose={() => props.onDone(null)}>
      <form class="dialog-scroll url-form" novalidate onSubmit={submit}>
        <label class="url-label">
          <span>URL</span>
          <input
            ref={(it) => (field = it)}
            autofocus
            class="field"
            classList={{ wrong: problem() !== null }}
            type="url"
            placeholder="https://…"
            autocomplete="off"
            spellcheck={false}
            aria-invalid={problem() !== null}
            aria-describedby={problem() === null ? undefined : problemId}
            value={url()}
            onInput={(event) => setUrl(event.currentTarget.value)}
          />
        </label>
        <Show when={problem()}>
          {(message) => (
            <p class="import-problem" id={problemId} role="alert">
              {message()}
            </p>
          )}
        </Show>
        <fieldset class="segments url-kinds" aria-label="What is there">
          {choice("url", "An archive")}
          {choice("published", "A published tree")}
        </fieldset>
        <p class="store-note">{kind() === "url" ? props.notes.archive : props.notes.published}</p>
        <Show when={kind() === "url" && silentHost(url().trim())}>
          {(host) => <SilentHostAdvice host={host()} url={url().trim()} />}
        </Show>
        <div class="dialog-actions">
          <button type="button" class="button" onClick={() => props.onDone(null)}>
            Cancel
          </button>
          <button type="submit" class="button primary">
            {props.action}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
