/** What the language features offer in the palette, menus and help. */
import type { EditorView } from "@codemirror/view";
import type { Command } from "../../commands/types.ts";
import type * as Features from "./features.ts";

export interface LanguageCommandDeps {
  /** The editor's view; null while there is none, or what it shows is no text. */
  view: () => EditorView | null;
}

export function languageCommands({ view }: LanguageCommandDeps): Command[] {
  const withView =
    (run: (features: typeof Features, at: EditorView) => unknown) => async (): Promise<void> => {
      const features = await import("./features.ts");
      const at = view();
      if (at !== null) await run(features, at);
    };
  const enabled = (): boolean => view() !== null;
  return [
    {
      id: "language.definition",
      title: "Go to definition",
      group: "Edit",
      keys: ["F12"],
      description:
        "Goes to where the name at the cursor is defined. A click on it with Ctrl or Cmd does the same.",
      enabled,
      run: withView(({ goToDefinition }, at) => goToDefinition(at)),
    },
    {
      id: "language.completion",
      title: "Show completions",
      group: "Edit",
      keys: ["Ctrl-Space"],
      description: "Lists what can be written at the cursor.",
      enabled,
      run: withView(({ showCompletion }, at) => showCompletion(at)),
    },
    {
      id: "language.next-problem",
      title: "Go to next problem",
      group: "Edit",
      keys: ["F8"],
      description: "Selects the next error or warning in the text.",
      enabled,
      run: withView(({ nextProblem }, at) => nextProblem(at)),
    },
    {
      id: "language.quick-fix",
      title: "Apply quick fix",
      group: "Edit",
      keys: ["Alt-Enter"],
      description: "Mends the problem at the cursor, or offers the ways to do so.",
      enabled,
      run: withView(({ quickFix }, at) => quickFix(at)),
    },
  ];
}
