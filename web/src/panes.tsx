/** The panes at the right: result, problems, derivation; later rooms add theirs here. */
import { Show, Suspense, createSignal, lazy, type JSX } from "solid-js";
import type { Problem } from "../../workers/index.ts";
import { formatNumberOf } from "./format.ts";
import type { GroupPane } from "./frame/PaneGroup.tsx";
import { ProblemsPane } from "./frame/ProblemsPane.tsx";
import type { Page } from "./page.ts";
import { ResultPane, type DerivationTarget } from "./result/index.ts";
import { evaluatedText, workspaceRoot } from "./session.ts";

const DerivationPane = lazy(async () => {
  const room = await import("./result/derivation/DerivationPane.tsx");
  return { default: room.DerivationPane };
});

/** Makes them, once. */
export function createPanes(page: Page): readonly GroupPane[] {
  const { client, session, settings, workspace, notices } = page;
  const [target, setTarget] = createSignal<DerivationTarget | null>(null);

  const sourceText = (file: string | null): string | null => {
    const shown = session.shown();
    const path = file === null ? (shown?.path ?? "") : inWorkspace(file);
    // What is gone from the workspace can't be gone to.
    return path !== null && workspace.has(path) ? evaluatedText(shown, path) : null;
  };

  const openDerivation = (next: DerivationTarget): void => {
    setTarget(next);
    page.showTab("derivation");
  };

  return [
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
        return page.problems().length;
      },
      get countLabel() {
        return formatNumberOf(page.problems().length, "problem");
      },
      get wrong() {
        return page.problems().some(({ severity }: Problem) => severity === "error");
      },
      content: () => (
        <ProblemsPane
          problems={page.problems()}
          evaluated={session.shown() !== null}
          edited={session.edited()}
          canGoTo={page.canGoTo}
          onGoTo={page.goTo}
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
  ];
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
