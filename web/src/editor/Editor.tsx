import type { EditorView } from "@codemirror/view";
import { onCleanup, onMount, type JSX } from "solid-js";
import { createEditor } from "./create-editor.ts";

export function Editor(props: {
  text: string;
  onCreate: (view: EditorView) => void;
  onEdit: () => void;
  onEvaluate: () => void;
}): JSX.Element {
  const attach = (parent: HTMLElement): void => {
    const view = createEditor({
      parent,
      text: props.text,
      onEdit: () => props.onEdit(),
      onEvaluate: () => props.onEvaluate(),
    });
    onMount(() => props.onCreate(view));
    onCleanup(() => view.destroy());
  };
  return <section class="pane editor-pane" aria-label="Editor" ref={attach} />;
}
