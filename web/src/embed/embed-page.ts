/** Everything of the embedded page but its looks. */
import { createSignal, onCleanup, type Accessor } from "solid-js";
import type { EvaluateError, EvaluateReply, TextSpan } from "../../../workers/index.ts";
import { fileOf, marksOf } from "../diagnostics.ts";
import type { EditorHandle } from "../editor/types.ts";
import { EvaluatorClient, type WorkerHandle } from "../run/client.ts";
import { createSession, evaluatedText, workspaceRoot, type Session, type Source } from "../session.ts";
import { createSettings, type SettingsStore } from "../settings/index.ts";
import type { Shared } from "../share/types.ts";
import { listenToHost, type Asked } from "./host.ts";
import { createMemoryFiles, type MemoryFiles } from "./memory-files.ts";
import type { FrameMessage, MessageError } from "./messages.ts";
import type { EmbedOptions } from "./options.ts";

export interface EmbedPage {
  files: MemoryFiles;
  settings: SettingsStore;
  client: EvaluatorClient;
  session: Session;
  /** What screen readers are told. */
  spoken: Accessor<string>;
  speak: (text: string) => void;
  setEditor: (editor: EditorHandle) => void;
  goTo: (span: TextSpan) => void;
  sourceText: (file: string | null) => string | null;
}

/** UTF-16 units of a value that are sent to the page around. */
const maxValue = 2 ** 20;

/** Makes it. Call inside a reactive root, once. */
export function createEmbedPage(shared: Shared, options: EmbedOptions, spawn: () => WorkerHandle): EmbedPage {
  // Nothing of the visitor's own is read, nothing is kept.
  const settings = createSettings(null);
  settings.borrow({ ...shared.settings, theme: options.theme });
  const files = createMemoryFiles(shared.workspace);
  const [spoken, speak] = createSignal("");
  let editor: EditorHandle | null = null;

  const evaluated = (): string | null => {
    const active = files.active();
    const nix = files.files().filter((path) => path.endsWith(".nix"));
    if (nix.includes(active)) return active;
    return nix.includes("main.nix") ? "main.nix" : (nix[0] ?? null);
  };
  const source = (): Source | null => {
    const path = evaluated();
    if (path === null) return null;
    return {
      path,
      files: Object.fromEntries(files.files().map((file) => [workspaceRoot + file, files.content(file)])),
    };
  };

  const client = new EvaluatorClient(spawn, crossOriginIsolated);
  const session = createSession({
    client,
    source,
    revision: files.revision,
    settings: settings.current,
    speak: (text) => void speak(text),
    onReply(reply, { path }) {
      if (editor === null || session.edited()) return;
      for (const [file, marks] of marksOf(reply, path, files.files())) editor.mark(file, marks);
    },
  });

  const load = (fresh: Shared): void => {
    settings.borrow(fresh.settings);
    files.replace(fresh.workspace);
    session.noteEdit();
  };

  const onAsked = async ({ message, answer }: Asked): Promise<void> => {
    const { id } = message;
    if (message.type === "tvix:load") {
      load(message.shared);
      return answer({ type: "tvix:loaded", id });
    }
    const before = session.shown();
    await session.evaluateAgain();
    const shown = session.shown();
    const over = session.running() || session.interruption() !== null || shown === null || shown === before;
    answer(over ? stopped(id) : await resultOf(client, shown.reply, shown.path, id));
  };

  onCleanup(listenToHost(window, (asked) => void onAsked(asked)));
  if (options.run) void session.evaluateAgain();

  return {
    files,
    settings,
    client,
    session,
    spoken,
    speak,
    setEditor: (handle) => void (editor = handle),
    goTo(span) {
      const file = fileOf(span, session.shown()?.path ?? "");
      if (file !== null && files.has(file)) editor?.goTo(file, span);
    },
    sourceText(file) {
      const shown = session.shown();
      const path = file === null ? (shown?.path ?? "") : relative(file);
      return path !== null && files.has(path) ? evaluatedText(shown, path) : null;
    },
  };
}

type Result = Extract<FrameMessage, { type: "tvix:result" }>;

/** What the page around is told of an evaluation. */
async function resultOf(
  client: EvaluatorClient,
  { result, stats }: EvaluateReply,
  path: string,
  id: Result["id"],
): Promise<Result> {
  if (!result.ok) return { type: "tvix:result", id, ok: false, error: errorOf(result.error, path), stats };
  const text = async (format: "nix" | "json"): Promise<string | null> => {
    const answer = await client.render({ id: result.root.id, format, strict: true });
    if (answer.type !== "ok") return null;
    const { first, text: number } = answer.value;
    if (first.total > maxValue) return null;
    if (first.text.length === first.total) return first.text;
    const whole = await client.textPart(number, 0, Infinity);
    return whole.type === "ok" ? whole.value.text : null;
  };
  const value = await text("nix");
  return {
    type: "tvix:result",
    id,
    ok: true,
    value,
    json: value === null ? null : await text("json"),
    stats,
  };
}

function errorOf({ kind, message, span, rendered }: EvaluateError, path: string): MessageError {
  const file = fileOf(span, path);
  return { kind, message, file, line: span?.line ?? null, column: span?.column ?? null, rendered };
}

function stopped(id: Result["id"]): Result {
  const message = "evaluation was stopped";
  const error = {
    kind: "stopped",
    message,
    file: null,
    line: null,
    column: null,
    rendered: `error: ${message}`,
  };
  return { type: "tvix:result", id, ok: false, error, stats: null };
}

function relative(file: string): string | null {
  return file.startsWith(workspaceRoot) ? file.slice(workspaceRoot.length) : null;
}
