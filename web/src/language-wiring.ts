/** Joins the editor's language features with the page: questions, places, and marks beside those of evaluations. */
import type { Diagnostic as Mark } from "@codemirror/lint";
import type { Extension } from "@codemirror/state";
import { createEffect, createSignal, on } from "solid-js";
import type { Diagnostic, LanguageWorker, QuickFix } from "../../workers/index.ts";
import { languageExtension, refreshLanguage } from "./editor/language/index.ts";
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
  /** Mends what the last look found, if the text is still that one. */
  fix: (path: string, fix: QuickFix) => Promise<void>;
}

/** Marks of an evaluation, and the text they are about. */
interface Evaluated {
  marks: readonly Mark[];
  text: FileContent | null;
}

/** What a look at a text found. */
interface Found {
  diagnostics: readonly Diagnostic[];
  text: FileContent | null;
}

/** Joins them. Call inside a reactive root, once. */
export function wireLanguage({ language, workspace, settings }: LanguageWiringDeps): LanguageWiring {
  let editor: EditorHandle | null = null;
  const evaluated = new Map<string, Evaluated>();
  const looked = new Map<string, readonly Mark[]>();
  const [found, setFound] = createSignal<ReadonlyMap<string, Found>>(new Map());

  const textOf = (path: string): FileContent | null => (workspace.has(path) ? workspace.content(path) : null);
  const show = (path: string): void => {
    const those = evaluated.get(path);
    const current = those !== undefined && those.text === textOf(path) ? those.marks : [];
    editor?.mark(path, mergeMarks(looked.get(path) ?? [], current));
  };

  // What is wrong with a text depends on the settings. Before the first look there is nothing to look over again.
  createEffect(
    on(
      () => [settings.profile, settings.pipeOperators],
      () => {
        if (editor !== null && looked.size > 0) void refreshLanguage(editor.view);
      },
      { defer: true },
    ),
  );

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
          onDiagnostics: (_, diagnostics) =>
            setFound(new Map(found()).set(path, { diagnostics, text: textOf(path) })),
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
    diagnostics: (path) => found().get(path)?.diagnostics ?? null,
    async fix(path, fix) {
      const { applyFix } = await import("./editor/language/features.ts");
      const [change] = fix.changes;
      if (change === undefined || found().get(path)?.text !== textOf(path)) return;
      if (editor?.goTo(path, change) === true) applyFix(editor.view, fix);
    },
  };
}

function relative(path: string): string | null {
  return path.startsWith(workspaceRoot) ? path.slice(workspaceRoot.length) : null;
}
