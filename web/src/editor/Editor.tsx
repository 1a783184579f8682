/** The editor's pane: a text in CodeMirror, or a word on a file that is none. */
import { Show, createEffect, on, onCleanup, onMount, untrack, type JSX } from "solid-js";
import { BinaryFile } from "./BinaryFile.tsx";
import { beforeLate } from "./create-editor.ts";
import { FileStates } from "./file-states.ts";
import type * as Late from "./late.ts";
import { onceOnline } from "../ui/once-online.ts";
import { whenAtRest } from "../ui/rest.ts";
import type { EditedFiles, EditorHandle, EditorProps } from "./types.ts";

/** Id of the element that shows the active file: what tabs control. */
export const editorPanelId = "editor-panel";

export function Editor(props: EditorProps): JSX.Element {
  let parent!: HTMLDivElement;
  const files = untrack(() => props.workspace);
  const binary = (): Uint8Array | null => {
    const content = files.has(files.active()) ? files.content(files.active()) : "";
    return typeof content === "string" ? null : content;
  };

  onMount(() => {
    const made = new FileStates({
      parent,
      keys: props.keys,
      look: { fontSize: props.fontSize, wrapLines: props.wrapLines, late: beforeLate },
      extensions: (path) => untrack(() => props.extensions?.(path) ?? []),
      onEdit(path, text) {
        files.write(path, text);
        props.onEdit?.(path);
      },
    });

    createEffect(() => {
      const path = files.active();
      const content = files.content(path);
      untrack(() => {
        if (typeof content === "string") made.show(files.identity(path), path, content);
        else made.hide();
      });
    });
    createEffect(
      on([files.open, files.files], ([open]) => {
        made.keepOnly(new Set(open.map((path) => files.identity(path))));
      }),
    );
    createEffect(
      on(
        [() => props.fontSize, () => props.wrapLines],
        ([fontSize, wrapLines]) => made.restyle({ fontSize, wrapLines }),
        { defer: true },
      ),
    );

    // A font that comes late changes where lines break.
    const measure = (): void => made.view.requestMeasure();
    document.fonts.addEventListener("loadingdone", measure);
    onCleanup(() => {
      document.fonts.removeEventListener("loadingdone", measure);
      made.destroy();
    });
    const late = loadLate(made);
    props.onReady?.(handleOf(made, files, late));
  });

  return (
    <section class="pane editor-pane" role="tabpanel" aria-label={files.active()} id={editorPanelId}>
      <div class="editor-text" classList={{ hidden: binary() !== null }} ref={(it) => (parent = it)} />
      <Show when={binary()}>{(bytes) => <BinaryFile path={files.active()} bytes={bytes()} />}</Show>
    </section>
  );
}

/** Loads what the editor can do without, once the page had time to be drawn. */
async function loadLate(states: FileStates): Promise<typeof Late> {
  await whenAtRest();
  const late = await onceOnline(() => import("./late.ts"));
  states.setLate(late);
  return late;
}

function handleOf(states: FileStates, files: EditedFiles, late: Promise<typeof Late>): EditorHandle {
  return {
    view: states.view,
    focus: () => states.view.focus(),
    goTo(path, { from, to }) {
      const content = untrack(() => (files.has(path) ? files.content(path) : null));
      if (typeof content !== "string") return false;
      files.setActive(path);
      // Effects may not have run yet.
      states.show(files.identity(path), path, content);
      states.select(from, to);
      states.view.focus();
      return true;
    },
    reveal: (path, offset) => states.reveal(path, offset),
    mark: (path, problems) => states.mark(path, problems),
    search: async () => (await late).openSearch(states.view),
    loaded: late.then(() => {}),
  };
}
