/** Going to where a name is defined: by key, and by click with Ctrl or Cmd held. */
import type { Extension } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { languageOptions, requestOf } from "./options.ts";

/** Goes to the definition of the name at an offset; does nothing where it is unknown. */
export async function goToDefinition(
  view: EditorView,
  offset = view.state.selection.main.head,
): Promise<void> {
  const { state } = view;
  const options = state.facet(languageOptions);
  if (options === null) return;
  const found = await options.language.definition(requestOf(state, options), offset);
  // The person may have gone on writing, or to another file.
  if (found !== null && view.state.doc.eq(state.doc)) options.goTo(found.span);
}

export function definitions(): Extension {
  return [
    keymap.of([
      {
        key: "F12",
        run(view) {
          void goToDefinition(view);
          return true;
        },
      },
    ]),
    // A click with Ctrl or Cmd adds no cursor then; one with Alt as well still does.
    EditorView.clickAddsSelectionRange.of((event) => event.altKey && (event.ctrlKey || event.metaKey)),
    EditorView.domEventHandlers({
      mousedown(event, view) {
        if (event.button !== 0 || event.altKey || event.shiftKey || !(event.ctrlKey || event.metaKey))
          return false;
        const offset = view.posAtCoords({ x: event.clientX, y: event.clientY });
        if (offset === null) return false;
        event.preventDefault();
        view.dispatch({ selection: { anchor: offset } });
        void goToDefinition(view, offset);
        return true;
      },
    }),
  ];
}
