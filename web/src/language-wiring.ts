/** Joins the editor's language features with the page: questions, places, and marks beside those of evaluations. */
import type { Diagnostic as Mark } from "@codemirror/lint";
import type { Extension } from "@codemirror/state";
import { createSignal } from "solid-js";
import type { Diagnostic, LanguageWorker } from "../../workers/index.ts";
import { languageExtension } from "./editor/language/index.ts";
import { mergeMarks } from "./editor/language/merge-marks.ts";
import type { EditorHandle } from "./editor/types.ts";
import { workspaceRoot } from "./session.ts";
import type { Settings } from "./settings/types.ts";
import type { FileContent } from "./workspace/types.ts";

export interface LanguageWiringDeps {
  language: LanguageWorker;
  workspace: { files(): readonly string[]; has(path: string): boolean; content(path: string): FileContent };
  settings: Pick<Settings, "profile" | "pipeOperators">;
}

export interface LanguageWiring {
  /** For the editor of a file. */
  extensions: (path: string) => Extension[];
  /** The editor's handle, with marks that are shown together with the language's. */
  join: (handle: EditorHandle) => EditorHandle;
  /** What the last look at a file of the workspace found; null before the first. */
  diagnostics: (path: string) => readonly Diagnostic[] | null;
}

/** Marks of an evaluation, and the text they are about. */
interface Evaluated {
  marks: readonly Mark[];
  text: FileContent | null;
}

export function wireLanguage({ language, workspace, settings }: LanguageWiringDeps): LanguageWiring {
  let editor: EditorHandle | null = null;
  const evaluated = new Map<string, Evaluated>();
  const looked = new Map<string, readonly Mark[]>();
  const [found, setFound] = createSignal<ReadonlyMap<string, readonly Diagnostic[]>>(new Map());

  const textOf = (path: string): FileContent | null => (workspace.has(path) ? workspace.content(path) : null);
  const show = (path: string): void => {
    const those = evaluated.get(path);
    const current = those !== undefined && those.text === textOf(path) ? those.marks : [];
    editor?.mark(path, mergeMarks(looked.get(path) ?? [], current));
  };

  return {
    extensions(path) {
      if (!path.endsWith(".nix")) return [];
      return [
        languageExtension({
          path: workspaceRoot + path,
          language,
          request: () => ({
            files: Object.fromEntries(
              workspace.files().map((file) => [workspaceRoot + file, workspace.content(file)]),
            ),
            profile: settings.profile,
            pipeOperators: settings.pipeOperators,
          }),
          goTo(span) {
            const file = span.file === null ? path : relative(span.file);
            if (file !== null) editor?.goTo(file, span);
          },
          onDiagnostics: (_, diagnostics) => setFound(new Map(found()).set(path, diagnostics)),
          onMarks(_, marks) {
            looked.set(path, marks);
            show(path);
          },
        }),
      ];
    },
    join(handle) {
      editor = handle;
      return {
        ...handle,
        mark(path, marks) {
          evaluated.set(path, { marks, text: textOf(path) });
          show(path);
        },
      };
    },
    diagnostics: (path) => found().get(path) ?? null,
  };
}

function relative(path: string): string | null {
  return path.startsWith(workspaceRoot) ? path.slice(workspaceRoot.length) : null;
}
