import { For, Show, type JSX } from "solid-js";
import "../styles/share.css";
import { formatNumberOf, formatSize } from "../format.ts";
import { Dialog } from "../ui/Dialog.tsx";
import type { Opening } from "./opening.ts";
import type { Shared, SharedSettings } from "./types.ts";

/** Files named before the rest is counted. */
const maxNamed = 8;

const utf8 = new TextEncoder();

/** Asks what to do with something shared when there is work to lose. */
export default function OpenSharedDialog(props: {
  opening: Opening;
  shared: Shared;
  /** Name of the workspace that is open now. */
  current: string;
}): JSX.Element {
  const paths = (): string[] => Object.keys(props.shared.workspace.files).sort();
  const size = (): number =>
    Object.values(props.shared.workspace.files).reduce(
      (sum, it) => sum + (typeof it === "string" ? utf8.encode(it).length : it.length),
      0,
    );
  const choose = (choice: "new" | "replace" | "cancel") => () => void props.opening.choose(choice);
  return (
    <Dialog title={`Open “${props.shared.workspace.name}”`} class="open-shared" onClose={choose("cancel")}>
      <div class="dialog-scroll share-body">
        <p>
          {formatNumberOf(paths().length, "file")}, {formatSize(size())}.{" "}
          {settingsText(props.shared.settings)}
        </p>
        <ul class="share-files" aria-label="Files">
          <For each={paths().slice(0, maxNamed)}>{(path) => <li>{path}</li>}</For>
          <Show when={paths().length > maxNamed}>
            <li class="share-more">and {formatNumberOf(paths().length - maxNamed, "other")}</li>
          </Show>
        </ul>
        <p>
          Your workspace “{props.current}” stays if you open this one beside it. What you open is evaluated
          without the network until you press Evaluate, and within your own limits.
        </p>
        <div class="share-actions">
          <button type="button" class="button primary" autofocus onClick={choose("new")}>
            Open as new workspace
          </button>
          <button type="button" class="button" onClick={choose("replace")}>
            Replace “{shorten(props.current)}”
          </button>
          <button type="button" class="button" onClick={choose("cancel")}>
            Cancel
          </button>
        </div>
      </div>
    </Dialog>
  );
}

/** The settings in a sentence. */
function settingsText({ profile, pipeOperators, view, strict }: SharedSettings): string {
  const shown = view === "tree" ? "as a tree" : `as ${view === "nix" ? "Nix" : view.toUpperCase()}`;
  const more = [...(strict ? ["evaluated whole"] : []), ...(pipeOperators ? ["with pipe operators"] : [])];
  return [`Language of Nix ${profile}`, `shown ${shown}`, ...more].join(", ") + ".";
}

function shorten(name: string): string {
  return name.length > 24 ? `${name.slice(0, 23)}…` : name;
}
