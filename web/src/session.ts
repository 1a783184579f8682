/** What is evaluated, how, and what came of it. */
import { batch, createSignal, type Accessor } from "solid-js";
import type { EvaluateReply, EvaluateRequest, Files, MountRequest } from "../../workers/index.ts";
import { formatNumberOf, formatTime } from "./format.ts";
import type { EvaluatorClient, Progress } from "./run/client.ts";
import type { Settings, View } from "./settings/types.ts";

/** What there is to evaluate. */
export interface Source {
  /** Of the file that is evaluated, relative to the workspace. */
  path: string;
  /** All files of the workspace, by their absolute paths. */
  files: Files;
}

/** The last reply, and what it answers. */
export interface Shown {
  path: string;
  /** All files as they were evaluated, by their absolute paths: spans of the reply are theirs. */
  files: Files;
  view: View;
  strict: boolean;
  reply: EvaluateReply;
}

/** The text of a file of the workspace as it was evaluated; null where there was no such text. */
export function evaluatedText(shown: Shown | null, path: string): string | null {
  const content = shown?.files[workspaceRoot + path];
  return typeof content === "string" ? content : null;
}

/** Why the last evaluation has no reply. */
export interface Interruption {
  type: "stopped" | "died";
  /** Milliseconds it had run. */
  after: number;
}

/** A running evaluation, once it is worth showing. */
export type Running = { ms: number } & Partial<Progress>;

export interface Session {
  /** Whether an evaluation runs. */
  running: Accessor<boolean>;
  /** How long it takes and how far it is; null until that is worth showing. */
  progress: Accessor<Running | null>;
  /** Kept while the next one runs. */
  shown: Accessor<Shown | null>;
  interruption: Accessor<Interruption | null>;
  /** Whether a file changed since the last evaluation began. */
  edited: Accessor<boolean>;
  /** The person changed a file: a result that is on its way is late. */
  noteEdit: () => void;
  /** Because somebody asks for it: may use the network. */
  evaluate: () => Promise<void>;
  /** Because something was opened or a setting changed: uses no network, unless this very source was asked for. */
  evaluateAgain: () => Promise<void>;
  stop: () => void;
  /** Stops what is running because the text it belongs to is gone: nothing is said of it. */
  cancel: () => void;
}

/** Where the evaluator finds the workspace. */
export const workspaceRoot = "/workspace/";

/** Milliseconds before a running evaluation shows: most are over by then. */
const patience = 150;

export interface SessionOptions {
  client: Pick<EvaluatorClient, "evaluate" | "stop" | "progress">;
  /** Null when there is nothing to evaluate. */
  source: () => Source | null;
  /** Tells whether the source is still what it was: see `Workspace.revision`. */
  revision: () => number;
  settings: Settings;
  /** The trees that evaluation sees; none unless given. */
  mounts?: () => Promise<MountRequest[]>;
  /** Told of every reply. */
  onReply: (reply: EvaluateReply, source: Source) => void;
  /** Told in a sentence what came of it, for screen readers. */
  speak: (text: string) => void;
}

export function createSession(options: SessionOptions): Session {
  const { client, settings } = options;
  const [running, setRunning] = createSignal(false);
  const [progress, setProgress] = createSignal<Running | null>(null);
  const [shown, setShown] = createSignal<Shown | null>(null);
  const [interruption, setInterruption] = createSignal<Interruption | null>(null);
  const [edited, setEdited] = createSignal(false);
  let runs = 0;
  /** The text whose value was asked for last, as opposed to texts that came with a link. */
  let asked: { path: string; revision: number } | null = null;

  const start = async (source: Source): Promise<void> => {
    const run = ++runs;
    const since = performance.now();
    const request = requestOf(source, settings, isAsked(source.path));
    batch(() => {
      setRunning(true);
      setEdited(false);
      setProgress(null);
    });
    const ticker = setInterval(() => {
      const ms = performance.now() - since;
      if (run === runs && ms >= patience) setProgress({ ms, ...client.progress() });
    }, 50);
    if (options.mounts !== undefined) {
      request.mounts = await options.mounts();
      if (run !== runs) return clearInterval(ticker);
    }
    const outcome = await client.evaluate(request);
    clearInterval(ticker);
    if (run !== runs) return;
    batch(() => {
      setRunning(false);
      setProgress(null);
      if (outcome.type === "reply") {
        const { path, files } = source;
        setShown({ path, files, view: request.view, strict: request.strict, reply: outcome.reply });
        setInterruption(null);
        options.onReply(outcome.reply, source);
        options.speak(summary(outcome.reply));
      } else {
        const after = performance.now() - since;
        setInterruption({ type: outcome.type, after });
        options.speak(
          outcome.type === "stopped" ? `Stopped after ${formatTime(after)}` : "The evaluator crashed",
        );
      }
    });
  };

  const isAsked = (path: string): boolean => asked?.path === path && asked.revision === options.revision();

  return {
    running,
    progress,
    shown,
    interruption,
    edited,
    noteEdit: () => setEdited(true),
    async evaluate() {
      const source = options.source();
      if (source === null) return options.speak("There is no Nix file to evaluate");
      asked = { path: source.path, revision: options.revision() };
      await start(source);
    },
    async evaluateAgain() {
      const source = options.source();
      if (source === null) return;
      const text = source.files[workspaceRoot + source.path];
      if (typeof text !== "string" || text.trim() !== "") return start(source);
      // An empty file is not wrong yet: there is just nothing to show.
      if (running()) void client.stop();
      runs++;
      batch(() => {
        setRunning(false);
        setProgress(null);
        setShown(null);
        setInterruption(null);
      });
    },
    stop: () => void client.stop(),
    cancel() {
      if (!running()) return;
      runs++;
      batch(() => {
        setRunning(false);
        setProgress(null);
      });
      void client.stop();
    },
  };
}

function requestOf(source: Source, settings: Settings, network: boolean): EvaluateRequest {
  const path = workspaceRoot + source.path;
  const text = source.files[path];
  return {
    text: typeof text === "string" ? text : "",
    path,
    files: source.files,
    profile: settings.profile,
    pipeOperators: settings.pipeOperators,
    view: settings.view,
    strict: settings.strict,
    openSmall: true,
    network,
    limits: {
      allocationBytes: settings.memoryLimit * 2 ** 20,
      milliseconds: settings.timeLimit * 1000,
    },
  };
}

/** A reply in one spoken sentence. */
function summary({ result, stats, problems }: EvaluateReply): string {
  const extra = problems.length > 0 ? `, ${formatNumberOf(problems.length, "problem")}` : "";
  if (!result.ok) return `Error: ${result.error.message}${extra}`;
  const text = result.rendered === null ? result.root.text : result.rendered.first.text;
  const start = text.slice(0, 100);
  return `Evaluated in ${formatTime(stats.ms)}${extra}: ${start}${start.length < text.length ? " …" : ""}`;
}
