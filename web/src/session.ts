/** The state of the page: what is evaluated, how, and what came of it. */
import { batch, createSignal, type Accessor } from "solid-js";
import type { EvaluateReply, EvaluateRequest, ProfileName } from "../../workers/index.ts";
import { formatNumberOf, formatTime } from "./format.ts";
import type { EvaluatorClient, Progress } from "./run/client.ts";

/** How a result is shown. */
export const views = ["value", "lazy", "json", "xml"] as const;
export type View = (typeof views)[number];
export const profiles = ["2.36", "2.8"] as const satisfies readonly ProfileName[];

/** The last reply, and what it answers. */
export interface Shown {
  text: string;
  view: View;
  reply: EvaluateReply;
}

/** Why the last evaluation has no reply. */
export interface Interruption {
  type: "stopped" | "died";
  /** Milliseconds it had run. */
  after: number;
}

export interface Session {
  view: Accessor<View>;
  profile: Accessor<ProfileName>;
  /** Changing either evaluates again. */
  setView(view: View): void;
  setProfile(profile: ProfileName): void;
  /** Takes the settings of a link that was opened and evaluates; they are not remembered. */
  load(view: View, profile: ProfileName): void;
  running: Accessor<boolean>;
  /** How long the running evaluation takes and how far it is; null until that is worth showing. */
  progress: Accessor<({ ms: number } & Partial<Progress>) | null>;
  shown: Accessor<Shown | null>;
  interruption: Accessor<Interruption | null>;
  /** Whether the text changed since it was evaluated. */
  edited: Accessor<boolean>;
  noteEdit(): void;
  /** What a screen reader is told. */
  announcement: Accessor<string>;
  announce(text: string): void;
  /** Because somebody asks for it: may use the network. */
  evaluate(): Promise<void>;
  /** Because a text was opened: uses no network. */
  evaluateOpened(): Promise<void>;
  stop(): void;
}

/** Milliseconds before a running evaluation shows: most are over by then. */
const patience = 150;

export interface SessionOptions {
  client: EvaluatorClient;
  text: () => string;
  view: View;
  profile: ProfileName;
  /** Told of every reply. */
  onReply: (reply: EvaluateReply) => void;
  onSettings: (view: View, profile: ProfileName) => void;
}

export function createSession(options: SessionOptions): Session {
  const { client } = options;
  const [view, setView] = createSignal(options.view);
  const [profile, setProfile] = createSignal(options.profile);
  const [running, setRunning] = createSignal(false);
  const [progress, setProgress] = createSignal<({ ms: number } & Partial<Progress>) | null>(null);
  const [shown, setShown] = createSignal<Shown | null>(null);
  const [interruption, setInterruption] = createSignal<Interruption | null>(null);
  const [edited, setEdited] = createSignal(false);
  const [announcement, announce] = createSignal("");
  let runs = 0;
  /** The text whose value was asked for last, as opposed to texts that came with a link. */
  let asked: string | null = null;

  const evaluate = (): Promise<void> => {
    asked = options.text();
    return start();
  };

  const start = async (): Promise<void> => {
    const run = ++runs;
    const since = performance.now();
    const format = view();
    const text = options.text();
    const request: EvaluateRequest = {
      text,
      profile: profile(),
      strict: format !== "lazy",
      format: format === "json" || format === "xml" ? format : "nix",
      network: text === asked,
    };
    batch(() => {
      setRunning(true);
      setEdited(false);
      setProgress(null);
    });
    const ticker = setInterval(() => {
      const ms = performance.now() - since;
      if (run === runs && ms >= patience) setProgress({ ms, ...client.progress() });
    }, 50);
    const outcome = await client.evaluate(request);
    clearInterval(ticker);
    if (run !== runs) return;
    batch(() => {
      setRunning(false);
      setProgress(null);
      if (outcome.type === "reply") {
        setShown({ text: request.text, view: format, reply: outcome.reply });
        setInterruption(null);
        options.onReply(outcome.reply);
        announce(summary(outcome.reply));
      } else {
        const after = performance.now() - since;
        setInterruption({ type: outcome.type, after });
        announce(outcome.type === "stopped" ? `Stopped after ${formatTime(after)}` : "The evaluator crashed");
      }
    });
  };

  const load = (nextView: View, nextProfile: ProfileName): void => {
    batch(() => {
      setView(nextView);
      setProfile(nextProfile);
    });
    void start();
  };

  const change = (nextView: View, nextProfile: ProfileName): void => {
    if (nextView === view() && nextProfile === profile()) return;
    options.onSettings(nextView, nextProfile);
    load(nextView, nextProfile);
  };

  return {
    view,
    profile,
    setView: (next) => change(next, profile()),
    setProfile: (next) => change(view(), next),
    load,
    running,
    progress,
    shown,
    interruption,
    edited,
    noteEdit: () => setEdited(true),
    announcement,
    announce,
    evaluate,
    evaluateOpened: start,
    stop: () => void client.stop(),
  };
}

/** A reply in one spoken sentence. */
function summary({ result, stats, problems }: EvaluateReply): string {
  const extra = problems.length > 0 ? `, ${formatNumberOf(problems.length, "problem")}` : "";
  if (!result.ok) return `Error: ${result.error.message}${extra}`;
  const start = result.output.slice(0, 100);
  return `Evaluated in ${formatTime(stats.ms)}${extra}: ${start}${start.length < result.output.length ? " …" : ""}`;
}

/** The view of a name; the default for an unknown one. */
export function viewOf(name: string | null | undefined): View {
  return views.find((view) => view === name) ?? "value";
}

/** The profile of a name; the default for an unknown one. */
export function profileOf(name: string | null | undefined): ProfileName {
  return profiles.find((profile) => profile === name) ?? "2.36";
}
