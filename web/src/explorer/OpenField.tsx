/** A field for what can be typed or pasted, and a button for files. */
import FolderOpen from "lucide-solid/icons/folder-open";
import { createSignal, type JSX } from "solid-js";
import { chooseFiles } from "../ui/files.ts";
import type { ExplorerState } from "./state.ts";

/** Asks for a file and opens it. */
export async function pickFile(state: ExplorerState): Promise<void> {
  const [file] = await chooseFiles({});
  if (file !== undefined) state.open({ type: "file", file, name: file.name });
}

/** Opens a text: a URL, or what the worker makes of it. */
export function openText(state: ExplorerState, text: string): void {
  const trimmed = text.trim();
  if (trimmed === "") return;
  if (/^https?:\/\/\S+$/.test(trimmed)) {
    // A link of the explorer's own.
    const fragment = trimmed.indexOf("#x1/");
    if (fragment >= 0 && trimmed.startsWith(state.deps.base())) location.hash = trimmed.slice(fragment);
    else state.open({ type: "url", url: trimmed });
  } else state.open({ type: "text", text: text });
}

export function OpenField(props: {
  state: ExplorerState;
  autofocus?: boolean;
  onOpened?: () => void;
}): JSX.Element {
  const [text, setText] = createSignal("");
  const submit = (): void => {
    if (text().trim() === "") return;
    openText(props.state, text());
    setText("");
    props.onOpened?.();
  };
  return (
    <form
      class="explorer-open"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <textarea
        class="field explorer-open-text"
        rows="1"
        aria-label="Store path, digest, URL, narinfo or derivation"
        placeholder="Store path, digest, URL, narinfo …"
        spellcheck={false}
        autocapitalize="off"
        autofocus={props.autofocus === true}
        value={text()}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          submit();
        }}
      />
      <button type="submit" class="button" disabled={text().trim() === ""}>
        Open
      </button>
      <button
        type="button"
        class="button primary"
        onClick={() => {
          props.onOpened?.();
          void pickFile(props.state);
        }}
      >
        <FolderOpen size={16} aria-hidden="true" />
        Open file…
      </button>
    </form>
  );
}
