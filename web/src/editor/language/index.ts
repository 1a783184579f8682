/** The editor's language features, as the page wires them: small, and bringing the rest when the editor is there. */
import { Compartment, type Extension } from "@codemirror/state";
import { type EditorView, ViewPlugin } from "@codemirror/view";
import { whenAtRest } from "../../ui/rest.ts";
import type { LanguageOptions } from "./types.ts";

export { languageCommands } from "./commands.ts";
export type { LanguageOptions } from "./types.ts";

const slot = new Compartment();

/** The language features of a file's editor, which come as soon as they are loaded. */
export function languageExtension(options: LanguageOptions): Extension {
  return [slot.of([]), ViewPlugin.define((view) => bring(view, options))];
}

function bring(view: EditorView, options: LanguageOptions): { destroy(): void } {
  let gone = false;
  const loaded = slot.get(view.state);
  if (Array.isArray(loaded) && loaded.length === 0) {
    void whenAtRest()
      .then(() => import("./features.ts"))
      .then(
        ({ nixLanguageFeatures }) => {
          if (!gone) view.dispatch({ effects: slot.reconfigure(nixLanguageFeatures(options)) });
        },
        // Whoever is offline edits without them; the next file that is opened tries again.
        () => undefined,
      );
  }
  return {
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
