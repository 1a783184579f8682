/** The editor's language features, as the page wires them: small, and bringing the rest when the editor is there. */
import { Compartment, type Extension } from "@codemirror/state";
import { type EditorView, type PluginValue, ViewPlugin } from "@codemirror/view";
import { whenAtRest } from "../../ui/rest.ts";
import type { LanguageOptions } from "./types.ts";

export { languageCommands } from "./commands.ts";
export type { LanguageOptions } from "./types.ts";

const slot = new Compartment();

/** The language features of a file's editor, which come as soon as they are loaded. */
export function languageExtension(options: LanguageOptions): Extension {
  return [slot.of([]), ViewPlugin.define((view) => bring(view, options))];
}

function bring(view: EditorView, options: LanguageOptions): PluginValue {
  let gone = false;
  let edited = false;
  const loaded = slot.get(view.state);
  if (Array.isArray(loaded) && loaded.length === 0) {
    void whenAtRest()
      .then(() => import("./features.ts"))
      .then(
        ({ nixLanguageFeatures, refreshDiagnostics }) => {
          if (gone) return;
          view.dispatch({ effects: slot.reconfigure(nixLanguageFeatures(options)) });
          // What was written meanwhile nobody has looked over.
          if (edited) refreshDiagnostics(view);
        },
        // Whoever is offline edits without them; the next file that is opened tries again.
        () => undefined,
      );
  }
  return {
    update(update) {
      edited ||= update.docChanged;
    },
    destroy() {
      gone = true;
    },
  };
}

/** Looks the shown text over again: the profile, a feature or another file has changed. */
export async function refreshLanguage(view: EditorView): Promise<void> {
  const { refreshDiagnostics } = await import("./features.ts");
  refreshDiagnostics(view);
}
