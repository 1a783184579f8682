/** Everything of the page but its looks: workspace, evaluator, session, settings, notices, joined. */
import { createEffect, createSignal, on, onCleanup, type Accessor } from "solid-js";
import type { TextSpan } from "../../workers/index.ts";
import type { Boot } from "./boot.ts";
import { fileOf, marksOf } from "./diagnostics.ts";
import type { EditorHandle } from "./editor/types.ts";
import { linkPrefix } from "./explorer/prefix.ts";
import { createLayout, type LayoutStore } from "./frame/layout.ts";
import { createNotices, type Notices } from "./frame/notices.ts";
import type { Pane } from "./frame/Switcher.tsx";
import { EvaluatorClient, type WorkerHandle } from "./run/client.ts";
import { createStore, type StoreClient } from "./run/store-client.ts";
import { createSession, workspaceRoot, type Session, type Source } from "./session.ts";
import { settingsKey, type SettingsStore } from "./settings/index.ts";
import { handOnWrites, startShell, watchMissingParts } from "./shell.ts";
import { noteAtRest } from "./ui/rest.ts";
import { createPageMounts, type PageMounts } from "./workspace-mounts.ts";
import { createWorkspace, type Workspace } from "./workspace/index.ts";

export interface Page {
  workspace: Workspace;
  settings: SettingsStore;
  client: EvaluatorClient;
  store: StoreClient;
  session: Session;
  layout: LayoutStore;
  notices: Notices;
  /** What a narrow screen shows. */
  pane: Accessor<Pane>;
  setPane: (pane: Pane) => void;
  /** The file that is or would be evaluated; null when there is none. */
  evaluated: Accessor<string | null>;
  /** Because the person asks for it. */
  evaluate: () => void;
  /** Grows with each {@link evaluate}. */
  asked: Accessor<number>;
  /** The trees that the workspace sees. */
  mounts: PageMounts;
  /** The person changed a file. */
  noteEdit: () => void;
  setEditor: (editor: EditorHandle) => void;
  editor: () => EditorHandle | null;
  /** Goes to the place of a span, if it is in a file of the workspace. */
  goTo: (span: TextSpan) => void;
  canGoTo: (span: TextSpan) => boolean;
  /** Brings a tab of the right panes to the front. */
  showTab: (id: string) => void;
  focusEditor: () => void;
  focusGroup: () => void;
}

/** Milliseconds after the last change before it is evaluated as you type. */
const typingPause = 300;

