/** The panes at the right: result, problems, derivation, explorer; later rooms add theirs here. */
import { Show, Suspense, createMemo, createSignal, lazy, type JSX } from "solid-js";
import type { ExplorerWiring } from "./explorer-wiring.tsx";
import { formatNumberOf } from "./format.ts";
import type { GroupPane } from "./frame/PaneGroup.tsx";
import { ProblemsPane } from "./frame/ProblemsPane.tsx";
import type { LanguageWiring } from "./language-wiring.ts";
import type { Page } from "./page.ts";
import { listProblems } from "./problems.ts";
import { ResultPane, type DerivationTarget } from "./result/index.ts";
import { evaluatedText, workspaceRoot } from "./session.ts";
import { ExplorePath } from "./ui/explore-path.ts";

const DerivationPane = lazy(async () => {
  const room = await import("./result/derivation/DerivationPane.tsx");
  return { default: room.DerivationPane };
});

/** Makes them. Call inside a reactive root, once. */
export function createPanes(
  page: Page,
  language: LanguageWiring,
  explorer: ExplorerWiring,
): readonly GroupPane[] {
  const { client, session, settings, workspace, notices } = page;
  const [target, setTarget] = createSignal<DerivationTarget | null>(null);

  const sourceText = (file: string | null): string | null => {
    const shown = session.shown();
    const path = file === null ? (shown?.path ?? "") : inWorkspace(file);
    // What is gone from the workspace can't be gone to.
    return path !== null && workspace.has(path) ? evaluatedText(shown, path) : null;
  };

  const problems = createMemo(() =>
    listProblems({ shown: session.shown(), files: workspace.files(), diagnostics: language.diagnostics }),
  );

  const openDerivation = (next: DerivationTarget): void => {
    setTarget(next);
    page.showTab("derivation");
  };

  const panes: readonly GroupPane[] = [
    {
      id: "result",
      label: "Result",
      keep: true,
      content: () => (
        <ResultPane
          client={client}
          shown={session.shown()}
          running={session.progress()}
          interruption={session.interruption()}
          edited={session.edited()}
          view={settings.current.view}
          onView={(view) => settings.set({ view })}
          strict={settings.current.strict}
          onStrict={(strict) => settings.set({ strict })}
          sourceText={sourceText}
          onGoTo={page.goTo}
          onEvaluate={page.evaluate}
          onStop={session.stop}
          onOpenDerivation={openDerivation}
          announce={notices.speak}
        />
      ),
    },
    {
      id: "problems",
      label: "Problems",
      get count() {
        return problems().length;
      },
      get countLabel() {
        return formatNumberOf(problems().length, "problem");
      },
      get wrong() {
        return problems().some(({ severity }) => severity === "error");
      },
      content: () => (
        <ProblemsPane
          problems={problems()}
          edited={session.edited()}
          named={workspace.files().length > 1}
          canGoTo={page.canGoTo}
          onGoTo={page.goTo}
          onFix={(problem, fix) => {
            if (problem.file === null) return;
            page.setPane("editor");
            void language.fix(problem.file, fix);
          }}
        />
      ),
    },
    {
      id: "derivation",
      label: "Derivation",
      keep: true,
      content: (): JSX.Element => (
        <Show when={target()} fallback={<NoDerivation />}>
          {(it) => (
            <Suspense>
              <DerivationPane
                client={client}
                target={it()}
                sourceText={sourceText}
                onGoTo={page.goTo}
                announce={notices.speak}
              />
            </Suspense>
          )}
        </Show>
      ),
    },
    explorer.pane,
  ];
  // Store paths are links into the explorer, wherever they are shown.
  for (const pane of panes) {
    const { content } = pane;
    pane.content = () => <ExplorePath.Provider value={explorer.openPath}>{content()}</ExplorePath.Provider>;
  }
  return panes;
}

function NoDerivation(): JSX.Element {
  return (
    <div class="empty">
      <p>
        Name, outputs, builder, environment and inputs of a derivation appear here. Open one from the result:
        a derivation’s row has a button for it.
      </p>
    </div>
  );
}

function inWorkspace(file: string): string | null {
  return file.startsWith(workspaceRoot) ? file.slice(workspaceRoot.length) : null;
}
