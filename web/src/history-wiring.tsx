/** The history, joined with the page. What takes snapshots is loaded once the page is at rest, the panel when opened. */
import HistoryIcon from "lucide-solid/icons/rotate-ccw-clock";
import { Show, createSignal, getOwner, lazy, runWithOwner, type JSX } from "solid-js";
import type { Command } from "./commands/types.ts";
import type { RailPanel } from "./frame/Rail.tsx";
import { historyCommands } from "./history/commands.ts";
import type { HistoryUi } from "./history/history-ui.ts";
import type { Keeper } from "./history/keeper.ts";
import type { Page } from "./page.ts";
import { recall, remember } from "./remember.ts";
import { whenAtRest } from "./ui/rest.ts";

export interface HistoryWiring {
  panel: RailPanel;
  commands: readonly Command[];
  /** The dialog that compares. */
  overlay: () => JSX.Element;
}

/** What was removed, and whose history is still stored. */
const goneKey = "history-gone";

/** Call inside a reactive root, once. */
export function wireHistory(page: Page): HistoryWiring {
  const { workspace, store, session, layout, notices } = page;
  const owner = getOwner();
  const opened = {
    id: workspace.id(),
    revision: workspace.revision(),
    files: workspace.snapshot().files,
  };

  let keeping: Promise<Keeper> | null = null;
  const keeper = (): Promise<Keeper> =>
    (keeping ??= Promise.all([import("./history/keeper.ts"), import("./history/forget.ts")]).then(
      ([{ createKeeper }, { forgetRemoved }]) =>
        runWithOwner(owner, () => {
          forgetRemoved({
            workspace,
            forget: (id) => store.forgetHistory(id),
            recall: () => recall(goneKey),
            remember: (text) => remember(goneKey, text),
          });
          return createKeeper({
            workspace,
            store: (...snapshot) => store.snapshot(...snapshot),
            asked: page.asked,
            running: session.running,
            opened,
          });
        })!,
    ));

  const [ui, setUi] = createSignal<HistoryUi | null>(null);
  let making: Promise<HistoryUi> | null = null;
  const room = (): Promise<HistoryUi> =>
    (making ??= import("./history/history-ui.ts").then(({ createHistoryUi }) => {
      const made = runWithOwner(owner, () =>
        createHistoryUi({
          workspace,
          store,
          keeper,
          restored(message, undo) {
            notices.show(message, { tone: "information", actions: [{ label: "Undo", run: undo }] });
            void session.evaluateAgain();
          },
          say: notices.say,
          report: (message) => void notices.show(message),
        }),
      )!;
      setUi(() => made);
      return made;
    }));

  const Panel = lazy(async () => {
    const [{ HistoryPanel }, made] = await Promise.all([import("./history/HistoryPanel.tsx"), room()]);
    return { default: () => <HistoryPanel ui={made} /> };
  });
  const Compare = lazy(async () => ({
    default: (await import("./history/CompareDialog.tsx")).CompareDialog,
  }));

  // Without it nothing but the history is missing: it is loaded by whoever asks for that.
  void whenAtRest().then(() => keeper().catch(() => (keeping = null)));

  return {
    panel: { id: "history", label: "History", icon: HistoryIcon, content: () => <Panel /> },
    commands: historyCommands({
      show() {
        layout.set({ panel: "history" });
        page.setPane("panel");
      },
      async saveNow() {
        const made = await room();
        await made.saveNow();
        // Where the panel is shut, nothing else tells.
        const problem = made.problem();
        if (problem !== null && layout.current.panel !== "history") notices.show(problem);
      },
    }),
    overlay: () => (
      <Show when={ui()?.comparison()} keyed>
        {(comparison) => <Compare ui={ui()!} comparison={comparison} />}
      </Show>
    ),
  };
}
