import { Show, onMount, type JSX } from "solid-js";
import "../styles/share.css";
import { formatCount } from "../format.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { longLink, shortLink, type ShareOutcome, type Sharing } from "./sharing.ts";

/** Shown when copying a link was not all: it is long, or the clipboard was refused. */
export default function ShareDialog(props: { sharing: Sharing; outcome: ShareOutcome }): JSX.Element {
  return (
    <Dialog title="Share this workspace" class="share-dialog" onClose={() => props.sharing.close()}>
      <div class="dialog-scroll share-body">
        <Show
          when={props.outcome.link}
          fallback={
            <p>
              The workspace is too large for a link: it would have {formatCount(props.outcome.length)}{" "}
              characters, more than browsers open.
            </p>
          }
        >
          {(link) => (
            <LinkPart link={link()} outcome={props.outcome} onCopy={() => void props.sharing.copyAgain()} />
          )}
        </Show>
        <p>
          As a file it can have any length. Whoever gets it drops it on this page, or opens it with “Open a
          workspace file…”.
        </p>
        <div class="share-actions">
          <button type="button" class="button" onClick={() => void props.sharing.download()}>
            Download the file
          </button>
        </div>
      </div>
    </Dialog>
  );
}

function LinkPart(props: { link: string; outcome: ShareOutcome; onCopy: () => void }): JSX.Element {
  let field!: HTMLInputElement;
  const select = (): void => {
    field.focus();
    field.select();
  };
  // By hand it takes one key then.
  onMount(() => {
    if (!props.outcome.copied) select();
  });
  return (
    <>
      <Show when={!props.outcome.copied}>
        <p>
          The browser did not let the page use the clipboard. The link is selected below: copy it yourself.
        </p>
      </Show>
      <Show when={props.outcome.length > longLink}>
        <p class="share-warning">
          {props.outcome.copied ? "The link is copied, but it" : "It"} is long:{" "}
          {formatCount(props.outcome.length)} characters. Many programs cut links beyond{" "}
          {formatCount(longLink)}, some chat tools beyond {formatCount(shortLink)}. What was cut opens as a
          damaged link.
        </p>
      </Show>
      <div class="share-link">
        <input
          class="field"
          type="text"
          readonly
          aria-label="Link"
          value={props.link}
          ref={(input) => (field = input)}
          onFocus={() => field.select()}
        />
        <button type="button" class="button" onClick={() => props.onCopy()}>
          Copy
        </button>
      </div>
    </>
  );
}