/** Makes it all. Call inside a reactive root, once. */
export function createPage(boot: Boot, spawn: () => WorkerHandle): Page {
  const { settings } = boot;
  const workspace = createWorkspace({
    initial: boot.opened,
    onDuplicated: (from, to) => void mounts.copy(from, to),
  });
  const notices = createNotices();
  const layout = createLayout();
  const [pane, setPane] = createSignal<Pane>("editor");
  let editor: EditorHandle | null = null;
  const touched = watchTouch();

  const evaluated = followEvaluated(workspace);
  const source = (): Source | null => {
    const path = evaluated();
    if (path === null) return null;
    const files = Object.fromEntries(
      workspace.files().map((file) => [workspaceRoot + file, workspace.content(file)]),
    );
    return { path, files };
  };

  const store = createStore();
  const report = (message: string): void => void notices.show(message);
  const mounts = createPageMounts({ workspace: workspace.id, store, report });
  if (boot.wanted.length > 0) mounts.bring(workspace.id(), boot.wanted);
  const [asked, setAsked] = createSignal(0);
  const client = new EvaluatorClient(store.connecting(spawn), crossOriginIsolated);
  const session = createSession({
    client,
    source,
    revision: () => workspace.revision(),
    settings: settings.current,
    mounts: async () => (await mounts.forEvaluation()).map(({ name, root }) => ({ name, root })),
    speak: (text) => notices.speak(text),
    onReply(reply, { path }) {
      if (editor === null || session.edited()) return;
      for (const [file, marks] of marksOf(reply, path, workspace.files())) editor.mark(file, marks);
      const { result } = reply;
      const span = result.ok ? null : result.error.span;
      const file = fileOf(span, path);
      if (span !== null && file === workspace.active()) editor.reveal(file, span.from);
    },
  });

  const showTab = (id: string): void => {
    layout.set({ tab: id, rightShut: false });
    setPane("group");
  };

  /** The file of the workspace that a span of the shown result is in. */
  const placeOf = (span: TextSpan): string | null => {
    const file = fileOf(span, session.shown()?.path ?? evaluated() ?? "");
    return file !== null && workspace.has(file) ? file : null;
  };

  const focusEditor = (): void => {
    setPane("editor");
    // Behind the explorer it can't be seen.
    if (layout.current.wide && layout.current.tab === "explorer") layout.set({ wide: false });
    editor?.focus();
  };

  const page: Page = {
    workspace,
    settings,
    client,
    store,
    session,
    layout,
    notices,
    pane,
    setPane,
    evaluated,
    evaluate() {
      clearTimeout(typing);
      showTab("result");
      void session.evaluate();
      setAsked((count) => count + 1);
    },
    asked,
    mounts,
    noteEdit() {
      session.noteEdit();
      forgetLink();
      clearTimeout(typing);
      if (!settings.current.evaluateAsYouType) return;
      session.cancel();
      typing = setTimeout(() => void session.evaluateAgain(), typingPause);
    },
    setEditor(handle) {
      editor = handle;
    },
    editor: () => editor,
    canGoTo: (span) => placeOf(span) !== null,
    goTo(span) {
      const file = placeOf(span);
      if (file === null) return;
      setPane("editor");
      editor?.goTo(file, span);
    },
    showTab,
    focusEditor,
    focusGroup() {
      setPane("group");
      layout.set({ rightShut: false });
      document.querySelector<HTMLElement>(`#right-panes [role="tab"][aria-selected="true"]`)?.focus();
    },
  };

  let typing: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(typing));

  // How the text is read: what was evaluated is evaluated anew.
  const { current } = settings;
  createEffect(
    on(
      // The texts of other views are written from the value that is there.
      () => [current.profile, current.pipeOperators, current.view === "tree" && current.strict],
      () => {
        if (session.shown() !== null || session.running()) void session.evaluateAgain();
      },
      { defer: true },
    ),
  );
  // Another workspace: its result is not this one's.
  createEffect(
    on(
      () => workspace.id(),
      () => void session.evaluateAgain(),
      { defer: true },
    ),
  );

  followStorage(page);
  if (boot.problem !== null) notices.show(boot.problem);
  if (boot.opened.problem !== null) notices.show(boot.opened.problem);
  if (boot.opened.others > 0) {
    notices.say(`Opened “${workspace.name()}” from a link; your other workspaces are in Files`);
  }
  if (boot.shared || !boot.opened.own) void session.evaluateAgain().finally(noteAtRest);
  else noteAtRest();

  handOnWrites((port) => store.bridge(port));
  let closeMissing = (): void => undefined;
  const reload = { label: "Reload", run: () => void workspace.flush().then(() => location.reload()) };
  onCleanup(
    watchMissingParts((missing) => {
      closeMissing();
      closeMissing = notices.show(missing.message, { actions: missing.reload ? [reload] : [] });
    }),
  );

  // When the page is at rest: what it does now would take time from the first result.
  const idle = setTimeout(() => {
    void startShell({
      untouched: () => !touched() && !session.running(),
      onUpdate: (reload) =>
        notices.show("A new version of this page is ready.", {
          tone: "information",
          actions: [{ label: "Reload", run: () => void workspace.flush().then(reload) }],
        }),
    });
  }, 1000);
  onCleanup(() => clearTimeout(idle));
  return page;
}

/** The active Nix file, or the last one that was, as long as it is there. */
function followEvaluated(workspace: Workspace): Accessor<string | null> {
  const isNix = (path: string): boolean => path.endsWith(".nix");
  let last: number | null = null;
  return () => {
    const active = workspace.active();
    if (isNix(active)) {
      last = workspace.identity(active);
      return active;
    }
    const files = workspace.files().filter(isNix);
    return (
      files.find((file) => workspace.identity(file) === last) ??
      files.find((file) => file === "main.nix") ??
      files[0] ??
      null
    );
  };
}

/** Whether the person has done anything yet. */
function watchTouch(): () => boolean {
  let touched = false;
  for (const type of ["keydown", "pointerdown", "wheel", "dragenter"]) {
    window.addEventListener(type, () => (touched = true), { once: true, capture: true, passive: true });
  }
  return () => touched;
}

/** The address no longer says what the editor holds; what the explorer shows is another matter. */
function forgetLink(): void {
  if (location.hash !== "" && !location.hash.startsWith(linkPrefix))
    history.replaceState(null, "", location.pathname + location.search);
}

/** Settings that were changed in other tabs. */
function followStorage({ settings }: Page): void {
  const onStorage = (event: StorageEvent): void => {
    if (event.key === null || event.key === settingsKey) settings.reread();
  };
  window.addEventListener("storage", onStorage);
  onCleanup(() => window.removeEventListener("storage", onStorage));
}
