/** The page: bar, editor, result, status line; wires the editor, the worker and the address together. */
import type { EditorView } from "@codemirror/view";
import { Show, createSignal, onCleanup, onMount, type JSX } from "solid-js";
import { Editor } from "./editor/Editor.tsx";
import { goTo, markProblems, markReply } from "./editor/marks.ts";
import { Notice } from "./Notice.tsx";
import { remember } from "./remember.ts";
import { ResultPane } from "./result/ResultPane.tsx";
import { EvaluatorClient } from "./run/client.ts";
import { spawnEvaluator } from "./run/spawn.ts";
import { createSession } from "./session.ts";
import { encodeLink } from "./share/link.ts";
import { open, type Opened } from "./share/open.ts";
import { formatCount } from "./format.ts";
import { StatusLine } from "./StatusLine.tsx";
import { Switcher, type Pane } from "./Switcher.tsx";
import { TopBar } from "./TopBar.tsx";

/** Links longer than this get cut by some programs that pass them on. */
const longLink = 8000;

export function App(props: { opened: Opened }): JSX.Element {
  const first = props.opened;
  const [pane, setPane] = createSignal<Pane>("editor");
  const [problem, setProblem] = createSignal(first.problem);
  const [shareNote, setShareNote] = createSignal("");
  let editor!: EditorView;
  let settling: ReturnType<typeof setTimeout> | undefined;
  /** Whether a change of the text comes from us, not from a person. */
  let loading = false;

  const client = new EvaluatorClient(spawnEvaluator, crossOriginIsolated);
  const session = createSession({
    client,
    text: () => editor.state.doc.toString(),
    view: first.view,
    profile: first.profile,
    onReply: (reply) => markReply(editor, reply),
    onSettings: (view, profile) => {
      remember("view", view);
      remember("profile", profile);
    },
  });

  const evaluate = (): void => {
    setPane("result");
    void session.evaluate();
  };

  const onEdit = (): void => {
    if (loading) return;
    session.noteEdit();
    // The address no longer says what the editor does.
    if (location.hash !== "") history.replaceState(null, "", location.pathname + location.search);
    clearTimeout(settling);
    settling = setTimeout(() => void onSettled(), 300);
  };

  /** The person paused: keeps the text and looks it over. */
  const onSettled = async (): Promise<void> => {
    const { doc } = editor.state;
    remember("text", doc.toString());
    if (!session.edited()) return;
    const problems = await client.check(doc.toString(), session.profile());
    if (problems !== null && session.edited() && editor.state.doc === doc) markProblems(editor, problems);
  };

  const share = async (): Promise<void> => {
    const fragment = await encodeLink({
      text: editor.state.doc.toString(),
      view: session.view(),
      profile: session.profile(),
    });
    history.replaceState(null, "", fragment);
    const size = location.href.length;
    const long =
      size > longLink ? `; it has ${formatCount(size)} characters, which some chat programs cut` : "";
    try {
      await navigator.clipboard.writeText(location.href);
      setShareNote(`Link copied${long}`);
    } catch {
      setShareNote(`The link is in the address bar${long}`);
    }
    session.announce(shareNote());
    setTimeout(() => setShareNote(""), long === "" ? 3000 : 8000);
  };

  const onHashChange = async (): Promise<void> => {
    if (location.hash === "") return;
    const opened = await open(location.hash);
    setProblem(opened.problem);
    if (opened.problem !== null) return;
    loading = true;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: opened.text } });
    loading = false;
    session.load(opened.view, opened.profile);
  };

  onMount(() => {
    const listener = (): void => void onHashChange();
    window.addEventListener("hashchange", listener);
    onCleanup(() => window.removeEventListener("hashchange", listener));
  });

  const onEditorReady = (view: EditorView): void => {
    editor = view;
    if (first.evaluate) void session.evaluateOpened();
    if (first.problem !== null) session.announce(first.problem);
  };

  return (
    <div class="page" data-pane={pane()}>
      <TopBar session={session} onEvaluate={evaluate} onShare={() => void share()} note={shareNote()} />
      <Show when={problem()}>
        {(message) => <Notice message={message()} onClose={() => setProblem(null)} />}
      </Show>
      <main class="panes">
        <Editor text={first.text} onCreate={onEditorReady} onEdit={onEdit} onEvaluate={evaluate} />
        <ResultPane
          session={session}
          onGoTo={(span) => {
            setPane("editor");
            goTo(editor, span);
          }}
        />
      </main>
      <StatusLine session={session} />
      <Switcher pane={pane()} onSwitch={setPane} />
      <div class="visually-hidden" role="status" aria-live="polite">
        {session.announcement()}
      </div>
    </div>
  );
}
